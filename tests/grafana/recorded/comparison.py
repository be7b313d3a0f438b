"""Whether an answer is the recorded one, but for what cannot be the same: ids, times and generated names."""

from __future__ import annotations

import re
from typing import Any

import attrs

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_GENERATED = re.compile(
    r"\b(?:"
    r"[a-g]g5[a-z0-9]{11}"  # a short uid
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # a long one
    r"|[A-Za-z0-9]{40,44}X"  # the uid of an object under /apis
    r"|[0-9a-f]{16}"  # a hash that serves as a version
    r"|ACE\d{10}"
    r"|[0-9a-f]{32}"  # a checksum
    r"|glsa_[\w<> ]+"
    r")\b"
)
_MOMENT = re.compile(r"1[67]\d{5,14}")
_TOKEN = re.compile(r"org:1/start:\d+/folder:|eyJ[A-Za-z0-9=]+")
IDS = {
    "id",
    "dashboardId",
    "folderId",
    "connectionId",
    "elementId",
    "grafana.app/deprecatedInternalID",
}
LEAST_GENERATED = 10**15
"""Ids in unified storage are as large as that."""
MEASURED = {"evaluationTime", "secondsUntilExpiration"}


@attrs.define
class Names:
    """The generated names of the recording and ours for the same things, learned as they come by."""

    ours: dict[str, str] = attrs.field(factory=dict)
    numbers: dict[int, int] = attrs.field(factory=dict)

    def learn(self, recorded: Any, actual: Any) -> None:
        """Walk both trees, as far as they agree."""
        if isinstance(recorded, dict) and isinstance(actual, dict):
            for name in recorded.keys() & actual.keys():
                self.learn(recorded[name], actual[name])
        elif isinstance(recorded, list) and isinstance(actual, list):
            for one, other in zip(recorded, actual, strict=False):
                self.learn(one, other)
        elif isinstance(recorded, str) and isinstance(actual, str):
            self._learn_text(recorded, actual)
        elif is_number(recorded) and is_number(actual) and recorded >= LEAST_GENERATED:
            self.numbers.setdefault(recorded, actual)

    def _learn_text(self, recorded: str, actual: str) -> None:
        """A text may be a generated name, or hold some; the rest must be the same."""
        found = list(_GENERATED.finditer(recorded))
        if not found:
            return
        around = re.split(_GENERATED.pattern, recorded)
        match = re.fullmatch("(.+?)".join(re.escape(text) for text in around), actual, re.DOTALL)
        if match:
            for name, ours in zip(found, match.groups(), strict=True):
                self.ours.setdefault(name[0], ours)

    def translate(self, value: Any) -> Any:
        """The same with our names."""
        if isinstance(value, dict):
            return {self.translate(name): self.translate(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.translate(item) for item in value]
        if is_number(value):
            return self.numbers.get(value, value)
        if isinstance(value, str):
            return _GENERATED.sub(lambda found: self.ours.get(found[0], found[0]), value)
        return value


def differences(recorded: Any, actual: Any, where: str = "") -> list[tuple[str, str]]:
    """What differs: "shape" (keys and types) or "value", and where. `recorded` has our names already."""
    if isinstance(recorded, dict) and isinstance(actual, dict):
        found = [("shape", f"{where}.{name} is missing") for name in recorded.keys() - actual.keys()]
        found += [("shape", f"{where}.{name} is too much") for name in actual.keys() - recorded.keys()]
        for name in sorted(recorded.keys() & actual.keys()):
            found += differences(recorded[name], actual[name], f"{where}.{name}")
        return found
    if isinstance(recorded, list) and isinstance(actual, list):
        found = []
        if len(recorded) != len(actual):
            kind = "value" if recorded and actual else "shape"
            found.append((kind, f"{where} has {len(actual)} entries, not {len(recorded)}"))
        for index, (one, other) in enumerate(zip(recorded, actual, strict=False)):
            found += differences(one, other, f"{where}[{index}]")
        return found
    if type(recorded) is not type(actual) and not (is_number(recorded) and is_number(actual)):
        return [("shape", f"{where} is {actual!r}, not {recorded!r}")]
    if recorded == actual or alike(where.rpartition(".")[2], recorded, actual):
        return []
    return [("value", f"{where} is {actual!r}, not {recorded!r}")]


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def alike(name: str, recorded: Any, actual: Any) -> bool:
    """Values that differ from one run to the next."""
    if name in MEASURED or name in IDS or name.endswith("deprecatedInternalID"):
        return True
    one, other = (_TIME.sub("TIME", str(text)) for text in (recorded, actual))
    if one == other:
        return True
    kinds = (_MOMENT, _TOKEN)
    return any(pattern.fullmatch(one) and pattern.fullmatch(other) for pattern in kinds) or bool(
        _GENERATED.fullmatch(one) and actual
    )
