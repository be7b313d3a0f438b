"""Links: what is encoded, what is left to Grafana, and that they hold behind a proxy."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import panels as p
from generator.errors import LogloomError
from tests.panels.examples import dashboard_json


def test_a_link_to_a_dashboard_keeps_the_time_range_and_names_variables() -> None:
    link = p.link_to("errors", "Errors", keep=["level"], category=p.field("category"), user="7")
    assert link.url == (
        "/d/errors?${__url_time_range}&${level:queryparam}"
        "&var-category=${__data.fields.category:percentencode}&var-user=7"
    )


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "/d/errors?${__url_time_range}"),
        ({"keep_time": False}, "/d/errors"),
        (
            {"keep_time": False, "level": ["ERROR", "CRITICAL"]},
            "/d/errors?var-level=ERROR&var-level=CRITICAL",
        ),
        ({"keep_time": False, "category": "$__all"}, "/d/errors?var-category=%24__all"),
        ({"keep_time": False, "q": "${__data.fields.q}"}, "/d/errors?var-q=${__data.fields.q:percentencode}"),
        ({"keep_time": False, "q": "${__value.raw:raw}"}, "/d/errors?var-q=${__value.raw:raw}"),
        ({"keep_time": False, "q": "a & ${x} = b"}, "/d/errors?var-q=a%20%26%20${x:percentencode}%20%3D%20b"),
    ],
)
def test_what_a_link_sets(options: dict[str, object], url: str) -> None:
    assert p.link_to("errors", "Errors", **options).url == url  # type: ignore[arg-type]


@given(st.text().filter(lambda text: "${" not in text))
def test_any_text_arrives_as_it_is(text: str) -> None:
    url = p.link_to("errors", "Errors", keep_time=False, q=text).url
    query = parse_qs(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
    assert query == {"var-q": [text]}


def test_references_in_links() -> None:
    assert p.field("trace_id") == "${__data.fields.trace_id:percentencode}"
    assert p.field("trace id") == '${__data.fields["trace id"]:percentencode}'
    assert p.value() == "${__value.raw:percentencode}"
    assert p.series() == "${__field.name:percentencode}"


def test_links_are_below_whatever_path_grafana_is_served_under() -> None:
    links = dashboard_json(links=[p.dashboard_link("Errors", uid="errors")])["links"]
    assert links[0]["url"] == "/d/errors"
    assert p.link_to("errors", "Errors").url.startswith("/d/errors")


def test_a_dashboards_links_keep_time_and_variables_unless_told_otherwise() -> None:
    to_one = p.dashboard_link("Errors", uid="errors", tooltip="All errors")
    to_all = p.dashboard_link("Logs", tags=["logs"], dropdown=True, keep_variables=False, new_tab=True)
    out = p.dashboard_link("Runbook", url="https://example.com/r", keep_time=False)
    first, second, third = dashboard_json(links=[to_one, to_all, out])["links"]
    assert (first["type"], first["icon"], first["tooltip"]) == ("link", "dashboard", "All errors")
    assert (first["keepTime"], first["includeVars"]) == (True, True)
    assert (second["type"], second["tags"], second["asDropdown"]) == ("dashboards", ["logs"], True)
    assert (second["includeVars"], second["targetBlank"]) == (False, True)
    assert (third["url"], third["icon"]) == ("https://example.com/r", "external link")
    assert third["keepTime"] is False


@pytest.mark.parametrize("options", [{}, {"uid": "a", "url": "b"}, {"url": "b", "tags": ["c"]}])
def test_a_dashboards_link_leads_to_one_place(options: dict[str, object]) -> None:
    with pytest.raises(LogloomError, match="needs one of uid, url and tags"):
        p.dashboard_link("L", **options)  # type: ignore[arg-type]


def test_a_link_without_a_uid_is_refused() -> None:
    with pytest.raises(LogloomError, match="needs the uid"):
        p.link_to("", "Nowhere")
