from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.ports import FunctionTimedOut, FunctionUnavailable, Invocation
from poolhouse.triggers.invoke import call_trigger, read_answer, validate_envelope

ARN = "arn:aws:lambda:us-west-2:000000000000:function:sign-up"
POOL_ARN = "arn:aws:cognito-idp:us-west-2:000000000000:userpool/us-west-2_PoolHse01"
EVENT: dict[str, Any] = {
    "version": "1",
    "triggerSource": "PreSignUp_SignUp",
    "region": "us-west-2",
    "userPoolId": "us-west-2_PoolHse01",
    "userName": "marina",
    "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "3n4b5urk1ft4fl3mg5e62d9ado"},
    "request": {"userAttributes": {"email": "marina@poolhouse.test"}, "validationData": None},
    "response": {"autoConfirmUser": False},
}


async def call(runtime: Any, handler: Any, event: dict[str, Any] = EVENT) -> dict[str, Any]:
    runtime.handler = handler
    return await call_trigger(runtime, "PreSignUp", ARN, event, POOL_ARN)


async def failure(runtime: Any, handler: Any, event: dict[str, Any] = EVENT) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await call(runtime, handler, event)
    assert caught.value.status == 400
    assert caught.value.hint
    return caught.value


def raising(error: Exception) -> Any:
    def handler(event: dict[str, Any]) -> Any:
        raise error

    return handler


def without(*path: str) -> dict[str, Any]:
    event = copy.deepcopy(EVENT)
    holder = event
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]
    return event


async def test_the_function_gets_the_event_and_the_unchanged_event_is_accepted(runtime: Any) -> None:
    assert await call(runtime, lambda event: event) == EVENT
    assert runtime.calls == [{"arn": ARN, "event": EVENT, "timeout": 5.0, "source_arn": POOL_ARN}]


@pytest.mark.parametrize(
    ("thrown", "text"),
    [
        ("Email domain not allowed", "PreSignUp failed with error Email domain not allowed."),
        ("Ends with a period.", "PreSignUp failed with error Ends with a period.."),
        ("", "PreSignUp failed with error ."),
        ("braces {error} stay", "PreSignUp failed with error braces {error} stay."),
    ],
)
async def test_a_thrown_error_gets_exactly_one_more_period_and_is_not_tried_again(
    runtime: Any, thrown: str, text: str
) -> None:
    error = await failure(runtime, raising(RuntimeError(thrown)))
    assert (error.type, error.message) == ("UserLambdaValidationException", text)
    assert len(runtime.calls) == 1


def unhandled(payload: bytes) -> Invocation:
    return Invocation("r", payload, "Unhandled", bytes, 1.0)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (
            b'{"errorType":"Runtime.ExitError",'
            b'"errorMessage":"RequestId: 4f Error: Runtime exited with error: exit status 129"}',
            "PreSignUp failed with error RequestId: 4f Error: Runtime exited with error: exit status 129.",
        ),
        (b'{"errorType":"Error"}', "PreSignUp failed with error ."),
        (b'{"errorMessage":{"code":1}}', "PreSignUp failed with error ."),
        (b"null", "PreSignUp failed with error ."),
        (b"not json", "PreSignUp failed with error ."),
        (b"\xff", "PreSignUp failed with error ."),
    ],
)
def test_lambda_error_documents(payload: bytes, text: str) -> None:
    with pytest.raises(ServiceError) as caught:
        read_answer("PreSignUp", EVENT, unhandled(payload))
    assert (caught.value.type, caught.value.message) == ("UserLambdaValidationException", text)


@pytest.mark.parametrize(
    ("error_type", "mend"),
    [
        ("Runtime.ImportModuleError", "package.json"),
        ("Runtime.HandlerNotFound", "export const handler"),
        ("Runtime.UserCodeSyntaxError", "enum"),
        ("TypeError", "stack trace"),
    ],
)
async def test_whoever_looks_is_told_how_to_mend_it(error_type: str, mend: str) -> None:
    document = {"errorType": error_type, "errorMessage": "Error: Cannot find module 'zod'"}
    with pytest.raises(ServiceError) as caught:
        read_answer("PreSignUp", EVENT, Invocation("r", json.dumps(document).encode(), "Unhandled", bytes, 1.0))
    assert caught.value.message == "PreSignUp failed with error Error: Cannot find module 'zod'."
    assert mend in caught.value.hint


async def test_silence_is_tried_three_times(runtime: Any) -> None:
    error = await failure(runtime, raising(FunctionTimedOut()))
    assert error.type == "UnexpectedLambdaException"
    assert error.message == "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function."
    assert [made["timeout"] for made in runtime.calls] == [5.0, 5.0, 5.0]


@pytest.mark.parametrize("silent", [1, 2])
async def test_an_answer_after_silence_counts(runtime: Any, silent: int) -> None:
    def handler(event: dict[str, Any]) -> Any:
        if len(runtime.calls) <= silent:
            raise FunctionTimedOut
        return event

    assert await call(runtime, handler) == EVENT
    assert len(runtime.calls) == silent + 1


@pytest.mark.parametrize(
    "reason",
    ["AccessDeniedException", "ResourceNotFoundException", "ResourceConflictException", "ServiceException"],
)
async def test_a_function_that_cannot_be_called_is_not_tried_again(runtime: Any, reason: str) -> None:
    error = await failure(runtime, raising(FunctionUnavailable(reason, "The detail.")))
    assert error.type == "UnexpectedLambdaException"
    assert error.message == f"PreSignUp invocation failed due to error {reason}"
    assert "The detail." in error.hint
    assert "The detail." not in error.message
    assert len(runtime.calls) == 1


async def test_missing_permission_is_explained(runtime: Any) -> None:
    error = await failure(runtime, raising(FunctionUnavailable("AccessDeniedException", "")))
    assert "lambda:InvokeFunction" in error.hint
    assert "cognito-idp.amazonaws.com" in error.hint


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"undefined", b'"text"', b"[]", b"1", b"true", b"<html></html>", b"{", b"\xff\xfe", b'{"a":NaN}'],
)
async def test_answers_that_are_no_json_object(runtime: Any, body: bytes) -> None:
    error = await failure(runtime, lambda event: body)
    assert error.type == "InvalidLambdaResponseException"
    assert error.message == "Invalid lambda function output : Invalid JSON"


@pytest.mark.parametrize(
    "path",
    [
        ("version",),
        ("triggerSource",),
        ("region",),
        ("userPoolId",),
        ("userName",),
        ("callerContext",),
        ("callerContext", "awsSdkVersion"),
        ("callerContext", "clientId"),
        ("request",),
        ("response",),
    ],
    ids=".".join,
)
async def test_a_missing_common_member_is_refused(runtime: Any, path: tuple[str, ...]) -> None:
    error = await failure(runtime, lambda event: without(*path))
    assert (error.type, error.message) == ("InvalidLambdaResponseException", "Unrecognizable lambda output")
    assert path[-1] in error.hint


@pytest.mark.parametrize("name", EVENT)
@pytest.mark.parametrize("value", [None, 1, True, [], 2.5])
async def test_a_changed_type_of_a_common_member_is_refused(runtime: Any, name: str, value: Any) -> None:
    error = await failure(runtime, lambda event: event | {name: value})
    assert error.message == "Unrecognizable lambda output"


@pytest.mark.parametrize(
    "addition", [{"claimsOverrideDetails": {}}, {"callerContext": EVENT["callerContext"] | {"ip": "::1"}}]
)
async def test_added_members_are_refused(runtime: Any, addition: dict[str, Any]) -> None:
    assert (await failure(runtime, lambda event: event | addition)).message == "Unrecognizable lambda output"


@pytest.mark.parametrize(
    ("answer", "clue"),
    [
        ({"statusCode": 200, "body": "{}"}, "statusCode"),
        ({name[0].upper() + name[1:]: value for name, value in EVENT.items()}, "letter case"),
        ({"autoConfirmUser": True}, "event.response"),
        ({}, "whole event"),
    ],
)
async def test_usual_mistakes_are_named(runtime: Any, answer: dict[str, Any], clue: str) -> None:
    error = await failure(runtime, lambda event: answer)
    assert error.message == "Unrecognizable lambda output"
    assert clue in error.hint


async def test_changes_inside_request_do_not_matter(runtime: Any) -> None:
    request: dict[str, Any] = {"userAttributes": {"email": 1}, "clientMetadata": None, "more": []}
    assert (await call(runtime, lambda event: event | {"request": request}))["response"] == EVENT["response"]


async def test_changed_values_of_common_members_do_not_matter(runtime: Any) -> None:
    assert await call(runtime, lambda event: event | {"userName": "other", "version": "9"})


async def test_a_member_delivered_as_null_may_come_back_as_null(runtime: Any) -> None:
    event = EVENT | {"callerContext": {"awsSdkVersion": "console", "clientId": None}}
    assert await call(runtime, lambda same: same, event) == event


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, b'{"a":1e999}'])
async def test_monstrous_json_is_a_clean_error(runtime: Any, body: bytes) -> None:
    assert (await failure(runtime, lambda event: body)).type == "InvalidLambdaResponseException"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(EVENT)) | st.text(), json_values))
def test_any_object_is_either_the_event_or_a_clean_error(changes: dict[str, Any]) -> None:
    returned = EVENT | changes
    try:
        validate_envelope(EVENT, returned)
    except ServiceError as error:
        assert error.message == "Unrecognizable lambda output"  # noqa: PT017
    else:
        assert returned.keys() == EVENT.keys()
        assert all(type(returned[name]) is type(EVENT[name]) for name in EVENT)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_clean_error(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        read_answer("PreSignUp", EVENT, Invocation("r", body, None, bytes, 1.0))
    assert caught.value.type == "InvalidLambdaResponseException"
