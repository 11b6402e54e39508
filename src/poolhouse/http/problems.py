"""What the edge itself refuses. Types and texts follow other AWS JSON services: unconfirmed for Cognito."""

from __future__ import annotations

from poolhouse.errors import Problem

UNKNOWN_OPERATION = Problem("UnknownOperationException", "The requested operation is not known to this service.")
NOT_IMPLEMENTED = Problem("NotImplementedException", "{operation} is not implemented by Poolhouse.", status=501)
INTERNAL_ERROR = Problem("InternalErrorException", "Internal error.", status=500)
METHOD_NOT_ALLOWED = Problem("MethodNotAllowedException", "Use POST.", status=405)
BODY_TOO_LARGE = Problem("RequestEntityTooLargeException", "The request body exceeds {limit} bytes.", status=413)
BODY_TOO_SLOW = Problem("RequestTimeoutException", "The request body did not arrive in time.", status=408)

FROM_ELSEWHERE = Problem(
    "AccessDeniedException",
    "Unverified credentials are taken from this machine only, and from no web page of another. "
    "Serve with --auth sigv4 to verify signatures.",
)
MISSING_TOKEN = Problem("MissingAuthenticationTokenException", "Missing Authentication Token")
INCOMPLETE_SIGNATURE = Problem("IncompleteSignatureException", "{reason}")
UNKNOWN_KEY = Problem("UnrecognizedClientException", "The security token included in the request is invalid.")
WRONG_SIGNATURE = Problem(
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.",
)
WRONG_REGION = Problem("InvalidSignatureException", "Credential should be scoped to a valid region: '{region}'.")
WRONG_SERVICE = Problem("InvalidSignatureException", "Credential should be scoped to correct service: '{service}'.")
EXPIRED = Problem(
    "InvalidSignatureException", "Signature expired: {signed_at} is now earlier than {earliest} ({now} - 5 min.)"
)
NOT_YET_CURRENT = Problem(
    "InvalidSignatureException", "Signature not yet current: {signed_at} is still later than {latest} ({now} + 5 min.)"
)
