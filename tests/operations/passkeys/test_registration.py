"""A user registers passkeys with an access token; what does not fit is refused with AWS's types."""

from __future__ import annotations

from typing import Any

import pytest

from tests.authenticator import PRESENT, RP_ID, Authenticator, decode, encode
from tests.operations.passkeys.conftest import FLOWS, Passkeys, make_passkeys

NOT_FOUND = "WebAuthnChallengeNotFoundException"
NOT_SUPPORTED = "WebAuthnCredentialNotSupportedException"
ORIGIN_REFUSED = "WebAuthnOriginNotAllowedException"


def test_what_the_browser_is_asked_for(passkeys: Passkeys) -> None:
    first = passkeys.register()
    options = passkeys.start()
    assert len(decode(options.pop("challenge"))) >= 16
    assert options == {
        "rp": {"id": RP_ID, "name": RP_ID},
        "user": {"id": encode(passkeys.sub.encode()), "name": "marina", "displayName": "marina"},
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
        "timeout": 180000,
        "excludeCredentials": [{"type": "public-key", "id": encode(first.id), "transports": ["internal"]}],
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": "preferred",
        },
        "attestation": "none",
    }


@pytest.mark.parametrize("algorithm", [-7, -257])
def test_a_passkey_is_listed_and_deleted(house: Any, passkeys: Passkeys, algorithm: int) -> None:
    key = passkeys.register(Authenticator(algorithm))
    assert passkeys.listed() == [
        {
            "CredentialId": encode(key.id),
            "FriendlyCredentialName": "Passkey on a device",
            "RelyingPartyId": RP_ID,
            "AuthenticatorAttachment": "platform",
            "AuthenticatorTransports": ["internal"],
            "CreatedAt": house.clock.now(),
        }
    ]
    members = {"AccessToken": passkeys.token, "CredentialId": encode(key.id)}
    house.call("DeleteWebAuthnCredential", **members)
    assert passkeys.listed() == []
    assert house.refusal("DeleteWebAuthnCredential", **members)[0] == "ResourceNotFoundException"


def test_lists_continue(house: Any, passkeys: Passkeys) -> None:
    ids = sorted(encode(passkeys.register().id) for _ in range(3))
    first = house.call("ListWebAuthnCredentials", AccessToken=passkeys.token, MaxResults=2)
    rest = house.call("ListWebAuthnCredentials", AccessToken=passkeys.token, NextToken=first["NextToken"])
    assert [one["CredentialId"] for one in [*first["Credentials"], *rest["Credentials"]]] == ids
    assert "NextToken" not in rest


def test_what_a_user_can_sign_in_with(house: Any, passkeys: Passkeys) -> None:
    assert house.call("GetUserAuthFactors", AccessToken=passkeys.token) == {
        "Username": "marina",
        "ConfiguredUserAuthFactors": ["PASSWORD"],
    }
    passkeys.register()
    factors = house.call("GetUserAuthFactors", AccessToken=passkeys.token)["ConfiguredUserAuthFactors"]
    assert factors == ["PASSWORD", "WEB_AUTHN"]


def test_twenty_at_most(house: Any, passkeys: Passkeys) -> None:
    waiting = Authenticator()
    last = waiting.create(passkeys.start())
    for _ in range(20):
        passkeys.register()
    assert house.refusal("StartWebAuthnRegistration", AccessToken=passkeys.token)[0] == "LimitExceededException"
    assert passkeys.refused(last) == "LimitExceededException"
    assert len(passkeys.listed()) == 20


@pytest.mark.parametrize(
    "origin",
    [
        f"https://evil-{RP_ID}",
        f"https://{RP_ID}.evil.test",
        "https://poolhouse.test",
        f"http://{RP_ID}",
        f"https://{RP_ID}/path",
        f"https://user@{RP_ID}",
        f"https://{RP_ID}:port",
        "null",
        "",
    ],
)
def test_an_origin_that_is_not_the_relying_partys(passkeys: Passkeys, origin: str) -> None:
    assert passkeys.refused(Authenticator().create(passkeys.start(), origin=origin)) == ORIGIN_REFUSED
    assert passkeys.listed() == []


def test_a_page_inside_a_foreign_page(passkeys: Passkeys) -> None:
    framed = Authenticator().create(passkeys.start(), client_data={"crossOrigin": True})
    assert passkeys.refused(framed) == ORIGIN_REFUSED


@pytest.mark.parametrize("origin", [f"https://{RP_ID}", f"https://a.b.{RP_ID}:8443"])
def test_origins_of_the_relying_party(house: Any, passkeys: Passkeys, origin: str) -> None:
    credential = Authenticator().create(passkeys.start(), origin=origin)
    house.call("CompleteWebAuthnRegistration", AccessToken=passkeys.token, Credential=credential)


def test_another_relying_party(passkeys: Passkeys) -> None:
    credential = Authenticator().create(passkeys.start(), rp_id="evil.test")
    assert passkeys.refused(credential) == "WebAuthnRelyingPartyMismatchException"


def test_a_challenge_counts_once(house: Any, passkeys: Passkeys) -> None:
    options = passkeys.start()
    credential = Authenticator().create(options)
    house.call("CompleteWebAuthnRegistration", AccessToken=passkeys.token, Credential=credential)
    assert passkeys.refused(credential) == NOT_FOUND
    assert passkeys.refused(Authenticator().create(options)) == NOT_FOUND


def test_a_challenge_of_ones_own_making(passkeys: Passkeys) -> None:
    for challenge in (encode(bytes(32)), encode(b""), encode(decode(passkeys.start()["challenge"])[:-1])):
        assert passkeys.refused(Authenticator().create({**passkeys.start(), "challenge": challenge})) == NOT_FOUND


def test_a_challenge_expires(house: Any, passkeys: Passkeys) -> None:
    credential = Authenticator().create(passkeys.start())
    house.clock.advance(300)
    assert passkeys.refused(credential) == NOT_FOUND


def test_a_challenge_of_another_user(house: Any, passkeys: Passkeys) -> None:
    house.user(passkeys.pool, "bruno")
    other = house.sign_in(passkeys.client, "bruno")["AccessToken"]
    assert passkeys.refused(Authenticator().create(passkeys.start()), other) == NOT_FOUND


def test_a_challenge_of_a_sign_in(passkeys: Passkeys) -> None:
    passkeys.register()
    challenge = passkeys.options(passkeys.begin())["challenge"]
    assert passkeys.refused(Authenticator().create({**passkeys.start(), "challenge": challenge})) == NOT_FOUND


def test_another_client(house: Any, passkeys: Passkeys) -> None:
    token = house.sign_in(house.client_id(passkeys.pool, ExplicitAuthFlows=FLOWS))["AccessToken"]
    assert passkeys.refused(Authenticator().create(passkeys.start()), token) == "WebAuthnClientMismatchException"


def test_a_credential_that_is_registered_already(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    house.user(passkeys.pool, "bruno")
    other = house.sign_in(passkeys.client, "bruno")["AccessToken"]
    assert passkeys.refused(Authenticator(id=key.id).create(passkeys.start(other)), other) == NOT_SUPPORTED


def test_an_algorithm_that_was_not_asked_for(passkeys: Passkeys) -> None:
    ed25519 = {1: 1, 3: -8, -1: 6, -2: bytes(32)}
    assert passkeys.refused(Authenticator().create(passkeys.start(), cose=ed25519)) == NOT_SUPPORTED


def test_nobody_there(passkeys: Passkeys) -> None:
    assert passkeys.refused(Authenticator(flags=0).create(passkeys.start())) == NOT_SUPPORTED


def test_user_verification(house: Any) -> None:
    passkeys = make_passkeys(house, configuration={"UserVerification": "required"})
    options = passkeys.start()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert passkeys.refused(Authenticator(flags=PRESENT).create(options)) == NOT_SUPPORTED
    key = passkeys.register()
    key.flags = PRESENT
    assert passkeys.sign_in_refused(key)[0] == "NotAuthorizedException"


def test_an_id_that_was_not_signed(passkeys: Passkeys) -> None:
    other = encode(bytes(32))
    credential = {**Authenticator().create(passkeys.start()), "id": other, "rawId": other}
    assert passkeys.refused(credential) == NOT_SUPPORTED


@pytest.mark.parametrize(
    "credential",
    [
        {},
        "text",
        [1],
        {"id": "AA", "response": None},
        {"id": 5, "response": {"clientDataJSON": "e30"}},
        {"id": "AA", "response": {"clientDataJSON": "!"}},
        {"id": "AA", "response": {"clientDataJSON": encode(b'{"type": 1}')}},
        {"id": "", "response": {"clientDataJSON": encode(b'{"type":"a","challenge":"AA","origin":"b"}')}},
    ],
)
def test_no_credential_at_all(passkeys: Passkeys, credential: object) -> None:
    assert passkeys.refused(credential) == "InvalidParameterException"


def test_garbage_from_the_authenticator(passkeys: Passkeys) -> None:
    for garbage in (b"", b"\xff", b"\xa0", b"\xa3" + bytes(200)):
        credential = Authenticator().create(passkeys.start())
        credential["response"]["attestationObject"] = encode(garbage)
        assert passkeys.refused(credential) == NOT_SUPPORTED


def test_a_pool_without_passkeys(house: Any, passkeys: Passkeys) -> None:
    pool = house.pool()
    client, _ = house.client_id(pool), house.user(pool)
    token = house.sign_in(client)["AccessToken"]
    assert house.refusal("StartWebAuthnRegistration", AccessToken=token)[0] == "WebAuthnNotEnabledException"
    members = {"AccessToken": token, "Credential": Authenticator().create(passkeys.start())}
    assert house.refusal("CompleteWebAuthnRegistration", **members)[0] == "WebAuthnNotEnabledException"


def test_the_relying_party_of_a_pool_that_names_none(house: Any) -> None:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool = house.pool(Policies=policies)
    client, _ = house.client_id(pool), house.user(pool)
    token = house.sign_in(client)["AccessToken"]
    missing = house.refusal("StartWebAuthnRegistration", AccessToken=token)
    assert missing[0] == "WebAuthnConfigurationMissingException"

    def rp_id() -> str:
        options = house.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
        named: str = options["rp"]["id"]
        return named

    prefix = f"quay-{pool[-9:].lower()}"
    house.call("CreateUserPoolDomain", UserPoolId=pool, Domain=prefix)
    assert rp_id() == f"{prefix}.auth.localhost"
    custom = f"{prefix}.poolhouse.test"
    certificate = {"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/tide"}
    house.call("CreateUserPoolDomain", UserPoolId=pool, Domain=custom, CustomDomainConfig=certificate)
    assert rp_id() == custom
    house.call("SetUserPoolMfaConfig", UserPoolId=pool, WebAuthnConfiguration={"RelyingPartyId": RP_ID})
    assert rp_id() == RP_ID


def test_plain_http_on_this_machine(house: Any) -> None:
    passkeys = make_passkeys(house, configuration={"RelyingPartyId": "localhost"})
    key = Authenticator()
    credential = key.create(passkeys.start(), origin="http://localhost:3000")
    house.call("CompleteWebAuthnRegistration", AccessToken=passkeys.token, Credential=credential)
    assert passkeys.sign_in(key, origin="http://localhost:3000")["AccessToken"]
    assert passkeys.sign_in_refused(key)[0] == "NotAuthorizedException"
