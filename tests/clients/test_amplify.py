"""aws-amplify, the library of today's web apps, with ``userPoolEndpoint``."""

from __future__ import annotations

import re
from typing import Any

import pytest

DONE = {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}


def test_life_of_an_account(make_pool: Any, run_scenario: Any) -> None:
    pool = make_pool()
    seen = run_scenario("amplify_account", poolId=pool.id, clientId=pool.client_id)

    assert seen["signedUp"]["nextStep"] == {
        "signUpStep": "CONFIRM_SIGN_UP",
        "codeDeliveryDetails": {"attributeName": "email", "deliveryMedium": "EMAIL", "destination": "o***@p***"},
    }
    assert seen["unconfirmed"] == {"isSignedIn": False, "nextStep": {"signInStep": "CONFIRM_SIGN_UP"}}
    assert seen["confirmed"] == {"isSignUpComplete": True, "nextStep": {"signUpStep": "DONE"}}
    assert seen["wrongPassword"]["name"] == "NotAuthorizedException"
    assert seen["wrongPassword"]["message"] == "Incorrect username or password."
    assert seen["unknownUser"]["name"] == "UserNotFoundException"

    sub = seen["signedUp"]["userId"]
    assert seen["signedIn"] == DONE
    assert seen["twice"]["name"] == "UserAlreadyAuthenticatedException"
    assert (seen["user"]["username"], seen["user"]["userId"]) == ("olga", sub)
    for kind in ("id", "access"):
        first, refreshed = seen["first"][kind], seen["refreshed"][kind]
        assert first["sub"] == refreshed["sub"] == sub
        assert first["jti"] != refreshed["jti"]
        assert (first["auth_time"], first["origin_jti"]) == (refreshed["auth_time"], refreshed["origin_jti"])

    assert seen["updated"]["nickname"] == {"isUpdated": True, "nextStep": {"updateAttributeStep": "DONE"}}
    email = {"email": "olga@poolhouse.test", "email_verified": "true"}
    assert seen["attributes"] == {"sub": sub, "nickname": "ol", **email}
    code_wanted = seen["changedEmail"]["email"]["nextStep"]
    assert code_wanted["updateAttributeStep"] == "CONFIRM_ATTRIBUTE_WITH_CODE"
    assert code_wanted["codeDeliveryDetails"]["attributeName"] == "email"
    assert (seen["unproved"]["email"], seen["unproved"]["email_verified"]) == ("olga.moved@poolhouse.test", "false")
    assert seen["proved"]["email_verified"] == "true"
    assert seen["wrongOldPassword"]["name"] == "NotAuthorizedException"
    assert seen["signedOut"] is None

    assert seen["reset"]["nextStep"]["resetPasswordStep"] == "CONFIRM_RESET_PASSWORD_WITH_CODE"
    assert seen["oldPassword"]["name"] == "NotAuthorizedException"
    assert seen["newPassword"] == DONE
    assert seen["deleted"]["name"] == "UserNotFoundException"


def test_a_sign_up_that_signs_in(make_pool: Any, run_scenario: Any) -> None:
    pool = make_pool(client={"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]})
    seen = run_scenario("amplify_auto_sign_in", poolId=pool.id, clientId=pool.client_id)
    assert seen["signedUp"]["nextStep"]["signUpStep"] == "CONFIRM_SIGN_UP"
    assert seen["confirmed"]["nextStep"] == {"signUpStep": "COMPLETE_AUTO_SIGN_IN"}
    assert seen["signedIn"] == DONE
    assert seen["tokens"]["id"]["email_verified"] is True
    assert seen["tokens"]["id"]["sub"] == seen["tokens"]["access"]["sub"] == seen["signedUp"]["userId"]


V1_TRIGGER = """
export const handler = async (event) => {
  event.response = { claimsOverrideDetails: {
    claimsToAddOrOverride: { tier: "gold", source: event.triggerSource },
    claimsToSuppress: ["email"],
    groupOverrideDetails: { groupsToOverride: ["divers"] },
  } };
  return event;
};
"""

V2_TRIGGER = """
export const handler = async (event) => {
  const tenant = event.request.clientMetadata?.tenant ?? "none";
  event.response = { claimsAndScopeOverrideDetails: {
    idTokenGeneration: { claimsToAddOrOverride: { berths: [14, 15], source: event.triggerSource } },
    accessTokenGeneration: {
      claimsToAddOrOverride: { harbour: { id: "H-7", open: true }, tenant },
      scopesToAdd: ["harbour-api/berths.read"],
    },
  } };
  return event;
};
"""


def test_claims_of_a_v1_trigger(
    make_pool: Any, make_user: Any, make_function: Any, lambda_config: Any, run_scenario: Any
) -> None:
    pool = make_pool(LambdaConfig=lambda_config(make_function({"index.mjs": V1_TRIGGER}), "V1_0"))
    username = make_user(pool)
    seen = run_scenario("amplify_tokens", poolId=pool.id, clientId=pool.client_id, username=username)

    assert (seen["firstStep"], seen["signedIn"]) == ("DONE", True)
    assert seen["first"]["id"]["source"] == "TokenGeneration_Authentication"
    for issued in ("first", "refreshed"):
        id_token, access_token = seen[issued]["id"], seen[issued]["access"]
        assert id_token["tier"] == "gold"
        assert "email" not in id_token
        assert "tier" not in access_token
        assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["divers"]


def test_claims_of_a_v2_trigger(
    make_pool: Any, make_user: Any, make_function: Any, lambda_config: Any, run_scenario: Any
) -> None:
    pool = make_pool(LambdaConfig=lambda_config(make_function({"index.mjs": V2_TRIGGER}), "V2_0"))
    username = make_user(pool, temporary=True)
    seen = run_scenario(
        "amplify_tokens",
        poolId=pool.id,
        clientId=pool.client_id,
        username=username,
        temporaryPassword="Temp-Pass1!",
    )

    assert seen["firstStep"] == "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED"
    assert seen["signedIn"] is True
    assert seen["first"]["id"]["source"] == "TokenGeneration_NewPasswordChallenge"
    # Metadata of the challenge's answer reaches the function; a refresh has none.
    assert (seen["first"]["access"]["tenant"], seen["refreshed"]["access"]["tenant"]) == ("t9", "none")
    for issued in ("first", "refreshed"):
        assert seen[issued]["id"]["berths"] == [14, 15]
        assert seen[issued]["access"]["harbour"] == {"id": "H-7", "open": True}
        assert seen[issued]["access"]["scope"] == "aws.cognito.signin.user.admin harbour-api/berths.read"


def test_refusal_by_a_trigger(
    make_pool: Any, make_user: Any, make_function: Any, lambda_config: Any, run_scenario: Any
) -> None:
    code = "export const handler = async () => { throw new Error('The harbour is closed'); };"
    pool = make_pool(LambdaConfig=lambda_config(make_function({"index.mjs": code}), "V2_0"))
    username = make_user(pool)
    seen = run_scenario("amplify_refused", poolId=pool.id, clientId=pool.client_id, username=username)

    assert seen["refused"]["name"] == "UserLambdaValidationException"
    assert seen["refused"]["message"] == "PreTokenGeneration failed with error The harbour is closed."
    assert seen["tokens"] is None


def test_a_remembered_device(make_pool: Any, make_user: Any, run_scenario: Any) -> None:
    configuration = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    pool = make_pool(DeviceConfiguration=configuration)
    seen = run_scenario("amplify_devices", poolId=pool.id, clientId=pool.client_id, username=make_user(pool))
    for step in ("signedIn", "again", "byPassword", "afterItIsGone"):
        assert seen[step] == DONE
    first = seen["first"]
    assert [device["id"] for device in first["devices"]] == [first["key"]]
    assert first["devices"][0]["status"] == "valid"
    assert seen["recognised"] == seen["recognisedByPassword"] == first
    assert seen["refreshed"] == first["key"]
    assert seen["replaced"]["key"] != first["key"]
    assert [device["id"] for device in seen["replaced"]["devices"]] == [seen["replaced"]["key"]]
    assert seen["forgotten"] == []


APPS = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
ASKED = {"isSignedIn": False, "nextStep": {"signInStep": "CONFIRM_SIGN_IN_WITH_TOTP_CODE"}}


@pytest.mark.parametrize("required", [False, True])
def test_an_authenticator_app(
    cognito: Any, make_pool: Any, make_user: Any, run_scenario: Any, *, required: bool
) -> None:
    pool = make_pool()
    cognito.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration="ON" if required else "OPTIONAL", **APPS)
    client = {"poolId": pool.id, "clientId": pool.client_id, "username": make_user(pool)}
    seen = run_scenario("amplify_totp", **client, required=required)

    # Amplify puts the name between quotation marks where the user is signed in already.
    assert re.fullmatch(
        r"otpauth://totp/Harbour:(marina|%22marina%22)\?secret=[A-Z2-7]{32}&issuer=Harbour", seen["uri"]
    )
    assert seen["wrong"]["name"] == "EnableSoftwareTokenMFAException"
    if required:
        assert seen["signedIn"]["nextStep"]["signInStep"] == "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
        assert seen["setUp"] == DONE
        assert seen["preference"] == {"enabled": ["TOTP"]}
    else:
        assert seen["signedIn"] == DONE
        assert seen["before"] == {}
        assert seen["preference"] == {"enabled": ["TOTP"], "preferred": "TOTP"}
    assert seen["again"] == ASKED
    refusals = {name: (seen[name]["name"], seen[name]["message"]) for name in ("wrongAgain", "used")}
    assert refusals == {
        "wrongAgain": ("CodeMismatchException", "Invalid code received for user"),
        "used": ("ExpiredCodeException", "Your software token has already been used once."),
    }
    assert seen["confirmed"] == DONE
