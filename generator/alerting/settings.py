"""The settings of integrations: by Grafana's names, in JSON, and without a secret in plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.alerting.integration_types import IntegrationType
from generator.datasources import EnvironmentVariable
from generator.errors import Location
from generator.mistakes import mistake
from generator.panels.merge import merge
from generator.suggest import did_you_mean
from generator.words import mapping, text

Setting = Any
"""A JSON value; an EnvironmentVariable where it is read from the environment."""

_SECRET_NAME = re.compile(
    r"(?:proxy-)?authorization|cookie|.*(?:passw(?:or)?d|secret|token|api[-_]?key)", re.IGNORECASE
)
_PASSWORD_IN_ADDRESS = re.compile(r"://[^/\s:@]*:[^/\s@]+@")


def checked_settings(
    what: str,
    kind: IntegrationType,
    settings: Mapping[str, Setting],
    raw: Mapping[str, Setting] | None,
    location: Location,
) -> dict[str, Setting]:
    """The settings, with `raw` merged into them: there a newer Grafana may know more names.

    Raises LogloomError for an unknown name, for a setting that is missing, for what JSON does not have, and
    for a secret in plain text.
    """
    known = {key: value for key, value in settings.items() if value is not None}
    _check_names(what, kind, dict(leaves(known)), location)
    merged = merge(known, mapping(raw or {}, f"raw= of {what}", location))
    for path, value in leaves(merged):
        if not isinstance(value, EnvironmentVariable):
            _check_secret(what, kind, path, value, location)
            _check_value(f"{path} of {what}", value, location)
    return merged


def leaves(settings: Mapping[str, Setting], above: str = "") -> Iterator[tuple[str, Setting]]:
    """Each value that is no mapping, with its path: `tlsConfig.clientKey`."""
    for key, value in settings.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping) and value:
            yield from leaves(mapping(value, path), f"{path}.")
        else:
            yield path, value


def _check_names(what: str, kind: IntegrationType, given: Mapping[str, Setting], location: Location) -> None:
    for path in given:
        if path not in kind.settings and not any(f"{path}.".startswith(f"{each}.") for each in kind.free):
            raise mistake(f"{what} takes no {path}", did_you_mean(path, kind.settings), location)
    if not any(all(given.get(each) for each in alternative) for alternative in kind.required):
        needed = " or ".join(" and ".join(alternative) for alternative in kind.required)
        raise mistake(f"{what} lacks a setting", f"it needs {needed}", location)


def _check_value(what: str, value: Setting, location: Location) -> None:
    try:
        text(json.dumps(value, allow_nan=False, ensure_ascii=False), what, location)
    except (TypeError, ValueError):
        raise mistake(
            f"{what} is {value!r}, which JSON does not have",
            "texts, numbers, True, False, and lists and mappings of them",
            location,
        ) from None


def _check_secret(what: str, kind: IntegrationType, path: str, value: Setting, location: Location) -> None:
    """A secret is one by Grafana's word, by its own name where Grafana has none, or by its form."""
    is_text = isinstance(value, str)
    name = path.rpartition(".")[2]
    if path in kind.secure or (is_text and path not in kind.settings and _SECRET_NAME.fullmatch(name)):
        raise mistake(
            f"{path} of {what} is a secret, and this is a plain {type(value).__name__}",
            f'write a.env("NAME_OF_A_VARIABLE") for {name}',
            location,
        )
    if is_text and _PASSWORD_IN_ADDRESS.search(value):
        raise mistake(
            f"{path} of {what} holds a password", 'write a.env("NAME_OF_A_VARIABLE") for all of it', location
        )
