"""The application as it runs: its users, what is wrong with it at present, and what is due to be logged."""

from __future__ import annotations

import hashlib
import heapq
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import attrs

from generator.postgres.application.chance import STEPS, Chance, log_normal, weighted
from generator.postgres.application.loggers import Logger

if TYPE_CHECKING:
    from logloom import Contract
    from logloom.contract import Level

Trouble = Literal["", "model", "database", "mail"]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

USERS = 299
RANKS = weighted({rank: 1 / (rank + 1) ** 0.9 for rank in range(USERS)})
"""The users by how much they do: a few do most of it."""

USUAL = log_normal(0.5)
SLOW = log_normal(1.1)
"""How durations spread about their median; the slow ones have a long tail."""

IN_TROUBLE = 0.35
"""How often that fails which is in trouble."""


class Due(NamedTuple):
    """What is to be logged, and when: `at` is in milliseconds since 1970. `number` keeps the order."""

    at: int
    number: int
    logger: Logger
    level: Level
    message: str
    user_id: int | None
    trace_id: str | None
    extra: Mapping[str, Any] | None


@attrs.frozen
class User:
    """A user of the application, known in its logs by a number and by a hash of the e-mail address."""

    id: int
    email_hash: str
    email_masked: str
    client_ip: str
    workspace_id: str


class Recurring:
    """Something that happens now and then, at least once in any stretch of time."""

    def __init__(self, chance: Chance, begin: int, length: int, every: int) -> None:
        self._chance, self._every = chance, every
        self._next = begin + int(min(length, every) * chance.between(0.55, 0.9))

    def comes_up(self, at: int) -> bool:
        if at < self._next:
            return False
        self._next = at + int(self._every * self._chance.between(0.5, 1.5))
        return True


class Application:
    """What the scripts act on. It is moved forward in time, record by record."""

    def __init__(self, contract: Contract, chance: Chance, begin: datetime, end: datetime) -> None:
        self.contract = contract
        self.chance = chance
        self.due: list[Due] = []
        self.trouble: Trouble = ""
        self._trouble_until = 0
        self._stalled_until = 0
        start, length = int(begin.timestamp() * SECOND), int((end - begin).total_seconds() * SECOND)
        self._troubles = Recurring(chance, start, length, 10 * HOUR)
        self._stalls = Recurring(chance, start, length, 7 * HOUR)
        self.deployments = Recurring(chance, start, length, 30 * HOUR)
        self._release = 0
        self._users = tuple(_user(rank) for rank in range(USERS))
        self._number = 0

    @property
    def version(self) -> str:
        """The version that runs."""
        return f"1.{self._release // 6}.{self._release % 6}"

    def deploy(self) -> str:
        """Go on to the next version."""
        self._release += 1
        return self.version

    def advance(self, at: int) -> None:
        """Trouble begins and ends."""
        if at >= self._trouble_until:
            self.trouble = ""
            if self._troubles.comes_up(at):
                self.trouble = self.chance.one_of(("model", "database", "mail"))
                self._trouble_until = at + self.chance.whole(3 * MINUTE, 14 * MINUTE)

    def stored_at(self, at: int) -> int:
        """When a record reaches the table: soon, unless what brings it there is held up."""
        if at < self._stalled_until:
            return self._stalled_until + self.chance.whole(20, 900)
        if self._stalls.comes_up(at):
            self._stalled_until = at + self.chance.whole(15 * SECOND, 90 * SECOND)
        return at + 40 + int(400 * USUAL[int(STEPS * self.chance.random())])

    def fails(self, trouble: Trouble, rate: float) -> bool:
        """Whether something fails that does so at this rate, and more often while there is trouble."""
        return self.chance.random() < (IN_TROUBLE if trouble == self.trouble else rate)

    def user(self) -> User:
        return self._users[self.chance.one_of(RANKS)]

    def takes(self, median: float, spread: tuple[float, ...] = USUAL) -> float:
        """How long something takes, in milliseconds."""
        return round(median * spread[int(STEPS * self.chance.random())], 1)

    def trace(self) -> str:
        return self.chance.hexadecimal(32)

    def log(
        self,
        at: float,
        logger: Logger,
        level: Level,
        message: str,
        user_id: int | None = None,
        trace_id: str | None = None,
        **extra: Any,
    ) -> None:
        """Have something logged at a time to come. Keys that the contract does not know are left out."""
        if not logger.keys >= extra.keys():
            extra = {key: value for key, value in extra.items() if key in logger.keys}
        self._number += 1
        heapq.heappush(
            self.due, Due(int(at), self._number, logger, level, message, user_id, trace_id, extra or None)
        )


def _user(rank: int) -> User:
    # 264 and 299 have no common divisor: each user once. Users 42 and 7 are the busiest.
    number = 1 + (41 + 264 * rank) % USERS
    letter = "abcdefghijklmnoprstuvw"[number % 22]
    local, domain = f"{letter}{number:03d}", ("example.com", "example.org", "example.net")[number % 3]
    digest = hmac.new(b"samples", f"{local}@{domain}".encode(), hashlib.sha256).hexdigest()
    return User(
        id=number,
        email_hash=digest,
        email_masked=f"{letter}{'*' * (len(local) - 1)}@{domain}",
        client_ip=f"203.0.113.{number % 254 + 1}",  # a block kept for documentation (RFC 5737)
        workspace_id=f"w-{number:04d}",
    )
