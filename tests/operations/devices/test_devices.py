from __future__ import annotations

import base64
from typing import Any

import pytest

from poolhouse.model import srp
from tests.operations.devices.conftest import Device, Tracking

INVALID = "InvalidParameterException"
UNKNOWN = ("ResourceNotFoundException", "Device does not exist.")
BY_USER = ("GetDevice", "UpdateDeviceStatus", "ForgetDevice")
BY_ADMIN = ("AdminGetDevice", "AdminUpdateDeviceStatus", "AdminForgetDevice")


def attributes(device: dict[str, Any]) -> dict[str, str]:
    return {pair["Name"]: pair["Value"] for pair in device["DeviceAttributes"]}


def test_a_device_from_its_confirmation_to_its_end(house: Any, tracking: Tracking) -> None:
    device, result = tracking.confirmed(DeviceName="tablet")
    key = {"AccessToken": result["AccessToken"], "DeviceKey": device.key}
    shown = house.call("GetDevice", **key)["Device"]
    now = house.clock.now()
    assert shown["DeviceKey"] == device.key
    assert shown["DeviceCreateDate"] == shown["DeviceLastModifiedDate"] == now
    assert shown["DeviceLastAuthenticatedDate"] == now
    assert attributes(shown)["device_name"] == "tablet"
    assert attributes(shown)["device_status"] == "valid"
    assert not any(name.startswith("dev:") for name in attributes(shown))
    assert house.call("ListDevices", AccessToken=result["AccessToken"])["Devices"] == [shown]
    house.call("ForgetDevice", **key)
    for operation in BY_USER:
        assert house.refusal(operation, **key) == UNKNOWN
    assert house.call("ListDevices", AccessToken=result["AccessToken"])["Devices"] == []


def test_administrators_see_more_and_do_the_same(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    user = {"UserPoolId": tracking.pool, "Username": "marina"}
    key = {**user, "DeviceKey": device.key}
    shown = house.call("AdminGetDevice", **key)["Device"]
    seen = attributes(shown)
    assert seen["dev:device_remembered_status"] == "remembered"
    assert seen["dev:device_owner"] == f"marina.{tracking.pool}"
    assert seen["dev:device_arn"] == (
        f"arn:aws:cognito-idp:us-east-1:000000000000:owner/marina.{tracking.pool}/device/{device.key}"
    )
    assert house.call("AdminListDevices", **user)["Devices"] == [shown]
    house.call("AdminUpdateDeviceStatus", **key, DeviceRememberedStatus="not_remembered")
    seen = attributes(house.call("AdminGetDevice", **key)["Device"])
    assert seen["dev:device_remembered_status"] == "not_remembered"
    house.call("AdminForgetDevice", **key)
    for operation in BY_ADMIN:
        assert house.refusal(operation, **key) == UNKNOWN
    assert house.call("AdminListDevices", **user)["Devices"] == []


def test_whether_a_confirmed_device_is_remembered(house: Any, tracking: Tracking, prompting: Tracking) -> None:
    for place, necessary in ((tracking, False), (prompting, True)):
        device, result = place.new_device()
        answer = house.call("ConfirmDevice", **place.confirmation(device, result))
        assert answer == {"UserConfirmationNecessary": necessary}
        shown = house.call("AdminGetDevice", UserPoolId=place.pool, Username="marina", DeviceKey=device.key)["Device"]
        status = "not_remembered" if necessary else "remembered"
        assert attributes(shown)["dev:device_remembered_status"] == status


def test_listing_in_pages(house: Any, tracking: Tracking) -> None:
    keys = sorted(tracking.confirmed()[0].key for _ in range(3))
    token = tracking.sign_in()["AuthenticationResult"]["AccessToken"]
    for operation, who in (
        ("ListDevices", {"AccessToken": token}),
        ("AdminListDevices", {"UserPoolId": tracking.pool, "Username": "marina"}),
    ):
        first = house.call(operation, **who, Limit=2)
        rest = house.call(operation, **who, Limit=2, PaginationToken=first["PaginationToken"])
        assert [each["DeviceKey"] for each in first["Devices"] + rest["Devices"]] == keys
        assert "PaginationToken" not in rest


def test_a_device_is_confirmed_once(house: Any, tracking: Tracking) -> None:
    device, result = tracking.confirmed()
    other = Device(device.key, device.group, "another-fake-secret")
    refused = house.refusal("ConfirmDevice", **tracking.confirmation(other, result))
    assert refused[0] == "DeviceKeyExistsException"
    assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **tracking.last_step(device))


def test_a_key_that_the_sign_in_did_not_give(house: Any, tracking: Tracking) -> None:
    device, result = tracking.new_device()
    other, _ = tracking.new_device()
    invented = Device("us-east-1_00000000-0000-4000-8000-000000000000", device.group)
    for key in (other, invented):
        refused = house.refusal("ConfirmDevice", **tracking.confirmation(key, result))
        assert refused == (INVALID, "Invalid device key given.")
    assert house.call("ListDevices", AccessToken=result["AccessToken"])["Devices"] == []


def test_a_pool_that_tracks_no_devices(house: Any) -> None:
    pool = house.pool()
    client, _ = house.client_id(pool), house.user(pool)
    result = house.sign_in(client)
    assert "NewDeviceMetadata" not in result
    assert "device_key" not in house.claims(result["AccessToken"])
    device = Device("us-east-1_00000000-0000-4000-8000-000000000000", "-AbCdEf12")
    refused = house.refusal(
        "ConfirmDevice",
        AccessToken=result["AccessToken"],
        DeviceKey=device.key,
        DeviceSecretVerifierConfig=device.verifier,
    )
    assert refused[0] == INVALID
    assert house.call("ListDevices", AccessToken=result["AccessToken"])["Devices"] == []


def encoded(number: int) -> str:
    return base64.b64encode(srp.pad(number)).decode()


@pytest.mark.parametrize(
    "change",
    [
        {"PasswordVerifier": ""},
        {"PasswordVerifier": "not base64!"},
        {"PasswordVerifier": encoded(0)},
        {"PasswordVerifier": encoded(1)},
        {"PasswordVerifier": encoded(srp.N - 1)},
        {"PasswordVerifier": encoded(srp.N)},
        {"PasswordVerifier": encoded(srp.N + 1)},
        {"Salt": ""},
        {"Salt": "not base64!"},
        {"Salt": base64.b64encode(b"s" * 65).decode()},
    ],
)
def test_verifiers_that_prove_nothing(house: Any, tracking: Tracking, change: dict[str, str]) -> None:
    device, result = tracking.new_device()
    config = {**device.verifier, **change}
    refused = house.refusal("ConfirmDevice", **tracking.confirmation(device, result, DeviceSecretVerifierConfig=config))
    assert refused == (INVALID, "Invalid device secret verifier configuration given.")


def test_a_confirmation_without_a_verifier(house: Any, tracking: Tracking) -> None:
    device, result = tracking.new_device()
    request = tracking.confirmation(device, result)
    del request["DeviceSecretVerifierConfig"]
    assert house.refusal("ConfirmDevice", **request)[0] == INVALID


def test_devices_are_their_users_own(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    house.user(tracking.pool, "bruno")
    token = house.sign_in(tracking.client, "bruno")["AccessToken"]
    for operation in BY_USER:
        refused = house.refusal(operation, AccessToken=token, DeviceKey=device.key)
        assert refused == UNKNOWN
    for operation in BY_ADMIN:
        key = {"UserPoolId": tracking.pool, "Username": "bruno", "DeviceKey": device.key}
        assert house.refusal(operation, **key) == UNKNOWN


def test_no_access_token(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    for operation in ("GetDevice", "ForgetDevice"):
        assert house.refusal(operation, DeviceKey=device.key) == ("NotAuthorizedException", "Invalid Access Token")


def test_a_request_without_a_status_changes_nothing(house: Any, tracking: Tracking) -> None:
    device, result = tracking.confirmed()
    house.call("UpdateDeviceStatus", AccessToken=result["AccessToken"], DeviceKey=device.key)
    assert tracking.sign_in(device)["ChallengeName"] == "DEVICE_SRP_AUTH"
