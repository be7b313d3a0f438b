"""When a request is sent again, and after how long: pure, but for the dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

import attrs


@attrs.frozen
class Retry:
    """Pauses that double from `first` to `longest` seconds, `attempts` requests in all.

    A pause that Grafana asks for is kept as asked, with a little on top so that not all come back at once;
    one above `patience` seconds is not waited for.
    """

    attempts: int = 7
    first: float = 0.4
    longest: float = 15.0
    patience: float = 120.0
    random: Callable[[], float] = random.random

    def pause(self, attempt: int, asked: float | None = None) -> float | None:
        """Seconds before the request after the `attempt`th (from 1); None to give up."""
        if attempt >= self.attempts or (asked is not None and asked > self.patience):
            return None
        if asked is not None:
            return asked + self.random() * min(asked, 1.0) * 0.25
        # Half of it is certain, so that even unlucky dice give a restarting server some time.
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * (0.5 + 0.5 * self.random())


def retry_after(header: str | None, now: float) -> float | None:
    """Seconds that a Retry-After asks for at `now` (Unix time): it holds seconds or an HTTP date.

    None for neither.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
