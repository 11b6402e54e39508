"""Sign-in at an OpenID Connect provider, from the authorization endpoint to the tokens."""

from __future__ import annotations

import asyncio
import base64
from hashlib import sha256
from typing import Any

import httpx
import msgspec
import pytest

from tests.oauth.federation.conftest import (
    CALLBACK,
    CLIENT,
    MAPPING,
    MakeOidcPort,
    OidcPort,
    Provider,
    client_settings,
    details,
    on_error_page,
    told,
)


def test_the_provider_is_asked_with_state_nonce_and_pkce(port: OidcPort, provider: Provider) -> None:
    asked = port.authorize(port.browser())
    assert asked[""] == f"{provider.url}/authorize"
    assert asked["redirect_uri"] == "http://localhost:9500/oauth2/idpresponse"
    assert (asked["client_id"], asked["scope"], asked["response_type"]) == (CLIENT["client_id"], "openid email", "code")
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    assert asked["state"] != "their state & more"


def test_tokens_of_a_federated_user(port: OidcPort, provider: Provider) -> None:
    claims = port.claims()
    assert claims["cognito:username"] == "Lighthouse_s-1"
    assert claims["cognito:groups"] == [f"{port.pool}_Lighthouse"]
    assert (claims["email"], claims["email_verified"], claims["given_name"]) == ("ada@lighthouse.test", True, "Ada")
    (identity,) = claims["identities"]
    assert {name: identity[name] for name in ("userId", "providerName", "providerType", "issuer", "primary")} == {
        "userId": "s-1",
        "providerName": "Lighthouse",
        "providerType": "OIDC",
        "issuer": None,
        "primary": "true",
    }
    (user,) = port.users()
    assert (user["UserStatus"], user["Enabled"], user["Username"]) == ("EXTERNAL_PROVIDER", True, "Lighthouse_s-1")


def test_the_clients_state_comes_back_as_it_was(port: OidcPort) -> None:
    assert told(port.sign_in())["state"] == "their state & more"


def test_the_code_is_redeemed_as_cognito_does_with_the_verifier_of_the_challenge(
    port: OidcPort, provider: Provider
) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    told(port.back(browser, asked, code="their-code"))
    (form,) = provider.asked("/token")
    challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert challenge == asked["code_challenge"]
    assert (form["code"], form["grant_type"]) == ("their-code", "authorization_code")
    assert {name: form[name] for name in CLIENT} == CLIENT
    assert form["redirect_uri"] == asked["redirect_uri"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_user_info_fills_what_the_id_token_lacks_and_yields_to_it(
    make_port: MakeOidcPort, provider: Provider, method: str
) -> None:
    port = make_port(settings=details(provider, attributes_request_method=method))
    provider.profile = {"email": "of-userinfo@lighthouse.test", "given_name": "Ada"}
    provider.claims = {"email": "of-token@lighthouse.test", "given_name": None}
    claims = port.claims()
    assert (claims["email"], claims["given_name"]) == ("of-token@lighthouse.test", "Ada")
    assert provider.asked("/me") == [{"authorization": "Bearer fake-access"}]


def test_a_later_sign_in_brings_attributes_up_to_date_and_leaves_what_is_not_told(
    port: OidcPort, provider: Provider
) -> None:
    first = port.claims()
    provider.profile = {"email": "new@lighthouse.test"}
    second = port.claims()
    assert second["sub"] == first["sub"]
    assert (second["email"], second["given_name"]) == ("new@lighthouse.test", "Ada")
    # Nobody has said that the new address is verified.
    assert second["email_verified"] is False
    assert len(port.users()) == 1


def test_values_that_are_no_texts(make_port: MakeOidcPort, provider: Provider) -> None:
    port = make_port(
        pool={"Schema": [{"Name": "roles", "AttributeDataType": "String"}]},
        mapping={"custom:roles": "roles", "email_verified": "email_verified", "email": "email", "name": "name"},
    )
    provider.profile = {"roles": ["keeper", "pilot"], "email": "a@b.test", "email_verified": "TRUE", "name": None}
    claims = port.claims()
    assert claims["custom:roles"] == '["keeper","pilot"]'
    assert claims["email_verified"] is True
    assert "name" not in claims


@pytest.mark.parametrize("algorithm", ["RS384", "PS256", "ES256"])
def test_algorithms_of_providers(port: OidcPort, provider: Provider, rsa_key: Any, ec_key: Any, algorithm: str) -> None:
    provider.algorithm, provider.keys = algorithm, [rsa_key, ec_key]
    provider.signer = ec_key if algorithm.startswith("ES") else rsa_key
    assert port.claims()["email"] == "ada@lighthouse.test"


def test_a_key_that_is_new_is_found_without_asking_each_time(port: OidcPort, provider: Provider, ec_key: Any) -> None:
    port.tokens()
    port.tokens()
    assert len(provider.asked("/keys")) == 1
    provider.keys, provider.signer, provider.algorithm = [ec_key], ec_key, "ES256"
    port.house.clock.advance(11)
    assert port.claims()["email"]
    port.house.clock.advance(-11)
    assert len(provider.asked("/keys")) == 2


def test_a_browser_that_has_signed_in_need_not_go_to_the_provider_again(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    told(port.sign_in(browser))
    asked = browser.get(f"/oauth2/authorize?response_type=code&client_id={port.client}&redirect_uri={CALLBACK}")
    assert "code" in told(asked)


def test_what_the_client_asks_of_the_sign_in_goes_on(port: OidcPort, provider: Provider) -> None:
    asked = port.authorize(port.browser(), login_hint="ada@lighthouse.test", prompt="login", max_age="60")
    assert (asked["login_hint"], asked["prompt"], asked["max_age"]) == ("ada@lighthouse.test", "login", "60")


def test_an_older_sign_in_than_the_client_takes_is_refused(port: OidcPort, provider: Provider) -> None:
    now = int(port.house.clock.now())
    provider.claims = {"auth_time": now - 3600}
    assert told(port.sign_in(max_age="60"))["error_description"] == "Bad id_token auth_time"
    provider.claims = {"auth_time": now - 30}
    assert "code" in told(port.sign_in(max_age="60"))


def test_an_error_of_the_provider_is_told_to_the_client(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    answer = browser.get(f"/oauth2/idpresponse?error=access_denied&error_description=No+thanks&state={asked['state']}")
    assert told(answer) == {
        "error_description": "No thanks",
        "error": "access_denied",
        "state": "their state & more",
    }
    assert provider.asked("/token") == []


@pytest.mark.parametrize(
    ("path", "status", "body", "description"),
    [
        ("/token", 400, b'{"error":"invalid_grant"}', "Lighthouse Error - 400 error getting token"),
        ("/token", 200, b"[]", "answer is no JSON object"),
        ("/token", 200, b'{"access_token":"a"}', "no id_token"),
        ("/keys", 500, b"", "status 500 in calling jwks uri"),
        ("/me", 401, b"", "Lighthouse Error - 401 error getting userInfo"),
        ("/me", 200, b'{"sub":"somebody-else"}', "Bad userInfo subject"),
        ("/keys", 200, b" " * 1024 * 1025, "answer too large in calling jwks uri"),
    ],
)
def test_a_provider_that_fails_is_told_to_the_client(
    port: OidcPort, provider: Provider, path: str, status: int, body: bytes, description: str
) -> None:
    provider.answers[path] = (status, body)
    answer = told(port.sign_in())
    assert (answer["error"], answer["error_description"]) == ("invalid_request", description)
    assert port.users() == []


def test_a_provider_that_is_gone_is_told_to_the_client(make_port: MakeOidcPort, provider: Provider) -> None:
    nobody = "http://127.0.0.1:9"
    port = make_port(settings=details(provider, oidc_issuer=nobody))
    browser = port.browser()
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    answer = told(browser.get(f"/oauth2/authorize?{query}"))
    assert answer["error_description"] == "Connection reset in calling the discovery endpoint"


def test_discovery_must_name_the_very_issuer(port: OidcPort, provider: Provider) -> None:
    provider.metadata = {"issuer": provider.url + "/"}
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    assert told(port.browser().get(f"/oauth2/authorize?{query}"))["error_description"] == "Bad issuer"


def test_endpoints_of_the_settings_take_the_place_of_discovery(make_port: MakeOidcPort, provider: Provider) -> None:
    own = {
        "authorize_url": f"{provider.url}/authorize",
        "token_url": f"{provider.url}/token",
        "attributes_url": f"{provider.url}/me",
        "jwks_uri": f"{provider.url}/keys",
    }
    provider.profile = {"email": "ada@lighthouse.test"}
    assert make_port(settings=details(provider, **own)).claims()["email"] == "ada@lighthouse.test"
    assert provider.asked("/.well-known/openid-configuration") == []


def test_endpoints_without_tls_are_used_on_this_machine_alone(port: OidcPort, provider: Provider) -> None:
    provider.metadata = {"token_endpoint": "http://provider.test/token"}
    assert told(port.sign_in())["error_description"] == "invalid provider URL"


def test_required_attributes_must_be_there(make_port: MakeOidcPort, provider: Provider) -> None:
    schema = [{"Name": "email", "Required": True}, {"Name": "family_name", "Required": True}]
    port = make_port(pool={"Schema": schema})
    provider.profile = {"email": "ada@lighthouse.test"}
    assert told(port.sign_in())["error_description"] == "attributes required: [family_name]"
    assert port.users() == []


def test_the_client_must_be_allowed_to_write_what_is_mapped(make_port: MakeOidcPort, provider: Provider) -> None:
    port = make_port(client={"WriteAttributes": ["email"]})
    provider.profile = {"email": "ada@lighthouse.test"}
    text = "A client attempted to write unauthorized attribute"
    assert told(port.sign_in())["error_description"] == text
    free = make_port(client={"WriteAttributes": ["email", "given_name"]})
    assert "code" in told(free.sign_in())


def test_an_immutable_attribute_takes_no_other_value(make_port: MakeOidcPort, provider: Provider) -> None:
    schema = [{"Name": "berth", "AttributeDataType": "String", "Mutable": False}]
    port = make_port(pool={"Schema": schema}, mapping={"custom:berth": "berth"})
    provider.profile = {"berth": "14"}
    port.tokens()
    port.tokens()
    provider.profile = {"berth": "15"}
    assert told(port.sign_in())["error_description"] == "user.custom:berth: Attribute cannot be updated."


def test_a_value_that_does_not_fit_is_refused(port: OidcPort, provider: Provider) -> None:
    provider.profile = {"email": "no address"}
    assert told(port.sign_in())["error_description"] == "Invalid email address format."
    assert port.users() == []


def test_a_disabled_user_is_refused(port: OidcPort) -> None:
    port.tokens()
    port.house.call("AdminDisableUser", UserPoolId=port.pool, Username="Lighthouse_s-1")
    assert told(port.sign_in())["error_description"] == "User is disabled."


def test_a_linked_user_lands_in_the_local_profile(port: OidcPort, provider: Provider) -> None:
    house = port.house
    sub = house.user(port.pool, "marina", email="marina@poolhouse.test")
    house.call(
        "AdminLinkProviderForUser",
        UserPoolId=port.pool,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": "marina"},
        SourceUser={
            "ProviderName": "Lighthouse",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": "s-1",
        },
    )
    claims = port.claims()
    assert (claims["sub"], claims["cognito:username"]) == (sub, "marina")
    assert claims["email"] == "ada@lighthouse.test"
    assert claims["identities"][0]["primary"] == "false"
    assert [user["Username"] for user in port.users()] == ["marina"]


def test_a_user_linked_by_a_mapped_attribute_lands_in_the_local_profile(port: OidcPort, provider: Provider) -> None:
    house = port.house
    sub = house.user(port.pool, "marina")
    house.call(
        "AdminLinkProviderForUser",
        UserPoolId=port.pool,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": "marina"},
        SourceUser={
            "ProviderName": "Lighthouse",
            "ProviderAttributeName": "email",
            "ProviderAttributeValue": "ada@lighthouse.test",
        },
    )
    assert port.claims()["sub"] == sub


def test_a_local_user_with_the_federated_name_is_not_taken_over(port: OidcPort) -> None:
    port.house.user(port.pool, "Lighthouse_s-1")
    text = "Already found an entry for username Lighthouse_s-1"
    assert told(port.sign_in())["error_description"] == text


def test_the_same_address_does_not_make_two_people_one(make_port: MakeOidcPort, provider: Provider) -> None:
    port = make_port(pool={"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]})
    provider.profile = {"email": "marina@poolhouse.test", "email_verified": True}
    local = port.house.user(port.pool, "marina@poolhouse.test", email_verified="true")
    assert port.claims()["sub"] != local
    assert len(port.users()) == 2


def test_a_federated_user_has_no_password_to_sign_in_with(port: OidcPort) -> None:
    port.tokens()
    local = port.house.client_id(port.pool)
    request = port.house.password_request(local, "Lighthouse_s-1", "Any-Passw0rd")
    assert port.house.refusal("InitiateAuth", **request)[0] == "NotAuthorizedException"


def test_a_provider_that_the_client_lost_meanwhile_lets_nobody_in(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    port.house.call("DeleteIdentityProvider", UserPoolId=port.pool, ProviderName="Lighthouse")
    assert told(port.back(browser, asked))["error_description"] == "Identity provider does not exist"
    assert provider.asked("/token") == []


def test_an_answer_without_code_and_error_is_refused(port: OidcPort) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    assert told(browser.get(f"/oauth2/idpresponse?state={asked['state']}"))["error_description"] == "no code"


def test_parameters_that_stand_twice_go_to_no_client(port: OidcPort) -> None:
    browser = port.browser()
    state = port.authorize(browser)["state"]
    assert on_error_page(browser.get(f"/oauth2/idpresponse?code=a&code=b&state={state}"))["error"] == "invalid_request"


def test_tokens_of_a_provider_never_reach_an_answer_or_the_log(
    port: OidcPort, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.answers["/me"] = (500, msgspec.json.encode({"leak": "fake-access"}))
    with caplog.at_level("DEBUG"):
        answer = port.sign_in()
    assert "fake-access" not in str(answer.headers) + answer.text
    assert CLIENT["client_secret"] not in caplog.text
    assert "fake-access" not in caplog.text


def test_refreshed_tokens_show_what_the_last_sign_in_brought(port: OidcPort, provider: Provider) -> None:
    first = port.tokens()
    provider.profile = {"email": "new@lighthouse.test"}
    port.tokens()
    form = {"grant_type": "refresh_token", "client_id": port.client, "refresh_token": first["refresh_token"]}
    refreshed = port.browser().post("/oauth2/token", form).json()
    claims = port.house.claims(refreshed["id_token"])
    assert (claims["email"], claims["cognito:username"]) == ("new@lighthouse.test", "Lighthouse_s-1")
    assert claims["cognito:groups"] == [f"{port.pool}_Lighthouse"]


def test_a_provider_is_chosen_by_an_identifier(port: OidcPort, provider: Provider) -> None:
    port.house.call(
        "UpdateIdentityProvider",
        UserPoolId=port.pool,
        ProviderName="Lighthouse",
        IdpIdentifiers=["lighthouse.test"],
    )
    assert port.authorize(port.browser(), idp_identifier="lighthouse.test")[""] == f"{provider.url}/authorize"


def test_many_first_sign_ins_at_once_make_one_user(port: OidcPort, provider: Provider) -> None:
    """Tabs that were restored together. Each answer of the provider must carry its own trip's nonce."""
    browsers = [port.browser() for _ in range(6)]
    asked = [port.authorize(browser) for browser in browsers]
    provider.nonce_of_code = {f"c-{at}": each["nonce"] for at, each in enumerate(asked)}

    async def all_at_once() -> list[httpx.Response]:
        return await asyncio.gather(
            *(
                browser.http.get("/oauth2/idpresponse", params={"code": f"c-{at}", "state": each["state"]})
                for at, (browser, each) in enumerate(zip(browsers, asked, strict=True))
            )
        )

    answers = port.house.runner.run(all_at_once())
    assert all("code" in told(answer) for answer in answers)
    assert len(port.users()) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "javascript:alert(1)",
        "http://elsewhere.test/authorize",
        "/login",
        "https://elsewhere.test:99999/",
        "https://elsewhere.test/\r\nset-cookie: a=b",
        "https://elsewh\u00e9re.test/",
        "https://keeper@elsewhere.test/",
    ],
)
def test_discovery_sends_nobody_to_what_is_no_address(port: OidcPort, provider: Provider, endpoint: str) -> None:
    provider.metadata = {"authorization_endpoint": endpoint}
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    answer = told(port.browser().get(f"/oauth2/authorize?{query}"))
    assert answer["error_description"] == "Lighthouse has no valid authorization_endpoint"


def test_an_endpoint_of_discovery_that_no_port_can_have_is_told(port: OidcPort, provider: Provider) -> None:
    provider.metadata = {"token_endpoint": "http://127.0.0.1:99999/token"}
    assert told(port.sign_in())["error_description"] == "invalid provider URL"


def test_a_provider_made_anew_under_its_name_finds_its_users(port: OidcPort, provider: Provider) -> None:
    before = port.claims()
    named = {"UserPoolId": port.pool, "ProviderName": port.name}
    port.house.call("DeleteIdentityProvider", **named)
    assert [user["Username"] for user in port.users()] == ["Lighthouse_s-1"]
    port.house.call(
        "CreateIdentityProvider",
        **named,
        ProviderType="OIDC",
        ProviderDetails=details(provider),
        AttributeMapping=MAPPING,
    )
    port.house.call("UpdateUserPoolClient", UserPoolId=port.pool, ClientId=port.client, **client_settings(port.name))
    assert port.claims()["sub"] == before["sub"]
    assert len(port.users()) == 1


def test_a_profile_stays_shut_to_the_provider_that_was_disabled_for_it(port: OidcPort, provider: Provider) -> None:
    before = port.claims()
    user = {"ProviderName": port.name, "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "s-1"}
    port.house.call("AdminDisableProviderForUser", UserPoolId=port.pool, User=user)
    for _ in range(2):
        answer = told(port.sign_in())
        assert answer["error"] == "invalid_request"
        assert answer["error_description"] == "Sign-in through Lighthouse is disabled for user Lighthouse_s-1"
    (left,) = port.users()
    assert "identities" not in {pair["Name"] for pair in left["Attributes"]}
    port.house.user(port.pool, "bruno")
    destination = {"ProviderName": "Cognito", "ProviderAttributeValue": "bruno"}
    link = {"UserPoolId": port.pool, "DestinationUser": destination, "SourceUser": user}
    port.house.call("AdminLinkProviderForUser", **link)
    assert port.claims()["cognito:username"] == "bruno"
    port.house.call("AdminDisableProviderForUser", UserPoolId=port.pool, User=user)
    port.house.call("AdminDeleteUser", UserPoolId=port.pool, Username="Lighthouse_s-1")
    assert port.claims()["sub"] != before["sub"]


def test_a_subject_whose_user_name_differs_in_case_alone_is_told_nothing_of_the_other(
    make_port: MakeOidcPort, provider: Provider
) -> None:
    port = make_port(pool={"UsernameConfiguration": {"CaseSensitive": False}})
    provider.profile = {"email": "ada@lighthouse.test"}
    assert "code" in told(port.sign_in())
    user = {"ProviderName": port.name, "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "s-1"}
    port.house.call("AdminDisableProviderForUser", UserPoolId=port.pool, User=user)
    provider.subject = "S-1"
    assert told(port.sign_in())["error_description"] == "Already found an entry for username Lighthouse_S-1"


def test_a_provider_that_is_down_is_not_asked_by_everybody(port: OidcPort, provider: Provider) -> None:
    path = "/.well-known/openid-configuration"
    provider.answers[path] = (500, b"")
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    for _ in range(3):
        answer = told(port.browser().get(f"/oauth2/authorize?{query}"))
        assert answer["error_description"] == "status 500 in calling the discovery endpoint"
    assert len(provider.asked(path)) == 1
    del provider.answers[path]
    port.house.clock.advance(5)
    assert "code" in told(port.sign_in())
