"""AWS_IAM: requests signed with a key that this server gave out, whatever it accepts for its AWS APIs.

Resolvers give a caller without an identity pool identity full access, so no unknown key may pass for one.
"""

from __future__ import annotations

from poolhouse.graphql import problems
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.modes import Mode, Provider
from poolhouse.graphql.ports import SessionCallers
from poolhouse.graphql.request import GraphqlRequest
from poolhouse.model import sigv4

SERVICE = "appsync"


def is_signed(authorization: str) -> bool:
    return authorization.startswith(sigv4.ALGORITHM)


async def identify(
    provider: Provider, request: GraphqlRequest, authorization: str, callers: SessionCallers, *, region: str, now: float
) -> Caller:
    """Raises RequestRefused."""
    parsed = sigv4.parse_authorization(authorization)
    if parsed is None:
        raise problems.incomplete_signature()
    session_tokens = request.by_name.get("x-amz-security-token", [])
    if len(session_tokens) > 1:
        raise problems.incomplete_signature()
    caller = await callers.find(parsed.access_key_id, session_tokens[0] if session_tokens else None)
    if caller is None:
        raise problems.unknown_access_key()
    genuine = sigv4.verify(
        parsed,
        caller.secret,
        method=request.method,
        raw_path=request.path,
        raw_query=request.query,
        headers=request.headers,
        payload=request.body,
        region=region,
        service=SERVICE,
        now=now,
    )
    if not genuine:
        raise problems.wrong_signature()
    identity = {
        "accountId": caller.account,
        "userArn": caller.user_arn,
        "username": caller.username,
        "sourceIp": request.source_ips,
        "cognitoIdentityPoolId": caller.identity_pool_id,
        "cognitoIdentityId": caller.identity_id,
        "cognitoIdentityAuthType": caller.auth_type,
        "cognitoIdentityAuthProvider": caller.auth_provider,
    }
    return Caller(mode=Mode.IAM, by_default_provider=provider.is_default, identity=identity, signed=caller)
