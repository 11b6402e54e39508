"""Errors of the Lambda API: type, status and text (Lambda API Reference, "Common errors" and each operation)."""

from __future__ import annotations

from poolhouse.errors import Problem

FUNCTION_NOT_FOUND = Problem("ResourceNotFoundException", "Function not found: {arn}", 404)
FUNCTION_EXISTS = Problem("ResourceConflictException", "Function already exist: {name}", 409)
NO_POLICY = Problem("ResourceNotFoundException", "The resource you requested does not exist.", 404)
NO_STATEMENT = Problem("ResourceNotFoundException", "Statement {sid} is not found in resource policy.", 404)
STATEMENT_EXISTS = Problem(
    "ResourceConflictException",
    "The statement id ({sid}) provided already exists. Please provide a new statement id, or remove the existing "
    "statement.",
    409,
)
CHANGED_MEANWHILE = Problem(
    "ResourceConflictException", "An update is in progress for the function: {arn}. Try again.", 409
)
WRONG_REVISION = Problem(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve "
    "the latest Revision Id",
    412,
)
INVALID_PARAMETER = Problem("InvalidParameterValueException", "{text}")
VALIDATION = Problem("ValidationException", "{text}")
NOT_JSON_BODY = Problem("SerializationException", "{text}")
NOT_JSON_PAYLOAD = Problem("InvalidRequestContentException", "Could not parse request body into json: {text}")
TOO_LARGE = Problem(
    "RequestTooLargeException", "Request must be smaller than {limit} bytes for the Invoke operation", 413
)
# AWS knows these; Poolhouse does not, and says so (choice).
NO_ASYNCHRONOUS_CALLS = Problem(
    "UnsupportedOperationException", "InvocationType {kind} is not available here; use RequestResponse or DryRun.", 501
)
CONFIGURATION_FUNCTION = Problem(
    "InvalidParameterValueException",
    "Function {name} is defined in the server's configuration file and can only be changed there.",
)
