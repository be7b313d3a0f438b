"""Fingerprints of secrets: they find a change, and they do not give the secret away."""

import pytest

from generator.sync.secrets import fingerprint, matches


@pytest.mark.parametrize(
    "value", ["", "https://hooks.example/T0/B0/x", "pässwörd \N{SNOWMAN}", "\ud800", "a" * 5000]
)
def test_a_fingerprint_matches_its_value(value: str) -> None:
    assert matches(fingerprint(value), value)


def test_a_fingerprint_does_not_match_another_value() -> None:
    known = fingerprint("first", salt="00")

    assert not matches(known, "second")
    assert not matches(known, "")


def test_equal_secrets_do_not_look_equal() -> None:
    assert fingerprint("same") != fingerprint("same")


@pytest.mark.parametrize("known", ["", "nothing", ".", "é.é", "00.", "zz.0000000"])
def test_what_is_no_fingerprint_matches_nothing(known: str) -> None:
    assert not matches(known, "value")


def test_a_list_of_guesses_is_not_confirmed() -> None:
    """16 bits and no more: half of what a salt and a digest say is the salt, which is no secret."""
    digest = fingerprint("hunter2").partition(".")[2]

    assert len(bytes.fromhex(digest)) == 2
