"""A mistake inside one value of a header, before it is known where in the file the value stands."""

from __future__ import annotations

import attrs


@attrs.frozen
class Fault:
    """What is wrong at `offset` (characters) in the value, and what to do about it."""

    offset: int
    message: str
    hint: str = ""
