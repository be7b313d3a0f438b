"""Whether a secret that Grafana never shows is still the one that was sent: by a fingerprint kept beside it.

Whoever may read the mark may read the fingerprint. So it is short: one value in 65536 has it, by chance, and
somebody who tries a list of passwords finds many that fit and cannot tell which. The same shortness means
that one new secret in 65536 goes unnoticed, until anything else of its resource is pushed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

SALT_BYTES = 6
DIGEST_BYTES = 2


def fingerprint(value: str, salt: str | None = None) -> str:
    """`<salt>.<digest>`, both in hexadecimal: scrypt of the value, cut to 16 bits.

    `salt` is made anew where none is given, so that two equal secrets do not look equal.
    """
    return _fingerprint(value, secrets.token_hex(SALT_BYTES) if salt is None else salt)


@cache
def _fingerprint(value: str, salt: str) -> str:
    # The cost that RFC 7914 gives for interactive use: 16 MiB, some 50 ms. A push compares each often.
    derived = hashlib.scrypt(
        value.encode("utf-8", "surrogatepass"), salt=salt.encode(), n=2**14, r=8, p=1, dklen=32
    )
    return f"{salt}.{derived[:DIGEST_BYTES].hex()}"


def matches(known: str, value: str) -> bool:
    """Whether a fingerprint may be of this value; False for what is no fingerprint."""
    salt, dot, _ = known.partition(".")
    return bool(dot) and hmac.compare_digest(fingerprint(value, salt).encode(), known.encode())
