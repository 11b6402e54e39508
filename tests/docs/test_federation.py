"""The commands and functions of docs/federation.md and docs/triggers.md work as they stand there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import House

PASSWORD = "Harbour-7-Wall"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:page"


def test_the_commands_make_a_provider_and_a_client(
    snippets_of: Callable[[str], Any], server: Any, cognito: Any, tmp_path: Path
) -> None:
    pool = cognito.create_user_pool(PoolName="harbour")["UserPool"]["Id"]
    # #region covers a63061bcae7f5345
    (commands,) = snippets_of("docs/federation.md")
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands.text],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": server.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "POOL": pool,
            "ID": "poolhouse",
            "SECRET": "obviously-fake-secret",
            "ISSUER": "https://id.lighthouse.test",
        },
    )
    # #endregion
    provider = cognito.describe_identity_provider(UserPoolId=pool, ProviderName="Lighthouse")["IdentityProvider"]
    assert provider["ProviderDetails"]["authorize_scopes"] == "openid email"
    (client,) = cognito.list_user_pool_clients(UserPoolId=pool)["UserPoolClients"]
    shown = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client["ClientId"])["UserPoolClient"]
    assert shown["SupportedIdentityProviders"] == ["COGNITO", "Lighthouse"]


@pytest.fixture
def house_of(make_house: Callable[..., House], tmp_path: Path) -> Callable[[str], House]:
    """A house with a function of the page."""

    def make(text: str) -> House:
        handler = tmp_path / "page.ts"
        handler.write_text(text)
        return make_house(page=handler)

    return make


def test_the_pre_sign_up_function_confirms_members(
    snippets_of: Callable[[str], Any], house_of: Callable[[str], House]
) -> None:
    # #region covers 22021cda6a909d37
    house = house_of(snippets_of("docs/triggers.md")[0].text)
    pool = house.pool(LambdaConfig={"PreSignUp": ARN})
    asked = {"ClientId": house.client_id(pool), "Password": PASSWORD}
    stranger = [{"Name": "email", "Value": "nemo@elsewhere.test"}]
    refusal = house.refusal("SignUp", **asked, Username="nemo", UserAttributes=stranger)
    assert refusal[1] == "PreSignUp failed with error Only members of the house."
    member = [{"Name": "email", "Value": "marina@poolhouse.test"}]
    assert house.call("SignUp", **asked, Username="marina", UserAttributes=member)["UserConfirmed"] is True
    # #endregion
