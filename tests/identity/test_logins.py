"""What counts as a login, and why others are refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.identity.conftest import REGION, Reef


def claims_changed(token: str, **changes: Any) -> str:
    """The token with other claims under the old signature."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    changed = base64.urlsafe_b64encode(json.dumps({**claims, **changes}).encode()).rstrip(b"=").decode()
    return f"{header}.{changed}.{signature}"


def refused(shore: Any, logins: dict[str, str]) -> str:
    error, text = shore.reef.refusal("GetId", IdentityPoolId=shore.id, Logins=logins)
    assert error == "NotAuthorizedException"
    return str(text)


def test_a_pool_goes_by_its_aws_name_and_by_the_issuer_without_scheme(shore: Any) -> None:
    token = shore.tokens()["IdToken"]
    by_name = {shore.provider: token}
    by_issuer = {shore.reef.house.claims(token)["iss"].removeprefix("http://"): token}
    assert by_issuer.keys() == {f"localhost:9500/{shore.user_pool}"}
    first = shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=by_name)
    assert shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=by_issuer) == first
    assert shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=by_name | by_issuer) == first
    described = shore.reef.call("DescribeIdentity", IdentityId=first["IdentityId"])
    assert described["Logins"] == [shore.provider]


def test_the_identity_pool_may_name_the_pool_by_its_issuer(make_shore: Any, reef: Any) -> None:
    shore = make_shore()
    entry = {"ProviderName": f"localhost:9500/{shore.user_pool}", "ClientId": shore.client_id}
    other = reef.identity_pool(CognitoIdentityProviders=[entry])
    assert reef.call("GetId", IdentityPoolId=other, Logins=shore.logins())["IdentityId"]


@pytest.mark.parametrize(
    "provider",
    [
        "cognito-idp.eu-west-1.amazonaws.com/{pool}",
        "https://localhost:9500/{pool}",
        "elsewhere.example/{pool}",
        "{pool}",
        "cognito-idp.us-east-1.amazonaws.com/us-east-1_Nowhere01",
        "accounts.google.com",
        "x",
    ],
)
def test_other_names_are_no_provider(shore: Any, provider: str) -> None:
    logins = {provider.format(pool=shore.user_pool): shore.tokens()["IdToken"]}
    assert refused(shore, logins) == "Token is not from a supported provider of this identity pool."


def test_a_token_of_a_pool_that_the_identity_pool_does_not_name(make_shore: Any) -> None:
    shore, other = make_shore(), make_shore()
    text = "Token is not from a supported provider of this identity pool."
    assert refused(shore, other.logins()) == text
    token = other.tokens()["IdToken"]
    assert refused(shore, {shore.provider: token}) == "Invalid login token. Issuer doesn't match providerName"


def test_a_token_of_a_client_that_the_identity_pool_does_not_name(shore: Any) -> None:
    house = shore.reef.house
    token = house.sign_in(house.client_id(shore.user_pool))["IdToken"]
    text = "Token is not from a supported provider of this identity pool."
    assert refused(shore, {shore.provider: token}) == text


def test_an_access_token_is_no_login(shore: Any) -> None:
    text = "Invalid login token. Missing a required claim: aud"
    assert refused(shore, {shore.provider: shore.tokens()["AccessToken"]}) == text


def test_an_access_token_with_an_audience_is_none_either(shore: Any) -> None:
    """A trigger may give access tokens any claim that is free: they are signed with another key."""
    token = claims_changed(shore.tokens()["AccessToken"], aud=shore.client_id)
    assert refused(shore, {shore.provider: token}) == "Invalid login token. Couldn't verify signed token."


@pytest.mark.parametrize("token", ["x", "a.b.c", "é.é.é", "e30.e30.e30", "." * 5])
def test_what_is_no_token(shore: Any, token: str) -> None:
    text = "Invalid login token. Not a valid OpenId Connect identity token."
    assert refused(shore, {shore.provider: token}) == text


def test_changed_claims_and_unsigned_tokens(shore: Any) -> None:
    token = shore.tokens()["IdToken"]
    unverified = "Invalid login token. Couldn't verify signed token."
    assert refused(shore, {shore.provider: claims_changed(token, sub="somebody")}) == unverified
    header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"x"}').rstrip(b"=").decode()
    assert refused(shore, {shore.provider: f"{header}.{token.split('.')[1]}."}) == unverified


def test_an_expired_token(make_house: Any) -> None:
    house = make_house()
    reef = Reef(house)
    user_pool = house.pool()
    client_id = house.client_id(user_pool)
    house.user(user_pool)
    provider = f"cognito-idp.{REGION}.amazonaws.com/{user_pool}"
    pool_id = reef.identity_pool(CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": client_id}])
    token = house.sign_in(client_id)["IdToken"]
    expiry = house.claims(token)["exp"]
    house.clock.advance(3599)
    reef.call("GetId", IdentityPoolId=pool_id, Logins={provider: token})
    house.clock.advance(1)
    error = reef.refusal("GetId", IdentityPoolId=pool_id, Logins={provider: token})
    assert error == ("NotAuthorizedException", f"Invalid login token. Token expired: {expiry} >= {expiry}")


@pytest.mark.parametrize("end", ["GlobalSignOut", "AdminDisableUser", "AdminDeleteUser", "RevokeToken"])
def test_a_server_side_check_refuses_users_who_are_gone(make_shore: Any, end: str) -> None:
    checked, unchecked = make_shore({"ServerSideTokenCheck": True}), make_shore()
    for shore in (checked, unchecked):
        tokens, house = shore.tokens(), shore.reef.house
        logins = {shore.provider: tokens["IdToken"]}
        shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=logins)
        members = {
            "GlobalSignOut": {"AccessToken": tokens["AccessToken"]},
            "RevokeToken": {"ClientId": shore.client_id, "Token": tokens["RefreshToken"]},
        }.get(end, {"UserPoolId": shore.user_pool, "Username": "marina"})
        house.call(end, **members)
        if shore is checked:
            text = "Invalid login token. The user is signed out, disabled or deleted."
            assert refused(shore, logins) == text
        else:
            shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=logins)


def test_a_social_provider_is_not_built_and_says_so(reef: Any) -> None:
    pool_id = reef.identity_pool(
        SupportedLoginProviders={"accounts.google.com": "app-1"},
        OpenIdConnectProviderARNs=["arn:aws:iam::000000000000:oidc-provider/id.example/x"],
        SamlProviderARNs=["arn:aws:iam::000000000000:saml-provider/harbour"],
    )
    for provider in ("accounts.google.com", "id.example/x", "arn:aws:iam::000000000000:saml-provider/harbour"):
        response = reef.respond("GetId", IdentityPoolId=pool_id, Logins={provider: "token"})
        assert response.status_code == 501
        assert response.json()["__type"] == "NotImplementedException"


def test_a_developers_user_is_no_public_login(reef: Any) -> None:
    pool_id = reef.identity_pool(DeveloperProviderName="dev.harbour")
    error = reef.refusal("GetId", IdentityPoolId=pool_id, Logins={"dev.harbour": "marina"})
    assert error == ("InvalidParameterException", "Please provide a valid public provider.")
