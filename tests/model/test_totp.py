"""One-time passwords against the published vectors, and against an app written from the same documents."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from poolhouse.model import totp
from tests.factors import App

VECTORS = json.loads((Path(__file__).parent / "totp_vectors.json").read_text())
SECRET = VECTORS["secret"].encode()
secrets = st.binary(min_size=totp.SECRET_BYTES, max_size=totp.SECRET_BYTES)
times = st.integers(10**6, 10**11)


@pytest.mark.parametrize(("time", "code"), VECTORS["times"].items())
def test_the_codes_of_rfc_6238(time: str, code: str) -> None:
    assert totp.step_of(SECRET, code[-6:], float(time)) == int(time) // 30


@pytest.mark.parametrize(("counter", "code"), list(enumerate(VECTORS["counters"])))
def test_the_codes_of_rfc_4226(counter: int, code: str) -> None:
    assert totp.step_of(SECRET, code, 30.0 * (counter + 1)) == counter


NO_CODES = [
    "",
    "9428708",
    "94287082",
    "28708",
    "0287082",
    " 287082",
    "287082\n",
    "\u0662\u0668\u0667\u0660\u0668\u0662",
]


@pytest.mark.parametrize("text", NO_CODES)
def test_texts_that_are_no_code(text: str) -> None:
    assert totp.step_of(SECRET, "287082", 59) == 1
    assert totp.step_of(SECRET, text, 59) is None


@given(secret=secrets, now=times, steps=st.integers(-4, 4))
def test_a_code_is_right_for_its_own_time_step_and_the_one_before_and_after(
    secret: bytes, now: float, steps: int
) -> None:
    app = App(totp.as_text(secret))
    shown = {number: app.code(now + 30 * number) for number in range(-4, 5)}
    assume(len(set(shown.values())) == len(shown))
    expected = now // 30 + steps if abs(steps) <= 1 else None
    assert totp.step_of(secret, shown[steps], now + 0.5) == expected


@given(secret=secrets, now=times, text=st.text(max_size=8))
def test_no_other_text_is_right(secret: bytes, now: float, text: str) -> None:
    app = App(totp.as_text(secret))
    right = {app.code(now + 30 * near) for near in (-1, 0, 1)}
    assert (totp.step_of(secret, text, now) is not None) == (text in right)


@given(secret=secrets, issuer=st.text(min_size=1, max_size=20), account=st.text(min_size=1, max_size=20))
def test_what_a_qr_code_says(secret: bytes, issuer: str, account: str) -> None:
    uri = urlsplit(totp.key_uri(secret, issuer=issuer, account=account))
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert uri.path.count(":") == 1
    assert parse_qs(uri.query) == {"secret": [totp.as_text(secret)], "issuer": [issuer]}
    assert App(totp.as_text(secret)).key == secret
