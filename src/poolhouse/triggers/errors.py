"""What callers see when a trigger function fails: the three exception types that every trigger shares.

Source: Cognito developer guide, "Customizing user pool workflows with Lambda triggers"; the texts are observed.
``trigger`` is the name as texts print it: ``PreSignUp``, ``PreTokenGeneration``, …
"""

from __future__ import annotations

from poolhouse.errors import Problem

FUNCTION_FAILED = Problem("UserLambdaValidationException", "{trigger} failed with error {error}.")
"""The period is added even when the function's own message ends in one."""

INVOCATION_FAILED = Problem("UnexpectedLambdaException", "{trigger} invocation failed due to error {reason}")

NOT_JSON = Problem("InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON")

UNRECOGNIZABLE = Problem("InvalidLambdaResponseException", "Unrecognizable lambda output")

SOCKET_TIMEOUT = "Socket timeout while invoking Lambda function."
"""The ``reason`` of a function that never answered in time."""
