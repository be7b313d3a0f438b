"""Which columns a result has."""

from __future__ import annotations

from collections.abc import Iterable

from generator.languages.insights.analysis.model import Output
from generator.languages.insights.record import MESSAGE, TEXT, TIME, TIMESTAMP


class Shown:
    """The columns of the result, as far as commands have said them."""

    def __init__(self) -> None:
        self._asked: dict[str, Output] = {}
        self._is_final = False
        self._by_default = True

    def asked(self, outputs: Iterable[Output]) -> None:
        """`fields` adds."""
        self._by_default = False
        for output in outputs:
            self.made(output)

    def made(self, output: Output) -> None:
        """So does what makes a name, unless `display` has said what is to be seen."""
        if not self._is_final:
            self._asked.setdefault(output.name, output)

    def only(self, outputs: Iterable[Output], *, is_final: bool = False) -> None:
        self._by_default, self._is_final = False, is_final
        self._asked = {output.name: output for output in outputs}

    def outputs(self) -> tuple[Output, ...]:
        first = (Output(TIMESTAMP, TIME), Output(MESSAGE, TEXT)) if self._by_default else ()
        return (*first, *self._asked.values())
