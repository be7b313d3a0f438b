from __future__ import annotations

import os
import re
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.datasources import EnvironmentVariable
from generator.provisioning.interpolation import interpolated


def as_grafana_reads(value: Any, environment: dict[str, str]) -> Any:
    """Grafana's expansion, written from its description: split on `$$`, expand each part, join with `$`."""
    if isinstance(value, str):
        parts = value.split("$$")
        return "$".join(
            re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda m: environment.get(m[1] or m[2], ""), part)
            for part in parts
        )
    if isinstance(value, dict):
        return {key: as_grafana_reads(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [as_grafana_reads(item, environment) for item in value]
    return value


scalars = st.text(alphabet=st.sampled_from("ab$}{_ 1")) | st.integers() | st.booleans()
documents = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("kv"), inner), max_leaves=8
)


@given(documents)
def test_what_grafana_reads_is_what_was_meant(document: Any) -> None:
    text = yaml.safe_dump(interpolated(document))

    assert as_grafana_reads(yaml.safe_load(text), dict(os.environ)) == document


def test_a_secret_is_a_reference_that_grafana_resolves() -> None:
    document = interpolated({"password": EnvironmentVariable("LOGS_PASSWORD"), "title": "costs $5"})

    assert document == {"password": "${LOGS_PASSWORD}", "title": "costs $$5"}
    assert as_grafana_reads(document, {"LOGS_PASSWORD": "s3cret"}) == {
        "password": "s3cret",
        "title": "costs $5",
    }
