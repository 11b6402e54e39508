"""Answers to a request that is not executed at all, with AppSync's types and texts; see the comments for doubts."""

from __future__ import annotations

import msgspec

from poolhouse.graphql.request import GraphqlResponse

CONTENT_TYPE = "application/json;charset=UTF-8"


class RequestRefused(Exception):
    """``hint`` is for the log alone."""

    def __init__(self, status: int, error_type: str, message: str, hint: str = "") -> None:
        super().__init__(f"{error_type}: {message}")
        self.status = status
        self.type = error_type
        self.message = message
        self.hint = hint

    def answer(self) -> GraphqlResponse:
        """Laid out as AppSync prints it: two keys, pretty-printed."""
        error_type, message = (msgspec.json.encode(text).decode() for text in (self.type, self.message))
        body = f'{{\n  "errors" : [ {{\n    "errorType" : {error_type},\n    "message" : {message}\n  }} ]\n}}'
        return GraphqlResponse(self.status, body.encode(), [("content-type", CONTENT_TYPE)])


_UNAUTHORIZED = "UnauthorizedException"
_MALFORMED = "MalformedHttpRequestException"


def no_valid_header(hint: str = "") -> RequestRefused:
    return RequestRefused(401, _UNAUTHORIZED, "Valid authorization header not provided.", hint)


def unreadable_token() -> RequestRefused:
    return RequestRefused(401, _UNAUTHORIZED, "Unable to parse JWT token.")


def expired_token() -> RequestRefused:
    return RequestRefused(401, _UNAUTHORIZED, "Token has expired.")


def not_authorized(hint: str) -> RequestRefused:
    """Seen for API keys; unconfirmed for tokens of a wrong issuer, signature or client."""
    return RequestRefused(401, _UNAUTHORIZED, "You are not authorized to make this call.", hint)


# Types and texts of the three for signatures are those of AWS's other services; unconfirmed here.
def unknown_access_key() -> RequestRefused:
    text = "The security token included in the request is invalid."
    return RequestRefused(403, "UnrecognizedClientException", text)


def wrong_signature() -> RequestRefused:
    text = (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    )
    return RequestRefused(403, "InvalidSignatureException", text)


def incomplete_signature() -> RequestRefused:
    text = "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters."
    return RequestRefused(403, "IncompleteSignatureException", text)


# Unconfirmed: status and texts of what is no GraphQL request.
def malformed(text: str) -> RequestRefused:
    return RequestRefused(400, _MALFORMED, text)


def unparsable_query() -> RequestRefused:
    return malformed("Unable to parse GraphQL query.")


def body_too_large(limit: int) -> RequestRefused:
    return RequestRefused(413, _MALFORMED, f"Request body is larger than {limit} bytes.")


def subscription_by_post() -> RequestRefused:
    """Choice: AppSync answers with the addresses of a retired protocol."""
    text = "Subscriptions are served over WebSocket at this path with /realtime appended, not over POST."
    return RequestRefused(400, "UnsupportedOperation", text)


def unknown_api(api_id: str) -> RequestRefused:
    return RequestRefused(404, "NotFoundException", f"GraphQL API {api_id} not found.")


def wrong_method() -> RequestRefused:
    return RequestRefused(405, _MALFORMED, "GraphQL requests are sent by POST.")


def internal() -> RequestRefused:
    return RequestRefused(500, "InternalFailureException", "An internal failure occurred.")
