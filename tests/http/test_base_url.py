from __future__ import annotations

import pytest

from poolhouse.http.base_url import base_url


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (b"127.0.0.1:9500", "http://127.0.0.1:9500"),
        (b"Id.Example.com", "http://id.example.com"),
        (b"[::1]:9500", "http://[::1]:9500"),
        (None, "http://10.0.0.1:80"),
        (b"", "http://10.0.0.1:80"),
        (b"a/b", "http://10.0.0.1:80"),
        (b"user@evil.example", "http://10.0.0.1:80"),
        (b"evil.example\r\nx: y", "http://10.0.0.1:80"),
        (b"\xff", "http://10.0.0.1:80"),
    ],
)
def test_base_url(host: bytes | None, url: str) -> None:
    assert base_url({"scheme": "http", "server": ("10.0.0.1", 80)}, host) == url


def test_base_url_of_an_ipv6_listener() -> None:
    assert base_url({"scheme": "https", "server": ("::1", 443)}, None) == "https://[::1]:443"
