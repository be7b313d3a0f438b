from __future__ import annotations

import os
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.datasources import EnvironmentVariable
from generator.provisioning.interpolation import interpolated, read_back
from tests.provisioning.as_grafana_reads import expanded

scalars = st.text(alphabet=st.sampled_from("ab$}{_ 1")) | st.integers() | st.booleans()
documents = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("kv"), inner), max_leaves=8
)


@given(documents)
def test_what_grafana_reads_is_what_was_meant(document: Any) -> None:
    text = yaml.safe_dump(interpolated(document))

    assert expanded(yaml.safe_load(text), dict(os.environ)) == document


@given(scalars.filter(lambda scalar: isinstance(scalar, str)))
def test_a_text_can_be_read_back(text: str) -> None:
    assert read_back(interpolated(text)) == text


def test_a_secret_is_a_reference_that_grafana_resolves() -> None:
    document = interpolated({"password": EnvironmentVariable("LOGS_PASSWORD"), "title": "costs $5"})

    assert document == {"password": "${LOGS_PASSWORD}", "title": "costs $$5"}
    assert expanded(document, {"LOGS_PASSWORD": "s3cret"}) == {
        "password": "s3cret",
        "title": "costs $5",
    }
