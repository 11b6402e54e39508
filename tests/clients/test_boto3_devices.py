"""Remembered devices by boto3, which checks every answer against the service model."""

from __future__ import annotations

import time
from typing import Any

import pytest

from poolhouse.model import srp
from tests.conftest import SrpClient
from tests.operations.devices.conftest import Device


def test_a_remembered_device(cognito: Any, make_pool: Any, make_user: Any, password: str, claims_of: Any) -> None:
    configuration = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
    pool = make_pool(DeviceConfiguration=configuration)
    username, client = make_user(pool), SrpClient()

    def sign_in(**parameters: str) -> Any:
        given = {"USERNAME": username, "PASSWORD": password, **parameters}
        return cognito.initiate_auth(ClientId=pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)

    def respond(name: str, responses: dict[str, str], **session: str) -> Any:
        return cognito.respond_to_auth_challenge(
            ClientId=pool.client_id, ChallengeName=name, ChallengeResponses=responses, **session
        )

    first = sign_in()["AuthenticationResult"]
    metadata = first["NewDeviceMetadata"]
    device = Device(metadata["DeviceKey"], metadata["DeviceGroupKey"])
    answer = cognito.confirm_device(
        AccessToken=first["AccessToken"],
        DeviceKey=device.key,
        DeviceSecretVerifierConfig=device.verifier,
        DeviceName="tablet",
    )
    assert answer["UserConfirmationNecessary"] is False

    asked = sign_in(DEVICE_KEY=device.key)
    responses = {"USERNAME": username, "DEVICE_KEY": device.key, "SRP_A": client.srp_a}
    challenge = respond("DEVICE_SRP_AUTH", responses, Session=asked["Session"])["ChallengeParameters"]
    proof = device.proof(client, challenge, srp.format_timestamp(time.time()))
    result = respond("DEVICE_PASSWORD_VERIFIER", proof)["AuthenticationResult"]
    assert claims_of(result["AccessToken"])["device_key"] == device.key

    shown = cognito.get_device(AccessToken=result["AccessToken"], DeviceKey=device.key)["Device"]
    attributes = {pair["Name"]: pair["Value"] for pair in shown["DeviceAttributes"]}
    assert attributes == {"device_status": "valid", "device_name": "tablet", "last_ip_used": "127.0.0.1"}
    assert shown["DeviceLastAuthenticatedDate"] >= shown["DeviceCreateDate"]
    cognito.admin_forget_device(UserPoolId=pool.id, Username=username, DeviceKey=device.key)
    with pytest.raises(cognito.exceptions.ResourceNotFoundException, match="Device does not exist"):
        sign_in(DEVICE_KEY=device.key)
