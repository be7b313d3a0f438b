"""Numbers, uids and slugs that Grafana makes up."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import uuid

UID_LENGTH = 40
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_random = random.Random(20)


class Counter:
    """The ids of one table, from 1 on; an id is never given twice."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self) -> int:
        return next(self._numbers)


def short_uid() -> str:
    """14 characters, the first a letter."""
    return _random.choice("abcdef") + "".join(_random.choices(_ALPHABET, k=13))


def long_uid() -> str:
    """What a dashboard without a uid gets."""
    return str(uuid.UUID(int=_random.getrandbits(128), version=4))


def object_uid(kind: str, uid: str) -> str:
    """The uid in the metadata of the API under /apis: another one, derived from the name."""
    digest = hashlib.sha256(f"{kind}/{uid}".encode()).hexdigest()
    return f"{digest[:43]}X"


def token_key() -> str:
    return f"glsa_{''.join(_random.choices(_ALPHABET, k=32))}_{_random.getrandbits(32):08x}"


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", title.lower()).strip("-") or hashlib.sha1(title.encode()).hexdigest()


def is_uid(text: str) -> bool:
    return re.fullmatch(r"[a-zA-Z0-9\-_]*", text) is not None
