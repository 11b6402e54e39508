"""SRP arithmetic against fixed vectors and against a client written here from the published formulas."""

from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poolhouse.model import srp

HERE = Path(__file__).parent


def vector(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((HERE / f"srp_{name}_vector.json").read_text())
    return document


USER = vector("user")
DEVICE = vector("device")


class Client:
    """The client's half, with hex padding as the JavaScript clients do it; shares no code with the server's half."""

    k = int(sha256(bytes.fromhex("00" + f"{srp.N:x}" + "02")).hexdigest(), 16)

    def __init__(self, private: int) -> None:
        self.private = private
        self.public = pow(2, private, srp.N)

    @staticmethod
    def hex_pad(number: int) -> bytes:
        text = f"{number:x}"
        if len(text) % 2:
            text = "0" + text
        elif text[0] in "89abcdef":
            text = "00" + text
        return bytes.fromhex(text)

    def answer(
        self, pool: str, user: str, password: str, salt_hex: str, b_hex: str, block: bytes, timestamp: str
    ) -> str:
        server_public = int(b_hex, 16)
        u = int(sha256(self.hex_pad(self.public) + self.hex_pad(server_public)).hexdigest(), 16)
        inner = sha256(f"{pool}{user}:{password}".encode()).digest()
        x = int(sha256(self.hex_pad(int(salt_hex, 16)) + inner).hexdigest(), 16)
        shared = pow(server_public - self.k * pow(2, x, srp.N), self.private + u * x, srp.N)
        prk = hmac.new(self.hex_pad(u), self.hex_pad(shared), sha256).digest()
        key = hmac.new(prk, b"Caldera Derived Key\x01", sha256).digest()[:16]
        message = pool.encode() + user.encode() + block + timestamp.encode()
        return base64.b64encode(hmac.new(key, message, sha256).digest()).decode()


def test_multiplier_of_the_vector() -> None:
    assert f"{srp.K_MULTIPLIER:x}" == USER["k"]


@pytest.mark.parametrize("case", [USER, DEVICE], ids=["user", "device"])
def test_vector_step_by_step(case: dict[str, Any]) -> None:
    salt, b = bytes.fromhex(case["salt"]), int(case["b"], 16)
    who = (case["group"], case["identity"], case["secret"], salt)
    v = srp.verifier(*who)
    client_public = srp.public_value(case["A"])
    server_public = srp.server_ephemeral(v, b)
    u = srp.scrambling(client_public, server_public)
    key = srp.server_key(client_public, server_public, v, b)
    signature = srp.claim_signature(
        key, case["group"], case["identity"], base64.b64decode(case["secret_block"]), case["timestamp"]
    )
    assert f"{srp.private_key(*who):x}" == case["x"]
    assert f"{server_public:x}" == case["B"]
    assert f"{u:x}" == case["u"]
    assert srp.derive_key(int(case["S"], 16), u).hex() == case["K"]
    assert key.hex() == case["K"]
    assert base64.b64encode(signature).decode() == case["signature"]


def test_verifier_of_the_user_vector() -> None:
    assert (
        f"{srp.verifier(USER['group'], USER['identity'], USER['secret'], bytes.fromhex(USER['salt'])):x}" == USER["v"]
    )


def test_device_salt_and_verifier_travel_padded() -> None:
    salt = bytes.fromhex(DEVICE["salt"])
    padded = srp.pad(int.from_bytes(salt, "big"))
    v = srp.verifier(DEVICE["group"], DEVICE["identity"], DEVICE["secret"], padded)
    assert base64.b64encode(padded).decode() == DEVICE["salt_base64"]
    assert base64.b64encode(srp.pad(v)).decode() == DEVICE["verifier_base64"]


@given(st.integers(min_value=0, max_value=2**3100))
@example(0)
@example(0x7F)
@example(0x80)
@example(0x0100)
def test_pad_is_the_twos_complement_form(number: int) -> None:
    padded = srp.pad(number)
    assert int.from_bytes(padded, "big", signed=True) == number
    assert number == 0 or padded == Client.hex_pad(number)


@settings(max_examples=25, deadline=None)
@given(
    a=st.integers(min_value=1, max_value=2**256 - 1),
    b=st.integers(min_value=1, max_value=2**srp.SECRET_BITS - 1),
    random=st.binary(min_size=16, max_size=16),
    password=st.text(st.characters(codec="utf-8"), min_size=1, max_size=256),
    wrong=st.text(st.characters(codec="utf-8"), min_size=1, max_size=256),
    block=st.binary(max_size=64),
)
def test_an_independent_client_and_the_server_agree(
    a: int, b: int, random: bytes, password: str, wrong: str, block: bytes
) -> None:
    pool, user, timestamp = "PoolHse01", "marina", srp.format_timestamp(1_795_165_507)
    salt = srp.salt_from(random)
    v = srp.verifier(pool, user, password, salt)
    client, server_public = Client(a), srp.server_ephemeral(v, b)
    key = srp.server_key(srp.public_value(f"{client.public:x}"), server_public, v, b)

    def claim(text: str) -> str:
        return client.answer(pool, user, text, salt.hex(), f"{server_public:x}", block, timestamp)

    assert srp.claim_matches(claim(password), key, pool, user, block, timestamp)
    assert srp.claim_matches(claim(wrong), key, pool, user, block, timestamp) == (wrong == password)
    assert not srp.claim_matches(claim(password), key, pool, "other", block, timestamp)
    assert not srp.claim_matches(claim(password), key, pool, user, block + b"x", timestamp)


@pytest.mark.parametrize("multiple", [0, 1, 2, 5])
def test_a_multiple_of_n_is_rejected(multiple: int) -> None:
    with pytest.raises(srp.SrpRejected):
        srp.public_value(f"{multiple * srp.N:x}")
    with pytest.raises(srp.SrpRejected):
        srp.server_key(multiple * srp.N, 5, 7, 11)


def test_a_zero_scrambling_value_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    # No input with this hash is known, so the hash itself is replaced.
    monkeypatch.setattr(srp, "scrambling", lambda client_public, server_public: 0)
    with pytest.raises(srp.SrpRejected):
        srp.server_key(2, 5, 7, 11)


@pytest.mark.parametrize("text", ["", "xyz", "-5", "+5", "0x5", " 5", "5_5", "٣", "f" * 2049])
def test_public_values_that_are_no_hexadecimal_numbers_are_rejected(text: str) -> None:
    with pytest.raises(srp.SrpRejected):
        srp.public_value(text)


def test_public_values_may_have_leading_zeros_and_capitals() -> None:
    assert srp.public_value("000AbC") == 0xABC


@pytest.mark.parametrize("claimed", ["", "not base64!", "AAAA", "é"])
def test_a_claim_that_is_no_signature_does_not_match(claimed: str) -> None:
    assert not srp.claim_matches(claimed, b"k" * 16, "p", "u", b"", "t")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (USER["timestamp_unix"], USER["timestamp"]),
        (1_793_491_200, "Sun Nov 1 00:00:00 UTC 2026"),
        (951_782_399, "Mon Feb 28 23:59:59 UTC 2000"),
    ],
)
def test_timestamp_form(seconds: int, text: str) -> None:
    assert srp.format_timestamp(seconds) == text
    assert srp.parse_timestamp(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sun Nov 01 00:00:00 UTC 2026",
        "Sun Nov  1 00:00:00 UTC 2026",
        "Mon Nov 1 00:00:00 UTC 2026",
        "Sun Nov 1 0:00:00 UTC 2026",
        "Sun Nov 1 24:00:00 UTC 2026",
        "Sun Nov 1 00:00:00 GMT 2026",
        "Sun Nov 1 00:00:00 UTC 26",
        "So. Nov 1 00:00:00 UTC 2026",
        "Sun Növ 1 00:00:00 UTC 2026",
        "Sun Nox 1 00:00:00 UTC 2026",
        "Sat Feb 30 00:00:00 UTC 2026",
        "Sat Jan 1 00:00:00 UTC 0000",
        "Sun Nov 1 00:00:00 UTC 2026\n",
    ],
)
def test_timestamps_in_another_form_are_refused(text: str) -> None:
    assert srp.parse_timestamp(text) is None
    assert not srp.timestamp_is_current(text, 1_793_491_200)


@pytest.mark.parametrize(("skew", "current"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_timestamp_window(skew: int, current: bool) -> None:
    assert srp.timestamp_is_current(USER["timestamp"], USER["timestamp_unix"] + skew) is current


def test_plain_password_against_a_verifier() -> None:
    salt = bytes.fromhex(USER["salt"])
    v = int(USER["v"], 16)
    assert srp.password_matches(v, USER["group"], USER["identity"], USER["secret"], salt)
    assert not srp.password_matches(v, USER["group"], USER["identity"], USER["secret"] + " ", salt)
    assert not srp.password_matches(v, USER["group"], "other", USER["secret"], salt)


def test_a_long_unicode_password_counts_to_its_last_character() -> None:
    password, salt = "ж" * 255 + "1", b"\x01" * 16
    v = srp.verifier("p", "u", password, salt)
    assert srp.password_matches(v, "p", "u", password, salt)
    assert not srp.password_matches(v, "p", "u", password[:-1] + "2", salt)


@given(st.integers(min_value=0, max_value=1 << 260))
@example(0)
@example((1 << 256) - 1)
@example(1 << 256)
def test_powers_of_the_generator_are_what_pow_says(exponent: int) -> None:
    assert srp.generator_power(exponent) == pow(srp.G, exponent, srp.N)


@given(st.binary(min_size=16, max_size=16))
def test_salts_read_the_same_as_text_and_as_integer(random: bytes) -> None:
    salt = srp.salt_from(random)
    assert 0x01 <= salt[0] <= 0x7F
    assert srp.pad(int(salt.hex(), 16)) == salt
    assert salt[1:] == random[1:]


def test_secret_hash_of_the_vector() -> None:
    expected = "dXI1muXfFAYGkZ8t9RJiO4Yb7m2IAO+FsYt8DvtsJjs="
    assert srp.secret_hash("marina", "3n4b5urk1ft4fl3mg5e62d9ado", "1a2b3c4d5e6f7g8h9i0jpoolhousesecret") == expected


def test_the_result_is_the_same_without_gmpy2() -> None:
    script = (
        "import sys; sys.modules['gmpy2'] = None\n"
        "from poolhouse.model import srp\n"
        "pool, user, password, salt, b = sys.argv[1:]\n"
        "v = srp.verifier(pool, user, password, bytes.fromhex(salt))\n"
        "print(srp._powmod is pow, f'{srp.server_ephemeral(v, int(b, 16)):x}')"
    )
    values = [USER["group"], USER["identity"], USER["secret"], USER["salt"], USER["b"]]
    done = subprocess.run([sys.executable, "-c", script, *values], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", USER["B"]]
