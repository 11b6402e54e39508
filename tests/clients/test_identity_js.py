"""amazon-cognito-identity-js, the library of the first generation of web apps."""

from __future__ import annotations

from typing import Any


def test_from_sign_up_to_global_sign_out(make_pool: Any, run_scenario: Any) -> None:
    pool = make_pool()
    seen = run_scenario("identity_js_sign_up", poolId=pool.id, clientId=pool.client_id)

    sub = seen["signedUp"]["sub"]
    delivery = {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "n***@p***"}
    assert seen["signedUp"] == {"confirmed": False, "sub": sub, "delivery": delivery}
    refusals = {
        name: (seen[name]["code"], seen[name]["message"])
        for name in ("twice", "tooEarly", "wrongCode", "wrongPassword")
    }
    assert refusals == {
        "twice": ("UsernameExistsException", "User already exists"),
        "tooEarly": ("UserNotConfirmedException", "User is not confirmed."),
        "wrongCode": ("CodeMismatchException", "Invalid verification code provided, please try again."),
        "wrongPassword": ("NotAuthorizedException", "Incorrect username or password."),
    }
    assert seen["confirmed"] == "SUCCESS"

    assert (seen["idToken"]["sub"], seen["accessToken"]["sub"]) == (sub, sub)
    assert seen["idToken"]["cognito:username"] == seen["accessToken"]["username"] == "nora"
    assert (seen["idToken"]["aud"], seen["accessToken"]["client_id"]) == (pool.client_id, pool.client_id)
    assert seen["session"] == {"valid": True, "same": True}
    assert seen["attributes"] == {"sub": sub, "email": "nora@poolhouse.test", "email_verified": "true"}

    assert seen["refreshed"]["jti"] != seen["idToken"]["jti"]
    assert seen["refreshed"]["auth_time"] == seen["idToken"]["auth_time"]
    assert seen["refreshed"]["origin_jti"] == seen["idToken"]["origin_jti"]

    assert seen["changed"] == "SUCCESS"
    assert seen["oldPassword"]["code"] == "NotAuthorizedException"
    assert seen["reset"] == "SUCCESS"
    assert seen["signedOut"] == "SUCCESS"
    assert seen["afterSignOut"]["code"] == "NotAuthorizedException"


def test_new_password_of_an_invited_user(make_pool: Any, make_user: Any, run_scenario: Any) -> None:
    pool = make_pool(Schema=[{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}])
    username = make_user(pool, temporary=True)
    seen = run_scenario(
        "identity_js_new_password",
        poolId=pool.id,
        clientId=pool.client_id,
        username=username,
        temporaryPassword="Temp-Pass1!",
    )
    assert seen["asked"] == {
        "known": {"email": "marina@poolhouse.test", "email_verified": "true"},
        "required": ["name"],
    }
    assert seen["idToken"]["name"] == "Marina"
    assert seen["idToken"]["email_verified"] is True


ON_PROMPT = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}


def test_a_remembered_device(make_pool: Any, make_user: Any, run_scenario: Any) -> None:
    pool = make_pool(DeviceConfiguration=ON_PROMPT)
    seen = run_scenario("identity_js_devices", poolId=pool.id, clientId=pool.client_id, username=make_user(pool))
    key = seen["first"]["key"]
    assert seen["first"]["necessary"] is True
    assert seen["second"] == {"key": key, "devices": [key]}
    assert seen["got"] == key
    assert seen["third"]["key"] != key
    assert seen["third"]["devices"] == [seen["third"]["key"]]


def test_an_authenticator_app(cognito: Any, make_pool: Any, make_user: Any, run_scenario: Any) -> None:
    pool = make_pool()
    apps = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    cognito.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration="ON", **apps)
    seen = run_scenario("identity_js_totp", poolId=pool.id, clientId=pool.client_id, username=make_user(pool))
    assert seen["first"] == "MFA_SETUP"
    assert seen["wrong"]["code"] == "EnableSoftwareTokenMFAException"
    assert seen["signedIn"] is True
    assert seen["second"] == {"name": "SOFTWARE_TOKEN_MFA", "device": "tablet"}
    assert seen["wrongAgain"]["code"] == "CodeMismatchException"
    assert seen["signedInAgain"] is True
    assert seen["preferred"] == "SUCCESS"
    assert seen["data"] == {"list": ["SOFTWARE_TOKEN_MFA"], "preferred": "SOFTWARE_TOKEN_MFA"}
