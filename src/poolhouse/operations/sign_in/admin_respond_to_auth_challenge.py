"""AdminRespondToAuthChallenge."""

from __future__ import annotations

from poolhouse.flows import sign_in
from poolhouse.flows.context import Services
from poolhouse.operations.caller import Caller
from poolhouse.operations.sign_in.requests import answered, by_pool, sign_in_request
from poolhouse.wire import cognito_idp as wire


async def admin_respond_to_auth_challenge(
    request: wire.AdminRespondToAuthChallengeRequest, *, caller: Caller, sign_in_services: Services
) -> wire.AdminRespondToAuthChallengeResponse:
    pool, client = await by_pool(sign_in_services, request.user_pool_id, request.client_id)
    asked = sign_in_request(
        "AdminRespondToAuthChallenge",
        pool,
        client,
        caller,
        parameters=request.challenge_responses,
        metadata=request.client_metadata,
        session=request.session,
    )
    return answered(
        await sign_in.respond(request.challenge_name, asked, sign_in_services), wire.AdminRespondToAuthChallengeResponse
    )
