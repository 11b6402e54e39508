from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PASSWORD = "Tide-Pool!2026"


@dataclass(frozen=True)
class Example:
    """A pool whose trigger is the function of an example folder."""

    server: Any
    cognito: Any
    pool_id: str
    client_id: str

    def add_user(self, name: str, attributes: Mapping[str, str], groups: Sequence[str] = ()) -> None:
        self.cognito.admin_create_user(
            UserPoolId=self.pool_id,
            Username=name,
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
            MessageAction="SUPPRESS",
            TemporaryPassword="Temporary-1!",
        )
        for group in groups:
            self.cognito.admin_add_user_to_group(UserPoolId=self.pool_id, Username=name, GroupName=group)

    def sign_in(self, name: str, **metadata: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Verified claims of the ID and the access token, after the user's first password."""
        challenge = self.cognito.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.client_id,
            AuthParameters={"USERNAME": name, "PASSWORD": "Temporary-1!"},
        )
        result = self.cognito.respond_to_auth_challenge(
            ClientId=self.client_id,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": PASSWORD},
            ClientMetadata=metadata,
        )["AuthenticationResult"]
        return self._verified(result["IdToken"]), self._verified(result["AccessToken"])

    def _verified(self, token: str) -> dict[str, Any]:
        keys = jwt.PyJWKClient(f"{self.server.url}/{self.pool_id}/.well-known/jwks.json")
        options: Any = {"verify_aud": False}
        claims: dict[str, Any] = jwt.decode(
            token, keys.get_signing_key_from_jwt(token).key, algorithms=["RS256"], options=options
        )
        return claims


@pytest.fixture
def start_example(new_server: Callable[..., Any]) -> Callable[..., Example]:
    """A server with an example's own configuration; without one, the example's index.mjs is uploaded as a zip."""

    def start(name: str, version: str, **pool_settings: Any) -> Example:
        config = EXAMPLES / name / "poolhouse.toml"
        server = new_server("--config", str(config)) if config.exists() else new_server()
        cognito = server.client()
        pool = cognito.create_user_pool(PoolName=name, **pool_settings)["UserPool"]
        arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
        if not config.exists():
            _upload(server.client("lambda"), name, EXAMPLES / name / "index.mjs", pool["Arn"])
        trigger = {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": arn}}
        cognito.update_user_pool(UserPoolId=pool["Id"], LambdaConfig=trigger)
        client = cognito.create_user_pool_client(
            UserPoolId=pool["Id"], ClientName="web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )["UserPoolClient"]
        return Example(server, cognito, pool["Id"], client["ClientId"])

    return start


def _upload(functions: Any, name: str, handler: Path, pool_arn: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.write(handler, handler.name)
    functions.create_function(
        FunctionName=name,
        Runtime="nodejs22.x",
        Role="arn:aws:iam::000000000000:role/claims",
        Handler=f"{handler.stem}.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    functions.add_permission(
        FunctionName=name,
        StatementId="cognito",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=pool_arn,
    )
