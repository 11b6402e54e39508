"""Which flows a client may use, and the order in which a sign-in is decided."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
UNKNOWN = ("UserNotFoundException", "User does not exist.")


def secret_hash(name: str, client: dict[str, Any]) -> str:
    digest = hmac.digest(client["ClientSecret"].encode(), (name + client["ClientId"]).encode(), "sha256")
    return base64.b64encode(digest).decode()


@pytest.mark.parametrize(
    ("flow", "parameters", "text"),
    [
        ("USER_PASSWORD_AUTH", {}, "USER_PASSWORD_AUTH flow not enabled for this client"),
        ("USER_SRP_AUTH", {}, "USER_SRP_AUTH is not enabled for the client."),
        ("CUSTOM_AUTH", {}, "CUSTOM_AUTH is not enabled for the client."),
    ],
)
def test_flows_that_the_client_lacks(house: Any, shared: Any, flow: str, parameters: dict[str, str], text: str) -> None:
    client = house.client_id(shared.pool, ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    refusal = house.refusal("InitiateAuth", AuthFlow=flow, ClientId=client, AuthParameters=parameters)
    assert refusal == ("InvalidParameterException", text)


def test_admin_flow_that_the_client_lacks(house: Any, shared: Any) -> None:
    client = house.client_id(shared.pool, ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        refusal = house.refusal("AdminInitiateAuth", AuthFlow=flow, UserPoolId=shared.pool, ClientId=client)
        assert refusal == ("InvalidParameterException", "Auth flow not enabled for this client")


@pytest.mark.parametrize(
    ("given", "flow", "allowed"),
    [
        (None, "USER_SRP_AUTH", True),
        (None, "USER_PASSWORD_AUTH", False),
        (["ALLOW_USER_PASSWORD_AUTH"], "USER_PASSWORD_AUTH", True),
        (["ALLOW_USER_PASSWORD_AUTH"], "USER_SRP_AUTH", False),
        (["USER_PASSWORD_AUTH"], "USER_PASSWORD_AUTH", True),
        (["ALLOW_USER_SRP_AUTH"], "REFRESH_TOKEN_AUTH", False),
        (["ALLOW_REFRESH_TOKEN_AUTH"], "REFRESH_TOKEN", True),
    ],
)
def test_explicit_auth_flows(house: Any, shared: Any, given: list[str] | None, flow: str, allowed: bool) -> None:
    client = house.client_id(shared.pool, ExplicitAuthFlows=given)
    parameters = {
        "USERNAME": "marina",
        "PASSWORD": house.password,
        "SRP_A": house.srp.srp_a,
        "REFRESH_TOKEN": "x",
    }
    body = {"AuthFlow": flow, "ClientId": client, "AuthParameters": parameters}
    response = house.respond("InitiateAuth", body)
    off = response.status_code == 400 and "not enabled" in response.json()["message"]
    assert off is not allowed


def test_custom_auth_without_triggers(house: Any, shared: Any) -> None:
    client = house.client_id(shared.pool, ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])
    parameters = {"USERNAME": "marina"}
    refusal = house.refusal("InitiateAuth", AuthFlow="CUSTOM_AUTH", ClientId=client, AuthParameters=parameters)
    text = "Custom auth lambda trigger is not configured for the user pool."
    assert refusal == ("InvalidParameterException", text)


def test_flows_go_with_their_operation(house: Any, shared: Any) -> None:
    parameters = {"USERNAME": "marina", "PASSWORD": house.password}
    not_supported = ("InvalidParameterException", "Initiate Auth method not supported")
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        body = {"AuthFlow": flow, "ClientId": shared.client, "AuthParameters": parameters}
        assert house.refusal("InitiateAuth", **body) == not_supported
    body = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": shared.client, "AuthParameters": parameters}
    refusal = house.refusal("AdminInitiateAuth", UserPoolId=shared.pool, **body)
    assert (refusal[0], refusal[1].rstrip(".")) == not_supported


@pytest.mark.parametrize("flow", ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
def test_admin_password_flow(house: Any, shared: Any, flow: str) -> None:
    parameters = {"USERNAME": "marina", "PASSWORD": house.password}
    answer = house.call(
        "AdminInitiateAuth", AuthFlow=flow, UserPoolId=shared.pool, ClientId=shared.client, AuthParameters=parameters
    )
    assert answer["ChallengeParameters"] == {}
    assert answer["AuthenticationResult"].keys() == {
        *("AccessToken", "IdToken", "RefreshToken"),
        *("ExpiresIn", "TokenType"),
    }
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"


def test_admin_srp(house: Any, shared: Any) -> None:
    common = {"UserPoolId": shared.pool, "ClientId": shared.client}
    asked = {"USERNAME": "marina", "SRP_A": house.srp.srp_a}
    challenge = house.call("AdminInitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=asked, **common)
    proof = house.srp_proof(shared.pool, challenge["ChallengeParameters"])
    answer = house.call(
        "AdminRespondToAuthChallenge", ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=proof, **common
    )
    assert "AuthenticationResult" in answer


@pytest.mark.parametrize(
    ("flow", "given", "missing"),
    [
        ("USER_PASSWORD_AUTH", {}, "USERNAME"),
        ("USER_PASSWORD_AUTH", {"USERNAME": "marina"}, "PASSWORD"),
        ("USER_PASSWORD_AUTH", {"USERNAME": "nobody"}, "PASSWORD"),
        ("USER_SRP_AUTH", {"SRP_A": "2"}, "USERNAME"),
        ("USER_SRP_AUTH", {"USERNAME": "marina"}, "SRP_A"),
        ("USER_SRP_AUTH", {"USERNAME": "nobody"}, "SRP_A"),
        ("REFRESH_TOKEN_AUTH", {}, "REFRESH_TOKEN"),
    ],
)
def test_missing_parameters_come_before_the_user(
    house: Any, shared: Any, flow: str, given: dict[str, str], missing: str
) -> None:
    refusal = house.refusal("InitiateAuth", AuthFlow=flow, ClientId=shared.client, AuthParameters=given)
    assert refusal == ("InvalidParameterException", f"Missing required parameter {missing}")


def test_unknown_clients_and_pools(house: Any, shared: Any) -> None:
    body = house.password_request("nosuchclient")
    unknown_client = ("ResourceNotFoundException", "User pool client nosuchclient does not exist.")
    assert house.refusal("InitiateAuth", **body) == unknown_client
    body["AuthFlow"] = "ADMIN_USER_PASSWORD_AUTH"
    assert house.refusal("AdminInitiateAuth", UserPoolId=shared.pool, **body) == unknown_client
    unknown_pool = ("ResourceNotFoundException", "User pool us-east-1_Nowhere01 does not exist.")
    assert house.refusal("AdminInitiateAuth", UserPoolId="us-east-1_Nowhere01", **body) == unknown_pool
    other = house.pool()
    body["ClientId"] = shared.client
    foreign = ("ResourceNotFoundException", f"User pool client {shared.client} does not exist.")
    assert house.refusal("AdminInitiateAuth", UserPoolId=other, **body) == foreign


@pytest.fixture(scope="module")
def client(house: Any, shared: Any) -> dict[str, Any]:
    """A client with a secret."""
    described: dict[str, Any] = house.client(shared.pool, GenerateSecret=True)
    return described


class TestSecretHash:
    def test_the_published_formula(self) -> None:
        # Computed apart from the server: HMAC-SHA256 under the secret over name and client id.
        client = {"ClientSecret": "1a2b3c4d5e6f7g8h9i0jpoolhousesecret", "ClientId": "3n4b5urk1ft4fl3mg5e62d9ado"}
        assert secret_hash("marina", client) == "dXI1muXfFAYGkZ8t9RJiO4Yb7m2IAO+FsYt8DvtsJjs="

    def refusal(self, house: Any, client: dict[str, Any], **parameters: str) -> Any:
        body = house.password_request(client["ClientId"])
        body["AuthParameters"] |= parameters
        return house.refusal("InitiateAuth", **body)

    def test_missing(self, house: Any, client: dict[str, Any]) -> None:
        text = f"Client {client['ClientId']} is configured with secret but SECRET_HASH was not received"
        assert self.refusal(house, client) == ("NotAuthorizedException", text)

    @pytest.mark.parametrize("name", ["oskar", "MARINA", ""])
    def test_wrong(self, house: Any, client: dict[str, Any], name: str) -> None:
        text = f"Unable to verify secret hash for client {client['ClientId']}"
        refusal = self.refusal(house, client, SECRET_HASH=secret_hash(name, client))
        assert refusal == ("NotAuthorizedException", text)

    def test_missing_comes_before_flow_and_user(self, house: Any, shared: Any) -> None:
        client = house.client(shared.pool, GenerateSecret=True, ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
        for body in (
            house.password_request(client["ClientId"], "nobody"),
            house.refresh_request(client["ClientId"], "x"),
            {"AuthFlow": "USER_SRP_AUTH", "ClientId": client["ClientId"]},
        ):
            assert "SECRET_HASH was not received" in house.refusal("InitiateAuth", **body)[1]

    def test_right_in_each_place(self, house: Any, shared: Any, client: dict[str, Any]) -> None:
        own = secret_hash("marina", client)
        body = house.password_request(client["ClientId"])
        body["AuthParameters"]["SECRET_HASH"] = own
        tokens = house.call("InitiateAuth", **body)["AuthenticationResult"]
        refresh = house.refresh_request(client["ClientId"], tokens["RefreshToken"])
        assert "SECRET_HASH was not received" in house.refusal("InitiateAuth", **refresh)[1]
        refresh["AuthParameters"]["SECRET_HASH"] = secret_hash("oskar", client)
        assert "Unable to verify secret hash" in house.refusal("InitiateAuth", **refresh)[1]
        refresh["AuthParameters"]["SECRET_HASH"] = own
        assert "AccessToken" in house.call("InitiateAuth", **refresh)["AuthenticationResult"]
        challenge = house.srp_start(client["ClientId"], SECRET_HASH=own)
        answer = {
            "ClientId": client["ClientId"],
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": house.srp_proof(shared.pool, challenge),
        }
        assert "SECRET_HASH was not received" in house.refusal("RespondToAuthChallenge", **answer)[1]
        answer["ChallengeResponses"]["SECRET_HASH"] = secret_hash("oskar", client)
        assert "Unable to verify secret hash" in house.refusal("RespondToAuthChallenge", **answer)[1]
        answer["ChallengeResponses"]["SECRET_HASH"] = own
        assert "AccessToken" in house.call("RespondToAuthChallenge", **answer)["AuthenticationResult"]

    def test_over_the_alias_or_the_stored_name(self, house: Any) -> None:
        pool = house.pool(UsernameAttributes=["email"])
        client, address = house.client(pool, GenerateSecret=True), "marina@poolhouse.test"
        sub = house.user(pool, address)
        for name in (address, sub):
            body = house.password_request(client["ClientId"], address)
            body["AuthParameters"]["SECRET_HASH"] = secret_hash(name, client)
            tokens = house.call("InitiateAuth", **body)["AuthenticationResult"]
        refresh = house.refresh_request(client["ClientId"], tokens["RefreshToken"])
        refresh["AuthParameters"]["SECRET_HASH"] = secret_hash(sub, client)
        assert "AccessToken" in house.call("InitiateAuth", **refresh)["AuthenticationResult"]

    def test_a_public_client_ignores_it(self, house: Any, shared: Any) -> None:
        body = house.password_request(shared.client)
        body["AuthParameters"]["SECRET_HASH"] = "c3VycGx1cw=="
        assert "AuthenticationResult" in house.call("InitiateAuth", **body)


class TestOrderOfDecisions:
    """Each state that keeps a user out hides behind those that are decided before it."""

    def wrong(self, house: Any, client: str, name: str = "marina") -> Any:
        return house.refusal("InitiateAuth", **house.password_request(client, name, "Wrong-Word-1"))

    def right(self, house: Any, client: str, name: str = "marina") -> Any:
        return house.refusal("InitiateAuth", **house.password_request(client, name))

    def test_unknown(self, house: Any, shared: Any) -> None:
        assert self.wrong(house, shared.client, "nobody") == UNKNOWN

    def test_disabled_comes_before_the_password(self, house: Any, place: Any) -> None:
        house.call("AdminDisableUser", UserPoolId=place.pool, Username="marina")
        disabled = ("NotAuthorizedException", "User is disabled.")
        assert self.wrong(house, place.client) == disabled
        assert self.right(house, place.client) == disabled

    def test_the_lock_comes_before_disabled(self, house: Any, place: Any) -> None:
        for _ in range(5):
            assert self.wrong(house, place.client) == INCORRECT
        house.call("AdminDisableUser", UserPoolId=place.pool, Username="marina")
        assert self.right(house, place.client) == ("NotAuthorizedException", "Password attempts exceeded")

    def test_unconfirmed_comes_after_the_password(self, house: Any) -> None:
        pool = house.pool()
        client = house.client_id(pool)
        house.call("SignUp", ClientId=client, Username="marina", Password=house.password)
        assert self.wrong(house, client) == INCORRECT
        assert self.right(house, client) == ("UserNotConfirmedException", "User is not confirmed.")
        proof = house.srp_proof(pool, house.srp_start(client))
        answer = {"ClientId": client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
        unconfirmed = ("UserNotConfirmedException", "User is not confirmed.")
        assert house.refusal("RespondToAuthChallenge", **answer) == unconfirmed

    def test_the_age_of_a_temporary_password_comes_after_it(self, house: Any) -> None:
        pool = house.pool()
        client = house.client_id(pool)
        house.call("AdminCreateUser", UserPoolId=pool, Username="marina", TemporaryPassword=house.password)
        house.clock.advance(7 * 86400 + 1)
        assert self.wrong(house, client) == INCORRECT
        text = "Temporary password has expired and must be reset by an administrator."
        assert self.right(house, client) == ("NotAuthorizedException", text)


@pytest.mark.parametrize(("days", "lives"), [(1, 1), (0, 7), (None, 7), (365, 365)])
def test_lifetime_of_temporary_passwords(house: Any, days: int | None, lives: int) -> None:
    pool = house.pool(Policies={"PasswordPolicy": {"TemporaryPasswordValidityDays": days}})
    client = house.client_id(pool)
    house.call("AdminCreateUser", UserPoolId=pool, Username="marina", TemporaryPassword=house.password)
    house.clock.advance(lives * 86400)
    answer = house.call("InitiateAuth", **house.password_request(client))
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    house.clock.advance(1)
    assert "Temporary password has expired" in house.refusal("InitiateAuth", **house.password_request(client))[1]
    house.call(
        "AdminCreateUser", UserPoolId=pool, Username="marina", TemporaryPassword=house.password, MessageAction="RESEND"
    )
    assert "Session" in house.call("InitiateAuth", **house.password_request(client))
