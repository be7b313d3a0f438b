"""Which values of the two sides of an operator go together: those whose labels agree.

Source: grafana pkg/expr/mathexp/exp.go, union. What finds no partner is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.alerting.evaluation.frames import Labels
from generator.alerting.evaluation.values import NoData, Value, Values


def union(left: Values, right: Values) -> Iterator[tuple[Labels, Value, Value]]:
    """The pairs, each with the labels of the side that has more."""
    if not left or not right:
        return
    if (len(left) == 1 or len(right) == 1) and (isinstance(left[0], NoData) or isinstance(right[0], NoData)):
        yield {}, left[0], right[0]
        return
    found = False
    for one in left:
        for other in right:
            labels = _common(one.labels, other.labels)
            if labels is not None:
                found = True
                yield labels, one, other
    if not found and len(left) == len(right) == 1:
        yield {}, left[0], right[0]


def _common(left: Labels, right: Labels) -> Labels | None:
    """The larger set of labels where it holds the smaller one, else None."""
    smaller, larger = sorted((left, right), key=len)
    return larger if smaller.items() <= larger.items() else None
