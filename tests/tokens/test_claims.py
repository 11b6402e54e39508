"""Tokens to the letter: headers, key set, discovery, and every claim of both tokens."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import jwt
import pytest
from joserfc import jwk
from joserfc import jwt as jose

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ROLE = "arn:aws:iam::000000000000:role/"
ID_CLAIMS = {"sub", "iss", "aud", "token_use", "exp", "iat", "auth_time", "cognito:username", "event_id"}
ACCESS_CLAIMS = {
    *("sub", "iss", "client_id", "token_use", "scope", "auth_time", "exp", "iat"),
    *("jti", "username", "event_id"),
}


def header(token: str) -> dict[str, Any]:
    text = token.split(".")[0]
    document: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return document


@pytest.fixture(scope="module")
def pool(house: Any) -> str:
    pool_id: str = house.pool(
        Schema=[
            {"Name": "berth", "AttributeDataType": "Number", "Mutable": True},
            {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
            {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": True, "Mutable": True},
        ]
    )
    return pool_id


@pytest.fixture(scope="module")
def tokens(house: Any, pool: str) -> dict[str, str]:
    house.user(
        pool,
        email="marina@poolhouse.test",
        email_verified="true",
        phone_number="+15555550123",
        phone_number_verified="false",
        address="1 Quay",
        updated_at="1700000000",
        birthdate="2001-02-03",
        **{"custom:berth": "14", "custom:since": "2026-01-01"},
    )
    result: dict[str, str] = house.sign_in(house.client_id(pool))
    return result


def test_headers(tokens: dict[str, str]) -> None:
    headers = [header(tokens[kind]) for kind in ("IdToken", "AccessToken")]
    for each in headers:
        assert each.keys() == {"kid", "alg"}
        assert each["alg"] == "RS256"
    assert headers[0]["kid"] != headers[1]["kid"]


def test_key_set(house: Any, pool: str, tokens: dict[str, str]) -> None:
    document = house.get(f"/{pool}/.well-known/jwks.json").json()
    assert document.keys() == {"keys"}
    assert len(document["keys"]) == 2
    for key in document["keys"]:
        assert key.keys() == {"alg", "e", "kid", "kty", "n", "use"}
        assert (key["alg"], key["e"], key["kty"], key["use"]) == ("RS256", "AQAB", "RSA", "sig")
        assert "=" not in key["n"]
        assert len(base64.urlsafe_b64decode(key["n"] + "==")) == 256
    assert {key["kid"] for key in document["keys"]} == {header(tokens[k])["kid"] for k in ("IdToken", "AccessToken")}


def test_independent_verifiers(house: Any, pool: str, tokens: dict[str, str]) -> None:
    document = house.get(f"/{pool}/.well-known/jwks.json").json()
    for kind in ("IdToken", "AccessToken"):
        claims = jose.decode(tokens[kind], jwk.KeySet.import_key_set(document), algorithms=["RS256"]).claims
        assert claims == house.claims(tokens[kind])
        key = next(key for key in document["keys"] if key["kid"] == header(tokens[kind])["kid"])
        other = next(key for key in document["keys"] if key["kid"] != header(tokens[kind])["kid"])
        options: Any = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
        assert jwt.decode(tokens[kind], jwt.PyJWK(key).key, ["RS256"], options=options) == claims
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(tokens[kind], jwt.PyJWK(other).key, ["RS256"], options=options)


def test_discovery(house: Any, pool: str, tokens: dict[str, str]) -> None:
    document = house.get(f"/{pool}/.well-known/openid-configuration").json()
    issuer = f"http://localhost:9500/{pool}"
    assert document["issuer"] == issuer == house.claims(tokens["IdToken"])["iss"]
    assert document["jwks_uri"] == f"{issuer}/.well-known/jwks.json"
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]
    assert document["response_types_supported"] == ["code", "token"]
    assert document["scopes_supported"] == ["openid", "email", "phone", "profile"]
    assert document["subject_types_supported"] == ["public"]
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post"]
    assert document.keys() >= {"authorization_endpoint", "token_endpoint", "userinfo_endpoint"}


def test_documents_of_no_pool(house: Any) -> None:
    for name in ("jwks.json", "openid-configuration"):
        assert house.get(f"/us-east-1_Nowhere01/.well-known/{name}").status_code == 404


def test_id_token(house: Any, tokens: dict[str, str]) -> None:
    claims = house.claims(tokens["IdToken"])
    attributes = {
        "email": "marina@poolhouse.test",
        "email_verified": True,
        "phone_number": "+15555550123",
        "phone_number_verified": False,
        "address": {"formatted": "1 Quay"},
        "updated_at": 1700000000,
        "birthdate": "2001-02-03",
        "custom:berth": "14",
        "custom:since": "2026-01-01",
    }
    assert {name: claims[name] for name in attributes} == attributes
    assert claims.keys() == ID_CLAIMS | attributes.keys() | {"origin_jti", "jti"}
    assert claims["token_use"] == "id"
    assert claims["cognito:username"] == "marina"
    assert claims["exp"] == claims["iat"] + 3600
    assert claims["auth_time"] == claims["iat"]
    for name in ("exp", "iat", "auth_time"):
        assert type(claims[name]) is int
    for name in ("origin_jti", "jti", "event_id", "sub"):
        assert UUID.fullmatch(claims[name])


def test_access_token(house: Any, tokens: dict[str, str]) -> None:
    claims = house.claims(tokens["AccessToken"])
    assert claims.keys() == ACCESS_CLAIMS | {"origin_jti"}
    assert claims["token_use"] == "access"
    assert claims["scope"] == "aws.cognito.signin.user.admin"
    assert claims["username"] == "marina"
    assert claims["exp"] == claims["iat"] + 3600
    assert UUID.fullmatch(claims["jti"])


def test_what_both_tokens_share(house: Any, tokens: dict[str, str]) -> None:
    identity, access = house.claims(tokens["IdToken"]), house.claims(tokens["AccessToken"])
    for name in ("sub", "iss", "origin_jti", "event_id", "auth_time", "iat"):
        assert identity[name] == access[name], name
    assert identity["aud"] == access["client_id"]
    assert identity["jti"] != access["jti"]


def test_sessions_are_told_apart(house: Any, pool: str, tokens: dict[str, str]) -> None:
    client = house.claims(tokens["AccessToken"])["client_id"]
    sessions = [house.claims(house.sign_in(client)["AccessToken"]) for _ in range(3)]
    for name in ("origin_jti", "event_id", "jti"):
        assert len({session[name] for session in sessions}) == 3


def test_lifetimes(house: Any, pool: str, tokens: dict[str, str]) -> None:
    units = {"AccessToken": "minutes", "IdToken": "minutes"}
    client = house.client_id(pool, AccessTokenValidity=7, IdTokenValidity=11, TokenValidityUnits=units)
    result = house.sign_in(client)
    lives = {
        kind: house.claims(result[kind])["exp"] - house.claims(result[kind])["iat"]
        for kind in ("IdToken", "AccessToken")
    }
    assert lives == {"IdToken": 660, "AccessToken": 420}
    assert result["ExpiresIn"] == 420
    assert result["TokenType"] == "Bearer"


def test_without_revocation(house: Any, pool: str, tokens: dict[str, str]) -> None:
    result = house.sign_in(house.client_id(pool, EnableTokenRevocation=False))
    identity, access = house.claims(result["IdToken"]), house.claims(result["AccessToken"])
    assert "origin_jti" not in identity | access
    assert "jti" not in identity
    assert UUID.fullmatch(access["jti"])


@pytest.mark.parametrize(
    ("readable", "shown"),
    [
        (["email"], {"email"}),
        (["email", "email_verified", "custom:berth"], {"email", "email_verified", "custom:berth"}),
        (["name"], set()),
    ],
)
def test_read_permissions(house: Any, pool: str, tokens: dict[str, str], readable: list[str], shown: set[str]) -> None:
    claims = house.claims(house.sign_in(house.client_id(pool, ReadAttributes=readable))["IdToken"])
    assert claims.keys() == ID_CLAIMS | {"origin_jti", "jti"} | shown


class TestGroups:
    def sign_in(self, house: Any, groups: list[tuple[str, int | None, str | None]]) -> tuple[Any, Any]:
        pool = house.pool()
        house.user(pool)
        for name, precedence, role in groups:
            arn = f"{ROLE}{role}" if role else None
            house.call("CreateGroup", UserPoolId=pool, GroupName=name, Precedence=precedence, RoleArn=arn)
            house.call("AdminAddUserToGroup", UserPoolId=pool, GroupName=name, Username="marina")
        result = house.sign_in(house.client_id(pool))
        return house.claims(result["IdToken"]), house.claims(result["AccessToken"])

    @pytest.mark.parametrize(
        ("groups", "names", "roles", "preferred"),
        [
            ([], None, None, None),
            ([("divers", None, None)], ["divers"], None, None),
            ([("divers", None, "diver")], ["divers"], ["diver"], "diver"),
            ([("a", 2, "ra"), ("b", 1, "rb")], ["b", "a"], ["rb", "ra"], "rb"),
            ([("a", None, "ra"), ("b", 9, "rb")], ["b", "a"], ["rb", "ra"], "rb"),
            ([("a", 1, "ra"), ("b", 1, "rb")], ["a", "b"], ["ra", "rb"], None),
            ([("a", 1, "r"), ("b", 1, "r")], ["a", "b"], ["r"], "r"),
            ([("a", 1, "r"), ("b", 1, "r"), ("c", 2, "rc")], ["a", "b", "c"], ["r", "rc"], "r"),
            ([("a", None, "ra"), ("b", None, "rb")], ["a", "b"], ["ra", "rb"], None),
            ([("a", 0, None), ("b", 5, "rb"), ("c", 6, "rc")], ["a", "b", "c"], ["rb", "rc"], "rb"),
        ],
    )
    def test_names_roles_and_preferred_role(
        self, house: Any, groups: Any, names: Any, roles: Any, preferred: str | None
    ) -> None:
        identity, access = self.sign_in(house, groups)
        assert identity.get("cognito:groups") == names == access.get("cognito:groups")
        assert identity.get("cognito:roles") == (roles and [f"{ROLE}{role}" for role in roles])
        assert identity.get("cognito:preferred_role") == (preferred and f"{ROLE}{preferred}")
        assert not {"cognito:roles", "cognito:preferred_role"} & access.keys()


def test_the_status_is_in_no_token(house: Any, tokens: dict[str, str]) -> None:
    for kind in ("IdToken", "AccessToken"):
        assert "cognito:user_status" not in house.claims(tokens[kind])
