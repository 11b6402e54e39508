"""A real server process for the tests: a few trivial operations behind the real edge. Prints its port when ready.

The argument is the number of seconds that request headers may take.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import uvicorn
from starlette.routing import Router

from poolhouse.errors import ServiceError
from poolhouse.http.app import build_app
from poolhouse.http.authorization import AnyCredentials
from poolhouse.http.aws_json import AwsJson, JsonService
from poolhouse.http.body import BodyLimits
from poolhouse.http.header_limits import protocol_with_header_limits
from poolhouse.http.signed_rest import SignedRest
from poolhouse.operations.caller import Caller
from poolhouse.wire import cognito_idp as types


class FixedEntropy:
    def token_bytes(self, count: int) -> bytes:
        return bytes(count)

    def uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000001"


async def initiate_auth(request: types.InitiateAuthRequest, caller: Caller) -> types.InitiateAuthResponse:
    if request.client_id == "crash":
        raise RuntimeError("unexpected")
    if request.client_id == "refused":
        raise ServiceError("NotAuthorizedException", "Incorrect username or password.")
    return types.InitiateAuthResponse(challenge_name="PASSWORD", challenge_parameters={"sdk": caller.sdk_version})


async def admin_get_user(request: types.AdminGetUserRequest, caller: Caller) -> types.AdminGetUserResponse:
    return types.AdminGetUserResponse(
        username=request.username,
        user_create_date=1471871472.647,
        user_attributes=[types.AttributeType(name="arn", value=caller.principal_arn)],
    )


async def nothing(_: str) -> bytes | None:
    return None


async def not_found(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def main() -> None:
    limits = BodyLimits(size=1024, seconds=0.2)
    authorizer = AnyCredentials("000000000000")
    service = JsonService(
        target="AWSCognitoIdentityProviderService",
        name="cognito-idp",
        operations=types.OPERATIONS,
        handlers={"InitiateAuth": initiate_auth, "AdminGetUser": admin_get_user},
        authorizer=authorizer,
        resource_of=lambda request: "*",
    )
    app = build_app(
        version="0",
        entropy=FixedEntropy(),
        aws_json=AwsJson([service], limits),
        key_set=nothing,
        discovery=nothing,
        functions=SignedRest(not_found, authorizer, limits, lambda scope, body: ("lambda:Nothing", "*")),
        query_api=not_found,
        graphql=not_found,
        oauth=Router(),
        deployment=not_found,
    )
    http = protocol_with_header_limits(seconds=float(sys.argv[1]), size=16 * 1024)
    config = uvicorn.Config(app, port=0, http=http, loop="uvloop", log_level="warning")
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    logging.disable(logging.CRITICAL)
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
