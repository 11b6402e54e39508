from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.model import sigv4

VECTORS = json.loads((Path(__file__).parent / "sigv4_vectors.json").read_text())
KEYS = sigv4.Credentials(VECTORS["access_key_id"], VECTORS["secret_access_key"])
SIGNED_AT = datetime.datetime(2015, 8, 30, 12, 36, tzinfo=datetime.UTC).timestamp()
SCOPE = sigv4.Scope(SIGNED_AT, VECTORS["region"], VECTORS["service"])


class FrozenAuth(SigV4Auth):  # type: ignore[misc]
    """botocore's signer at the vectors' time."""

    def add_auth(self, request: Any) -> None:
        request.context["timestamp"] = VECTORS["timestamp"]
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        self._inject_signature_to_request(request, self.signature(self.string_to_sign(request, canonical), request))


def by_botocore(method: str, url: str, headers: dict[str, str], payload: bytes) -> str:
    request = AWSRequest(method, url, headers=headers, data=payload)
    request.context["timestamp"] = VECTORS["timestamp"]
    credentials = BotocoreCredentials(KEYS.access_key_id, KEYS.secret_access_key)
    FrozenAuth(credentials, SCOPE.service, SCOPE.region).add_auth(request)
    return str(request.headers["Authorization"])


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_published_vectors(case: dict[str, Any]) -> None:
    headers = {"host": VECTORS["host"], **case["headers"]}
    url = f"https://{VECTORS['host']}{case['path']}" + (f"?{case['query']}" if case["query"] else "")
    signed = sigv4.sign(case["method"], url, headers, b"", KEYS, SCOPE)
    authorization = sigv4.parse_authorization(signed["authorization"])
    assert authorization is not None
    assert authorization.signature == case["signature"]
    assert signed["authorization"] == by_botocore(case["method"], url, headers, b"")
    assert accepted(case["method"], case["path"], case["query"], signed, b"")


def accepted(verb: str, path: str, query: str, signed_headers: dict[str, str], body: bytes, **changes: Any) -> bool:
    authorization = sigv4.parse_authorization(signed_headers["authorization"])
    assert authorization is not None
    arguments: dict[str, Any] = {
        "method": verb, "raw_path": path, "raw_query": query, "headers": signed_headers.items(), "payload": body,
        "region": SCOPE.region, "service": SCOPE.service, "now": SIGNED_AT,
    }  # fmt: skip
    return sigv4.verify(authorization, changes.pop("secret", KEYS.secret_access_key), **{**arguments, **changes})


SAFE = st.text("abcXYZ019-_.~%20", min_size=1, max_size=12).map(lambda text: text.replace("%", "%25"))


@given(
    path=st.lists(SAFE, max_size=4).map(lambda parts: "/" + "/".join(parts)),
    query=st.lists(st.tuples(SAFE, SAFE), max_size=4),
    payload=st.binary(max_size=40),
)
def test_agrees_with_botocore_and_verifies(path: str, query: list[tuple[str, str]], payload: bytes) -> None:
    raw_query = "&".join(f"{name}={value}" for name, value in query)
    url = f"https://{VECTORS['host']}{path}" + (f"?{raw_query}" if raw_query else "")
    headers = {"host": VECTORS["host"], "content-type": "application/json"}
    signed = sigv4.sign("POST", url, headers, payload, KEYS, SCOPE)
    assert signed["authorization"] == by_botocore("POST", url, headers, payload)
    assert accepted("POST", path, raw_query, signed, payload)
    assert not accepted("POST", path, raw_query, signed, payload + b"x")


@pytest.fixture
def signed() -> dict[str, str]:
    headers = {"host": VECTORS["host"], "x-amz-target": "T.Operation"}
    return sigv4.sign("POST", f"https://{VECTORS['host']}/", headers, b"body", KEYS, SCOPE)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "PUT"},
        {"raw_path": "/other"},
        {"raw_query": "a=b"},
        {"payload": b"Body"},
        {"secret": "another"},
        {"region": "eu-west-1"},
        {"service": "lambda"},
        {"now": SIGNED_AT + 301},
        {"now": SIGNED_AT - 301},
    ],
)
def test_any_change_is_refused(signed: dict[str, str], changes: dict[str, Any]) -> None:
    assert accepted("POST", "/", "", signed, b"body")
    assert not accepted("POST", "/", "", signed, b"body", **changes)


@pytest.mark.parametrize("offset", [-300, 300])
def test_skew_of_five_minutes_is_accepted(signed: dict[str, str], offset: int) -> None:
    assert accepted("POST", "/", "", signed, b"body", now=SIGNED_AT + offset)


@pytest.mark.parametrize("change", [{"x-amz-target": "T.Other"}, {"host": "other"}, {"x-amz-date": "20150830T123601Z"}])
def test_changed_header_is_refused(signed: dict[str, str], change: dict[str, str]) -> None:
    assert not accepted("POST", "/", "", {**signed, **change}, b"body")


def test_added_unsigned_amz_header_is_refused(signed: dict[str, str]) -> None:
    assert not accepted("POST", "/", "", {**signed, "x-amz-security-token": "t"}, b"body")
    assert accepted("POST", "/", "", {**signed, "accept": "*/*"}, b"body")


def test_missing_or_repeated_date_is_refused(signed: dict[str, str]) -> None:
    without = {name: value for name, value in signed.items() if name != "x-amz-date"}
    assert not accepted("POST", "/", "", without, b"body")
    assert not accepted(
        "POST", "/", "", signed, b"body", headers=[*signed.items(), ("X-Amz-Date", signed["x-amz-date"])]
    )


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/s/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/2015/us-east-1/s/aws4_request, SignedHeaders=host, Signature=" + "0" * 64,
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/aws4_request, SignedHeaders=host, Signature=" + "0" * 64,
    ],
)
def test_malformed_authorization(header: str) -> None:
    assert sigv4.parse_authorization(header) is None


@pytest.mark.parametrize("text", ["", "20150830", "20151330T000000Z", "20150830T123600", "\uff120150830T123600Z"])
def test_malformed_time(text: str) -> None:
    assert sigv4.parse_time(text) is None


@given(st.text(max_size=200))
def test_parsing_never_fails(text: str) -> None:
    sigv4.parse_authorization(text)
    sigv4.parse_time(text)


def test_secret_does_not_show() -> None:
    assert KEYS.secret_access_key not in repr(KEYS)
