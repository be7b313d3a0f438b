"""How a Grafana is reached, from a user's words: what cannot work is said before any request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.errors import LogloomError
from generator.sync.client.connection import connection

TOKEN = "glsa_s3cret"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://example.com/grafana/", "https://example.com/grafana"),
        (" https://example.com/ ", "https://example.com"),
        ("https://[::1]:3000", "https://[::1]:3000"),
    ],
)
def test_the_address_is_kept_without_what_is_at_its_end(given: str, url: str) -> None:
    assert connection(given, token=TOKEN).url == url


def test_a_user_in_the_address_is_taken_out_of_it() -> None:
    made = connection("https://editor:p%40ss@example.com/grafana")

    assert (made.url, made.user, made.password) == ("https://example.com/grafana", "editor", "p@ss")
    assert "p@ss" not in repr(made)
    assert "p%40ss" not in repr(made)


def test_a_token_goes_before_a_user() -> None:
    made = connection("https://editor:pass@example.com", token=f" {TOKEN}\n")

    assert (made.token, made.user, made.password) == (TOKEN, "", "")
    assert TOKEN not in repr(made)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": "grafana.example.com"}, "does not begin with http:// or https://"),
        ({"url": "ftp://grafana"}, "does not begin with"),
        ({"url": "https://"}, "and a host"),
        ({"url": "https://grafana:port"}, "is no URL"),
        ({"url": "https://grafana/?orgId=2"}, "ends in a query"),
        ({"url": "https://g", "token": ""}, "no token for Grafana"),
        ({"url": "https://g", "token": " ", "user": "admin"}, "no token for Grafana"),
        ({"token": "a\nb"}, "the token holds a character that cannot be sent"),
        ({"token": "glsa_é"}, "the token holds a character that cannot be sent"),
        ({"ca_file": "/nowhere/ca.pem"}, "there is no such CA file"),
        ({"proxy": "proxy:3128"}, "the proxy's address does not begin with"),
        ({"timeout": 0}, "must be above 0"),
    ],
)
def test_what_cannot_work_is_said_in_a_line_that_shows_no_secret(given: dict[str, Any], words: str) -> None:
    settings = {"url": "https://u:pa55@grafana", "token": TOKEN, **given}

    with pytest.raises(LogloomError, match=words) as caught:
        connection(**settings)

    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    for secret in ("pa55", TOKEN):
        assert secret not in str(caught.value)


def test_a_ca_file_and_no_verification(tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    ca_file.write_text("")

    assert connection("https://g", token=TOKEN).verify is True
    assert connection("https://g", token=TOKEN, ca_file=ca_file).verify == str(ca_file)
    assert connection("https://g", token=TOKEN, ca_file=ca_file, insecure=True).verify is False


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://g.example.com", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("https://g.example.com", {"https_proxy": "p:1"}, "http://p:1"),
        ("https://g.example.com", {"HTTP_PROXY": "http://p:1"}, ""),
        ("http://g.example.com", {"ALL_PROXY": "http://p:1"}, "http://p:1"),
        ("https://g.example.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "example.com"}, ""),
        ("https://g.example.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a, .example.com"}, ""),
        ("https://g.example.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "ample.com"}, "http://p:1"),
        ("https://g.example.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, ""),
    ],
)
def test_the_proxy_of_the_environment(url: str, environment: dict[str, str], proxy: str) -> None:
    assert connection(url, token=TOKEN, environment=environment).proxy == proxy


def test_a_proxy_that_is_named_goes_before_the_environments_and_its_password_is_not_shown() -> None:
    made = connection(
        "https://g", token=TOKEN, proxy="http://u:pa55@q:1", environment={"HTTPS_PROXY": "http://p:1"}
    )

    assert made.proxy == "http://u:pa55@q:1"
    assert "pa55" not in repr(made)
    assert "pa55" in made.secrets
