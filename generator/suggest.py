"""What a misspelt word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: object, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known word that is most like `word`, letter case aside; None when none is like it.

    What is no text, as an author may write it, is taken as Python shows it.
    `likeness` is the least ratio of difflib's SequenceMatcher that counts, from 0 to 1.
    """
    from difflib import get_close_matches  # not at import: only a mistake needs it

    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(str(word).casefold(), by_folded, n=1, cutoff=likeness)
    return by_folded[close[0]] if close else None


def did_you_mean(word: object, known: Iterable[str], *, most: int = 12) -> str:
    """A hint for an unknown word: the nearest known one, else up to `most` of those there are."""
    names = sorted(set(known))
    near = nearest(word, names)
    if near is not None:
        return f"did you mean {near}?"
    if not names:
        return "there are none"
    return f"known: {', '.join(names[:most])}{', ...' if len(names) > most else ''}"
