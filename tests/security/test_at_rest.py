"""Checks 51, 82 and 87: what lies on the disk and in the logs."""

from __future__ import annotations

import stat
from collections.abc import Callable
from typing import Any

import httpx
import pytest

PASSWORD, SECOND, THIRD = "Undertow-Alpha-71", "Undertow-Bravo-72", "Undertow-Delta-73"
TEMPORARY, WRONG = "Undertow-Gamma-74", "Undertow-Wrong-75"


def codes(server: Any) -> list[dict[str, Any]]:
    messages = httpx.get(f"{server.url}/_poolhouse/inbox", trust_env=False).json()["messages"]
    return [item["message"] for item in messages]


def whole_scenario(server: Any, house: Any) -> set[str]:
    """Everything secret that crossed the wire in a scenario that uses what there is."""
    cognito = server.client()
    pool = cognito.create_user_pool(PoolName="reef", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    settings = {"UserPoolId": pool, "ClientName": "quay", "ExplicitAuthFlows": flows}
    client = cognito.create_user_pool_client(**settings)["UserPoolClient"]["ClientId"]
    secret = cognito.create_user_pool_client(GenerateSecret=True, **settings)["UserPoolClient"]["ClientSecret"]
    email = [{"Name": "email", "Value": "marina@poolhouse.test"}]
    cognito.sign_up(ClientId=client, Username="marina", Password=PASSWORD, UserAttributes=email)
    sign_up_code = codes(server)[-1]["code"]
    cognito.confirm_sign_up(ClientId=client, Username="marina", ConfirmationCode=sign_up_code)

    def sign_in(password: str) -> dict[str, Any]:
        parameters = {"USERNAME": "marina", "PASSWORD": password}
        answer = cognito.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId=client, AuthParameters=parameters)
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result

    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        sign_in(WRONG)
    first = sign_in(PASSWORD)
    cognito.forgot_password(ClientId=client, Username="marina")
    reset_code = codes(server)[-1]["code"]
    reset = {"ClientId": client, "Username": "marina", "ConfirmationCode": reset_code, "Password": SECOND}
    cognito.confirm_forgot_password(**reset)
    second = sign_in(SECOND)
    change = {"AccessToken": second["AccessToken"], "PreviousPassword": SECOND, "ProposedPassword": THIRD}
    cognito.change_password(**change)
    refresh = {"REFRESH_TOKEN": second["RefreshToken"]}
    third = cognito.initiate_auth(AuthFlow="REFRESH_TOKEN_AUTH", ClientId=client, AuthParameters=refresh)
    cognito.revoke_token(ClientId=client, Token=first["RefreshToken"])
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.get_user(AccessToken=first["AccessToken"])
    cognito.admin_create_user(
        UserPoolId=pool, Username="oskar", UserAttributes=email, TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS"
    )
    asked = {"USERNAME": "marina", "SRP_A": house.srp.srp_a}
    srp = cognito.initiate_auth(AuthFlow="USER_SRP_AUTH", ClientId=client, AuthParameters=asked)
    tokens = [*first.values(), *second.values(), *third["AuthenticationResult"].values()]
    return {
        *(PASSWORD, SECOND, THIRD, TEMPORARY, WRONG, secret, srp["ChallengeParameters"]["SECRET_BLOCK"]),
        *(str(token) for token in tokens if isinstance(token, str) and len(token) > 20),
        *(f"code {code}" for code in (sign_up_code, reset_code)),
    }


def test_51_no_secret_in_logs_or_files(new_server: Callable[..., Any], house: Any) -> None:
    server = new_server("--log-level", "debug")
    secrets = whole_scenario(server, house)
    running = [path for path in server.data.rglob("*") if path.is_file()]
    contents = {path.name: path.read_bytes() for path in running}
    assert any(name.endswith("-wal") for name in contents)
    assert server.stop() == 0
    contents |= {f"{path.name} at the end": path.read_bytes() for path in server.data.rglob("*") if path.is_file()}
    contents["log"] = server.log.read_bytes()
    assert len(contents["log"]) > 0
    for name, content in contents.items():
        for secret in secrets:
            # A bare six-digit code may stand in a file by chance, as part of a number: look for it as text of its own.
            text = secret.removeprefix("code ")
            needles = [text] if text == secret else [f'"{text}"', f" {text} ", f" {text}\n", f"is {text}"]
            for needle in needles:
                assert needle.encode() not in content, (name, secret[:12])
        for token in (secret for secret in secrets if secret.count(".") >= 2):
            for part in token.split(".")[1:]:
                assert len(part) < 20 or part.encode() not in content, name


def test_87_a_fresh_install_has_its_own_keys_for_its_owner_alone(new_server: Callable[..., Any]) -> None:
    documents = []
    for name in ("one", "two"):
        server = new_server(data=name)
        cognito = server.client()
        pools = [cognito.create_user_pool(PoolName="reef")["UserPool"]["Id"] for _ in range(2)]
        for pool in pools:
            url = f"{server.url}/{pool}/.well-known/jwks.json"
            documents += httpx.get(url, trust_env=False).json()["keys"]
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        for path in server.data.rglob("*"):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path.name
        server.stop()
    assert len({key["n"] for key in documents}) == len({key["kid"] for key in documents}) == 8
    masters = [(server.data.parent / name / "master.key").read_bytes() for name in ("one", "two")]
    assert masters[0] != masters[1]
