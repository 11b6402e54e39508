"""Secure Remote Password through boto3, with a client written from the published formulas.

SRP-6a (RFC 2945 and RFC 5054, section 2.5) on the 3072-bit group of RFC 3526, section 4; what Amazon Cognito derives
from the shared secret is in the source of amazon-cognito-identity-js, AuthenticationHelper.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest


def pi_bits(count: int) -> int:
    """The integer part of pi * 2**count, by Machin's formula."""
    guard = 64
    one = 1 << (count + guard)

    def arctangent(inverse: int) -> int:
        term, total, divisor, sign = one // inverse, 0, 1, 1
        while term:
            total += sign * (term // divisor)
            term //= inverse * inverse
            divisor, sign = divisor + 2, -sign
        return total

    return (4 * (4 * arctangent(5) - arctangent(239))) >> guard


PRIME = 2**3072 - 2**3008 - 1 + 2**64 * (pi_bits(2942) + 1690314)
GENERATOR = 2


def padded(number: int) -> bytes:
    """The shortest two's complement form of a number that is not negative."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def digest(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


def hmac_sha256(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, b"".join(parts), "sha256")


@dataclass
class SrpClient:
    """One sign-in of one user; ``a`` is the private value."""

    pool_id: str
    a: int = field(default_factory=lambda: secrets.randbits(1024))

    @property
    def public(self) -> int:
        return pow(GENERATOR, self.a, PRIME)

    def answer(self, challenge: dict[str, str], password: str, at: datetime) -> dict[str, str]:
        """The responses to PASSWORD_VERIFIER."""
        salt, b_public = int(challenge["SALT"], 16), int(challenge["SRP_B"], 16)
        pool_name, user = self.pool_id.split("_")[1], challenge["USER_ID_FOR_SRP"]
        k = digest(padded(PRIME), padded(GENERATOR))
        u = digest(padded(self.public), padded(b_public))
        identity = hashlib.sha256(f"{pool_name}{user}:{password}".encode()).digest()
        x = digest(padded(salt), identity)
        shared = pow(b_public - k * pow(GENERATOR, x, PRIME), self.a + u * x, PRIME)
        key = hmac_sha256(hmac_sha256(padded(u), padded(shared)), b"Caldera Derived Key", b"\x01")[:16]
        stamp = f"{at:%a %b} {at.day} {at:%H:%M:%S} UTC {at.year}"
        secret_block = base64.b64decode(challenge["SECRET_BLOCK"])
        signature = hmac_sha256(key, pool_name.encode(), user.encode(), secret_block, stamp.encode())
        return {
            "USERNAME": user,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
            "TIMESTAMP": stamp,
        }


def sign_in(cognito: Any, pool: Any, username: str, password: str, secret: str | None = None) -> dict[str, Any]:
    def secret_hash(name: str) -> dict[str, str]:
        if secret is None:
            return {}
        mac = hmac_sha256(secret.encode(), name.encode(), pool.client_id.encode())
        return {"SECRET_HASH": base64.b64encode(mac).decode()}

    client = SrpClient(pool.id)
    started = cognito.initiate_auth(
        AuthFlow="USER_SRP_AUTH",
        ClientId=pool.client_id,
        AuthParameters={"USERNAME": username, "SRP_A": f"{client.public:x}", **secret_hash(username)},
    )
    assert started["ChallengeName"] == "PASSWORD_VERIFIER"
    responses = client.answer(started["ChallengeParameters"], password, datetime.now(UTC))
    answer: dict[str, Any] = cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses={**responses, **secret_hash(responses["USERNAME"])},
        **({"Session": started["Session"]} if "Session" in started else {}),
    )
    return answer


def test_the_prime_is_the_published_one() -> None:
    assert PRIME.bit_length() == 3072
    assert f"{PRIME:x}".startswith("ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd1")
    assert pow(2, PRIME - 1, PRIME) == 1


def test_right_password(cognito: Any, make_pool: Any, make_user: Any, password: str) -> None:
    pool = make_pool()
    make_user(pool)
    # Several times: paddings depend on the leading bits of random numbers.
    for _ in range(8):
        tokens = sign_in(cognito, pool, "marina", password)["AuthenticationResult"]
        assert cognito.get_user(AccessToken=tokens["AccessToken"])["Username"] == "marina"


def test_wrong_password(cognito: Any, make_pool: Any, make_user: Any) -> None:
    pool = make_pool()
    make_user(pool)
    with pytest.raises(cognito.exceptions.NotAuthorizedException, match=r"Incorrect username or password\."):
        sign_in(cognito, pool, "marina", "Wrong-Pass1!")


def test_temporary_password_leads_to_a_new_one(cognito: Any, make_pool: Any, make_user: Any, password: str) -> None:
    pool = make_pool()
    make_user(pool, temporary=True)
    answer = sign_in(cognito, pool, "marina", "Temp-Pass1!")
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    done = cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=answer["Session"],
        ChallengeResponses={"USERNAME": "marina", "NEW_PASSWORD": password},
    )
    assert done["AuthenticationResult"]["TokenType"] == "Bearer"
    assert "AuthenticationResult" in sign_in(cognito, pool, "marina", password)


def test_by_alias_and_with_a_client_secret(cognito: Any, make_pool: Any, make_user: Any, password: str) -> None:
    pool = make_pool(client={"GenerateSecret": True}, AliasAttributes=["email"])
    make_user(pool)
    described = cognito.describe_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)["UserPoolClient"]
    tokens = sign_in(cognito, pool, "marina@poolhouse.test", password, described["ClientSecret"])
    user = cognito.get_user(AccessToken=tokens["AuthenticationResult"]["AccessToken"])
    assert user["Username"] == "marina"
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        sign_in(cognito, pool, "marina@poolhouse.test", password, "another-secret")
