"""A device's side of the protocol, and a pool that tracks devices."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest

from poolhouse.model import srp
from tests.conftest import SrpClient

SALT = bytes.fromhex("91a2b3c4d5e6f708192a3b4c5d6e7f80")
"""Its top bit is set: where padding goes wrong, so does the proof."""

SECRET = "only-for-tests-device-secret"


@dataclass(frozen=True)
class Device:
    """What a device keeps after ConfirmDevice."""

    key: str
    group: str
    secret: str = SECRET

    @property
    def verifier(self) -> dict[str, str]:
        """DeviceSecretVerifierConfig."""
        verifier = srp.verifier(self.group, self.key, self.secret, SALT)
        padded = srp.pad(verifier), srp.pad(int.from_bytes(SALT, "big"))
        password_verifier, salt = (base64.b64encode(value).decode() for value in padded)
        return {"PasswordVerifier": password_verifier, "Salt": salt}

    def proof(self, client: SrpClient, challenge: dict[str, str], timestamp: str) -> dict[str, str]:
        """ChallengeResponses for DEVICE_PASSWORD_VERIFIER."""
        parameters = {**challenge, "USER_ID_FOR_SRP": self.key}
        answer = client.answer(f"_{self.group}", self.secret, parameters, timestamp)
        return {**answer, "DEVICE_KEY": self.key}


@dataclass(frozen=True)
class Tracking:
    """A pool that tracks devices, with one client and one user, ``marina``."""

    house: Any
    pool: str
    client: str
    sub: str

    def sign_in(self, device: Device | None = None, **parameters: str) -> dict[str, Any]:
        """The answer to the right password."""
        request = self.house.password_request(self.client)
        request["AuthParameters"] |= parameters | ({"DEVICE_KEY": device.key} if device else {})
        answer: dict[str, Any] = self.house.call("InitiateAuth", **request)
        return answer

    def new_device(self) -> tuple[Device, dict[str, Any]]:
        """A device that has not confirmed itself yet, and the AuthenticationResult that made it."""
        result = self.sign_in()["AuthenticationResult"]
        metadata = result["NewDeviceMetadata"]
        return Device(metadata["DeviceKey"], metadata["DeviceGroupKey"]), result

    def confirmed(self, **members: Any) -> tuple[Device, dict[str, Any]]:
        device, result = self.new_device()
        self.house.call("ConfirmDevice", **self.confirmation(device, result, **members))
        return device, result

    def confirmation(self, device: Device, result: dict[str, Any], **members: Any) -> dict[str, Any]:
        return {
            "AccessToken": result["AccessToken"],
            "DeviceKey": device.key,
            "DeviceSecretVerifierConfig": device.verifier,
            **members,
        }

    def respond(self, name: str, responses: dict[str, str], session: str | None = None) -> dict[str, Any]:
        request = {"ClientId": self.client, "ChallengeName": name, "ChallengeResponses": responses}
        return {**request, "Session": session} if session else request

    def exchange(self, device: Device, asked: dict[str, Any], **changes: str) -> dict[str, Any]:
        """The request that answers DEVICE_SRP_AUTH."""
        responses = {"USERNAME": "marina", "DEVICE_KEY": device.key, "SRP_A": self.house.srp.srp_a, **changes}
        return self.respond("DEVICE_SRP_AUTH", responses, asked["Session"])

    def last_step(self, device: Device, **parameters: str) -> dict[str, Any]:
        """The request that ends a sign-in on a remembered device."""
        asked = self.sign_in(device, **parameters)
        assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
        challenge = self.house.call("RespondToAuthChallenge", **self.exchange(device, asked))
        assert challenge["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
        timestamp = srp.format_timestamp(self.house.clock.now())
        proof = device.proof(self.house.srp, challenge["ChallengeParameters"], timestamp)
        return self.respond("DEVICE_PASSWORD_VERIFIER", proof)

    def sign_in_on(self, device: Device) -> dict[str, Any]:
        """The AuthenticationResult of a sign-in on a remembered device."""
        answer: dict[str, Any] = self.house.call("RespondToAuthChallenge", **self.last_step(device))
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result


def make_tracking(house: Any, *, on_prompt: bool = False, challenge: bool = True, **settings: Any) -> Tracking:
    configuration = {"ChallengeRequiredOnNewDevice": challenge, "DeviceOnlyRememberedOnUserPrompt": on_prompt}
    pool = house.pool(DeviceConfiguration=configuration, **settings)
    return Tracking(house, pool, house.client_id(pool), house.user(pool))


@pytest.fixture
def tracking(house: Any) -> Tracking:
    """Every confirmed device is remembered."""
    return make_tracking(house)


@pytest.fixture
def prompting(house: Any) -> Tracking:
    """A device is remembered when its user says so."""
    return make_tracking(house, on_prompt=True)
