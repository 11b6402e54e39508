"""InitiateAuth."""

from __future__ import annotations

from poolhouse.flows import sign_in
from poolhouse.flows.context import Services
from poolhouse.operations.caller import Caller
from poolhouse.operations.sign_in.requests import answered, by_client, sign_in_request
from poolhouse.wire import cognito_idp as wire


async def initiate_auth(
    request: wire.InitiateAuthRequest, *, caller: Caller, sign_in_services: Services
) -> wire.InitiateAuthResponse:
    pool, client = await by_client(sign_in_services, request.client_id)
    asked = sign_in_request(
        "InitiateAuth",
        pool,
        client,
        caller,
        parameters=request.auth_parameters,
        metadata=request.client_metadata,
        session=request.session,
    )
    return answered(await sign_in.initiate(request.auth_flow, asked, sign_in_services), wire.InitiateAuthResponse)
