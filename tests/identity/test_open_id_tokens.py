"""GetOpenIdToken: tokens that anyone can verify with the published keys."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import jwt
import pytest

from poolhouse.errors import ServiceError
from poolhouse.identity.open_id_tokens import OpenIdTokens
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.system import SystemEntropy
from tests.conftest import HandClock
from tests.identity.conftest import arn

ISSUER = "http://localhost:9500/identity"


def verified(reef: Any, token: str, pool_id: str) -> dict[str, Any]:
    """The claims, checked by PyJWT with the published keys, as a service that trusts this one would."""
    discovery = reef.house.get("/identity/.well-known/openid-configuration").json()
    assert discovery["issuer"] == ISSUER
    path = discovery["jwks_uri"].removeprefix("http://localhost:9500")
    keys = jwt.PyJWKSet.from_dict(reef.house.get(path).json())
    key = next(key for key in keys.keys if key.key_id == jwt.get_unverified_header(token)["kid"])
    claims: dict[str, Any] = jwt.decode(
        token, key, ["RS256"], audience=pool_id, issuer=ISSUER, options={"verify_exp": False, "verify_iat": False}
    )
    return claims


def test_a_users_token(make_shore: Any, reef: Any) -> None:
    shore = make_shore(AllowClassicFlow=True)
    identity = shore.identity()
    answer = reef.call("GetOpenIdToken", IdentityId=identity, Logins=shore.logins())
    assert answer["IdentityId"] == identity
    claims = verified(reef, answer["Token"], shore.id)
    assert claims["sub"] == identity
    assert claims["amr"] == ["authenticated", shore.provider, f"{shore.provider}:CognitoSignIn:{shore.sub}"]
    assert claims["exp"] - claims["iat"] == 600
    assert claims["iat"] == reef.house.clock.now()


def test_a_guests_token(make_shore: Any, reef: Any) -> None:
    shore = make_shore(AllowClassicFlow=True)
    answer = reef.call("GetOpenIdToken", IdentityId=reef.guest(shore.id))
    assert verified(reef, answer["Token"], shore.id)["amr"] == ["unauthenticated"]


def test_the_basic_flow_must_be_on(shore: Any, reef: Any) -> None:
    guest = reef.guest(shore.id)
    error = reef.refusal("GetOpenIdToken", IdentityId=guest, Logins=shore.logins())
    text = "Basic (classic) flow is not enabled, please use enhanced flow."
    assert error == ("InvalidParameterException", text)
    assert "Logins" not in reef.call("DescribeIdentity", IdentityId=guest), "what is refused links nothing"


def test_the_basic_flow_knows_no_role_mappings(make_shore: Any, reef: Any) -> None:
    shore = make_shore(AllowClassicFlow=True)
    mapping = {"Type": "Token", "AmbiguousRoleResolution": "Deny"}
    reef.set_roles(shore.id, RoleMappings={"p:c": mapping})
    error = reef.refusal("GetOpenIdToken", IdentityId=reef.guest(shore.id))
    text = "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow."
    assert error == ("InvalidParameterException", text)


@pytest.mark.parametrize("kind", ["guest", "user"])
def test_a_token_of_the_basic_flow_is_no_login(make_shore: Any, reef: Any, kind: str) -> None:
    shore = make_shore(AllowClassicFlow=True, DeveloperProviderName="dev.harbour")
    identity = reef.guest(shore.id) if kind == "guest" else shore.identity()
    named = {} if kind == "guest" else {"Logins": shore.logins()}
    token = reef.call("GetOpenIdToken", IdentityId=identity, **named)["Token"]
    error = reef.refusal(
        "GetCredentialsForIdentity", IdentityId=identity, Logins={"cognito-identity.amazonaws.com": token}
    )
    assert error == ("NotAuthorizedException", "Invalid login token. Can't pass in a Cognito token.")


async def test_nodes_know_each_others_tokens_and_no_other_issuers(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "poolhouse.db", Sealer(b"k" * 32))
    clock, entropy = HandClock(), SystemEntropy()

    def node(base: str = "http://localhost:9500") -> OpenIdTokens:
        return OpenIdTokens(base, "http://localhost:9500", store, clock, entropy)

    first, second = node(), node()
    tokens = await asyncio.gather(
        *(each.issue(identity_id="i", pool_id="p", amr=["authenticated"]) for each in (first, second))
    )
    for token in tokens:
        for each in (first, second, node()):
            assert (await each.verified(token, pool_id="p"))["sub"] == "i"
    with pytest.raises(ServiceError, match="Issuer doesn't match"):
        await node("https://id.example").verified(tokens[0], pool_id="p")
    assert jwt.decode(
        await node("aws").issue(identity_id="i", pool_id="p", amr=[]), options={"verify_signature": False}
    )["iss"] == ("https://cognito-identity.amazonaws.com")
    store.close()


def test_a_restarted_server_signs_with_the_same_key(new_server: Any) -> None:
    def kids(server: Any) -> list[str]:
        identities = server.client("cognito-identity")
        pool = identities.create_identity_pool(
            IdentityPoolName="r", AllowUnauthenticatedIdentities=True, AllowClassicFlow=True
        )["IdentityPoolId"]
        identities.set_identity_pool_roles(IdentityPoolId=pool, Roles={"unauthenticated": arn("guest")})
        identity = identities.get_id(IdentityPoolId=pool)["IdentityId"]
        tokens = [identities.get_open_id_token(IdentityId=identity)["Token"] for _ in range(2)]
        return [jwt.get_unverified_header(token)["kid"] for token in tokens]

    first = new_server()
    before = kids(first)
    first.stop()
    assert len({*before, *kids(new_server())}) == 1
