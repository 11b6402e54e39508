"""Authenticator apps by boto3, which checks every answer against the service model."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.factors import STEP, App

APPS = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}


def test_an_app_that_the_user_turns_on(cognito: Any, make_pool: Any, make_user: Any, password: str) -> None:
    pool = make_pool()
    username, client = make_user(pool), pool.client_id
    configured = cognito.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration="OPTIONAL", **APPS)
    assert configured["SoftwareTokenMfaConfiguration"] == {"Enabled": True}

    def sign_in() -> Any:
        parameters = {"USERNAME": username, "PASSWORD": password}
        return cognito.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)

    token = sign_in()["AuthenticationResult"]["AccessToken"]
    app = App(cognito.associate_software_token(AccessToken=token)["SecretCode"])
    begun = time.time()
    with pytest.raises(cognito.exceptions.EnableSoftwareTokenMFAException):
        cognito.verify_software_token(AccessToken=token, UserCode=app.wrong(begun))
    verify = {"AccessToken": token, "UserCode": app.code(begun), "FriendlyDeviceName": "tablet"}
    assert cognito.verify_software_token(**verify)["Status"] == "SUCCESS"
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="delivery config"):
        cognito.set_user_mfa_preference(AccessToken=token, SMSMfaSettings={"Enabled": True})
    settings = {"Enabled": True, "PreferredMfa": True}
    cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=settings)
    user = cognito.admin_get_user(UserPoolId=pool.id, Username=username)
    assert (user["UserMFASettingList"], user["PreferredMfaSetting"]) == (["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")

    challenge = sign_in()
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    answer = {"ClientId": client, "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": challenge["Session"]}

    def respond(code: str) -> Any:
        responses = {"USERNAME": username, "SOFTWARE_TOKEN_MFA_CODE": code}
        return cognito.respond_to_auth_challenge(**answer, ChallengeResponses=responses)

    with pytest.raises(cognito.exceptions.CodeMismatchException, match="Invalid code received for user"):
        respond(app.wrong(begun))
    with pytest.raises(cognito.exceptions.ExpiredCodeException, match="already been used once"):
        respond(app.code(begun))
    assert cognito.get_user(AccessToken=respond(app.code(begun + STEP))["AuthenticationResult"]["AccessToken"])

    cognito.admin_set_user_mfa_preference(
        UserPoolId=pool.id, Username=username, SoftwareTokenMfaSettings={"Enabled": False}
    )
    assert "AuthenticationResult" in sign_in()
