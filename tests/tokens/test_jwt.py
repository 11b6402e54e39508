"""Texts that are no token are told apart from tokens, whatever they hold."""

from __future__ import annotations

import pytest

from poolhouse.tokens.jwt import Malformed, base64url, parse

HEADER, CLAIMS = b'{"kid":"k","alg":"RS256"}', b'{"sub":"s"}'
DEEP = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def token(header: bytes, claims: bytes) -> str:
    return b".".join(base64url(part) for part in (header, claims, b"signature")).decode()


def test_header_and_claims() -> None:
    parsed = parse(token(HEADER, CLAIMS))
    assert (parsed.header.kid, parsed.header.alg, parsed.claims) == ("k", "RS256", {"sub": "s"})


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        (DEEP, CLAIMS),
        (HEADER, DEEP),
        (b'{"kid":"\xff","alg":"RS256"}', CLAIMS),
        (HEADER, b'{"sub":"\xff"}'),
        (HEADER, b"[]"),
        (b"{}", CLAIMS),
        (HEADER, b"{"),
    ],
    ids=["deep header", "deep claims", "header not UTF-8", "claims not UTF-8", "no object", "no kid", "no JSON"],
)
def test_what_is_no_token_is_malformed(header: bytes, claims: bytes) -> None:
    with pytest.raises(Malformed):
        parse(token(header, claims))
