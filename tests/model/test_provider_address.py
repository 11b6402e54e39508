from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.model.provider_address import is_safe


@pytest.mark.parametrize(
    "url",
    [
        "https://id.example.com/token",
        "https://id.example.com",
        "https://id.example.com:8443/token?tenant=a%20b&c=",
        "http://localhost:9500/token",
        "http://127.0.0.1/token",
        "http://[::1]:9500/token",
    ],
)
def test_addresses_of_providers(url: str) -> None:
    assert is_safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://id.example.com/token",
        "http://127.0.0.1.example.com/",
        "http://localhost@example.com/",
        "https://keeper@id.example.com/",
        "https://:@id.example.com/",
        "https://id.example.com#top",
        "https://id.example.com/#",
        "https://id.example.com\\@other.example.com/",
        "https://",
        "https:///token",
        "https://:443/token",
        "https:id.example.com",
        "https://id.example.com:99999/",
        "https://id.example.com:0/",
        "https://id.example.com:port/",
        "ftp://localhost/",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "//localhost/",
        "/login",
        "http://[",
        "",
    ],
)
def test_addresses_of_nobody(url: str) -> None:
    assert not is_safe(url)


@given(st.characters(codec="utf-8").filter(lambda letter: not "!" <= letter <= "~"), st.integers(0, 28))
def test_what_parsers_strip_or_encode_has_no_place_in_them(letter: str, place: int) -> None:
    url = "https://id.example.com/token"
    assert not is_safe(url[:place] + letter + url[place:])
