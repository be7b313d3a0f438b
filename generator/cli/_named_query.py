"""The query that a word on the command line means: one of the library, or any file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli._options import note

if TYPE_CHECKING:
    from generator.queries.library import Library
    from generator.queries.model import Query


def is_file(name: str) -> bool:
    """Whether the word is the path of a query file rather than a name."""
    from generator.queries.library import ENDINGS

    return name.endswith(ENDINGS) or Path(name).is_file()


def named_query(name: str, library: Library, ending: str | None = None) -> Query:
    """The query, in the language of an ending if that is given. Raises LogloomError where there is none."""
    from generator.errors import Location, LogloomError
    from generator.queries.library import raise_first_error, read_query

    if not is_file(name):
        query = library.find(name) if ending is None else library.twin(name, ending)
        if query is None:
            hint = f"write queries/{name}{ending}"
            raise LogloomError(f"query {name} has no twin that ends in {ending}", hint=hint)
        raise_first_error(finding for finding in library.findings if finding.path == query.path)
        return query
    path = Path(name)
    read, findings = read_query(path)
    raise_first_error(findings)
    for finding in findings:
        note(str(finding.as_error()))
    if read is None:
        raise LogloomError("this is no query", Location(path))
    if ending is not None and read.path.suffix != ending:
        raise LogloomError(f"is no query that ends in {ending}", Location(path))
    # Of a twin the library knows more than its file says.
    return next((query for query in library.every if query.path.absolute() == path.absolute()), read)
