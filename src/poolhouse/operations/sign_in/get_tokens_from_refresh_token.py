"""GetTokensFromRefreshToken."""

from __future__ import annotations

from poolhouse.flows import refresh
from poolhouse.flows.context import Services
from poolhouse.operations.caller import Caller
from poolhouse.operations.sign_in.requests import authentication_result, by_client, sign_in_request
from poolhouse.wire import cognito_idp as wire


async def get_tokens_from_refresh_token(
    request: wire.GetTokensFromRefreshTokenRequest, *, caller: Caller, sign_in_services: Services
) -> wire.GetTokensFromRefreshTokenResponse:
    pool, client = await by_client(sign_in_services, request.client_id)
    asked = sign_in_request(
        "GetTokensFromRefreshToken",
        pool,
        client,
        caller,
        parameters={"DEVICE_KEY": request.device_key} if request.device_key else None,
        metadata=request.client_metadata,
    )
    tokens = await refresh.exchange(asked, sign_in_services, request.refresh_token, request.client_secret)
    return wire.GetTokensFromRefreshTokenResponse(authentication_result=authentication_result(tokens))
