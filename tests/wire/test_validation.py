from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.wire import cognito_idp as types
from poolhouse.wire.cognito_idp import OPERATIONS
from poolhouse.wire.validation import decode, encode

POOL = {"UserPoolId": "us-east-1_abc"}
CLIENT = POOL | {"ClientName": "web"}
SIGN_UP = {"ClientId": "abc", "Username": "jo"}
SIGN_IN = {"AuthFlow": "USER_AUTH", "ClientId": "abc"}


def refusal(operation: str, body: Any) -> tuple[str, str]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(ServiceError) as caught:
        decode(OPERATIONS[operation], content)
    assert caught.value.status == 400
    return caught.value.type, caught.value.message


def violations(operation: str, body: Any) -> list[str]:
    error, message = refusal(operation, body)
    assert error == "InvalidParameterException"
    heading, _, rest = message.partition(" detected: ")
    found = rest.split("; ")
    assert heading == f"{len(found)} validation error{'s' if len(found) > 1 else ''}"
    return found


def test_request_value() -> None:
    body = json.dumps(SIGN_UP | {"UserAttributes": [{"Name": "email", "Value": "a@b"}], "Unknown": {"x": [1]}}).encode()
    assert decode(OPERATIONS["SignUp"], body) == types.SignUpRequest(
        client_id="abc", username="jo", user_attributes=[types.AttributeType(name="email", value="a@b")]
    )


def test_null_values_of_maps_are_left_out() -> None:
    request = decode(
        OPERATIONS["SignUp"], b'{"ClientId":"a","Username":"jo","ClientMetadata":{"kept":"1","gone":null}}'
    )
    assert isinstance(request, types.SignUpRequest)
    assert request.client_metadata == {"kept": "1"}


def test_null_means_absent_and_the_last_of_equal_keys_counts() -> None:
    request = decode(OPERATIONS["SignUp"], b'{"ClientId":"a","ClientId":"b","Username":"jo","Password":null}')
    assert request == types.SignUpRequest(client_id="b", username="jo")


def test_flow_that_only_the_documentation_names() -> None:
    body = json.dumps(CLIENT | {"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]}).encode()
    request = decode(OPERATIONS["CreateUserPoolClient"], body)
    assert isinstance(request, types.CreateUserPoolClientRequest)
    assert request.explicit_auth_flows == ["ALLOW_CLIENT_TOKEN_AUTH"]


@pytest.mark.parametrize(
    ("operation", "body", "expected"),
    [
        (
            "DescribeUserPool",
            {},
            ["Value null at 'userPoolId' failed to satisfy constraint: Member must not be null"],
        ),
        (
            "DescribeUserPool",
            {"UserPoolId": "nonsense"},
            [
                "Value 'nonsense' at 'userPoolId' failed to satisfy constraint: "
                r"Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+"
            ],
        ),
        (
            "DescribeUserPool",
            {"UserPoolId": "a" * 60},
            [
                f"Value '{'a' * 60}' at 'userPoolId' failed to satisfy constraint: "
                "Member must have length less than or equal to 55",
                f"Value '{'a' * 60}' at 'userPoolId' failed to satisfy constraint: "
                r"Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
            ],
        ),
        (
            "SignUp",
            SIGN_UP | {"Password": "p" * 257, "UserAttributes": [{"Name": "a"}, {"Name": "b" * 33}, {"Value": "x"}]},
            [
                "Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 256",
                f"Value '{'b' * 33}' at 'userAttributes.2.member.name' failed to satisfy constraint: "
                "Member must have length less than or equal to 32",
                "Value null at 'userAttributes.3.member.name' failed to satisfy constraint: Member must not be null",
            ],
        ),
        (
            "InitiateAuth",
            SIGN_IN | {"AuthFlow": "NONE"},
            [
                "Value 'NONE' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: "
                "[USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, "
                "USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]"
            ],
        ),
        (
            "CreateUserPoolClient",
            CLIENT | {"CallbackURLs": ["", "https://x"], "AccessTokenValidity": 0},
            [
                "Value '0' at 'accessTokenValidity' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1",
                "Value '[, https://x]' at 'callbackURLs' failed to satisfy constraint: Member must satisfy constraint: "
                "[Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
                r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+]",
            ],
        ),
        (
            "TagResource",
            {"ResourceArn": "arn:aws:cognito-idp:us-east-1:000000000000:userpool/x", "Tags": {"": "v"}},
            [
                "Value '{=v}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: "
                "[Member must have length greater than or equal to 1]"
            ],
        ),
    ],
)
def test_violations(operation: str, body: dict[str, Any], expected: list[str]) -> None:
    assert violations(operation, body) == expected


def test_attribute_data_type_has_a_text_of_its_own() -> None:
    body = {"PoolName": "x", "Schema": [{"Name": "a", "AttributeDataType": "Bar"}]}
    text = "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."
    assert refusal("CreateUserPool", body) == ("InvalidParameterException", text)


def test_secrets_are_not_repeated() -> None:
    secret = "hunter 2"
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("SignUp", SIGN_UP | {"Password": secret, "Username": "jo " + secret, "SecretHash": secret}),
        ("SignUp", SIGN_UP | {"UserAttributes": [{"Name": "a", "Value": secret * 500}]}),
        ("InitiateAuth", SIGN_IN | {"AuthFlow": "X", "AuthParameters": {"PASSWORD": secret * 20000}}),
        (
            "RespondToAuthChallenge",
            {"ClientId": "a", "ChallengeName": "X", "ChallengeResponses": {"P": secret * 20000}},
        ),
    ]
    for operation, body in bodies:
        assert secret not in refusal(operation, body)[1]


def test_long_list_of_violations_is_cut() -> None:
    body: dict[str, Any] = SIGN_UP | {"UserAttributes": [{}] * 50_000}
    assert len(violations("SignUp", body)) == 100


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"ClientId": 1}, "NUMBER_VALUE can not be converted to a String"),
        ({"ClientId": True}, "TRUE_VALUE can not be converted to a String"),
        ({"ClientId": {}}, "Start of structure or map found where not expected."),
        ({"ClientId": []}, "Start of list found where not expected"),
        (SIGN_UP | {"UserAttributes": "x"}, "Expected list or null"),
        (SIGN_UP | {"UserAttributes": {}}, "Start of structure or map found where not expected."),
        (SIGN_UP | {"UserAttributes": ["x"]}, "Unexpected field type"),
        (SIGN_UP | {"ClientMetadata": {"k": 1}}, "NUMBER_VALUE can not be converted to a String"),
        ([], "Start of list found where not expected"),
    ],
)
def test_wrong_types(body: Any, text: str) -> None:
    assert refusal("SignUp", body) == ("SerializationException", text)


@pytest.mark.parametrize("number", ["1.5", '"1"', "true", str(2**31), str(2**64), "9" * 5000, "1e400", "-1e5", "[]"])
def test_wrong_numbers(number: str) -> None:
    body = f'{{"UserPoolId":"us-east-1_abc","ClientName":"x","RefreshTokenValidity":{number}}}'.encode()
    assert refusal("CreateUserPoolClient", body)[0] == "SerializationException"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"x"',
        b'{"ClientId":"\xff"}',
        b'{"ClientId":"\\ud800"}',
        b'{"ClientId":"a\x01"}',
        b'{"ClientId":NaN}',
        b'{"ClientId":"a"} x',
        b'\xef\xbb\xbf{"ClientId":"a"}',
        b"{'ClientId':'a'}",
    ],
)
def test_malformed(body: bytes) -> None:
    assert refusal("SignUp", body)[0] == "SerializationException"


@pytest.mark.parametrize("opening", [b"[", b'{"x":'])
@pytest.mark.parametrize("depth", [65, 1_000, 100_000])
def test_depth(opening: bytes, depth: int) -> None:
    assert (
        refusal("SignUp", b'{"ClientId":"a","Username":"b","Other":' + opening * depth)[0] == "SerializationException"
    )


def test_brackets_in_strings_are_not_depth() -> None:
    name = '[{\\"' * 100
    body = f'{{"ClientId":"a","Username":"b","ClientMetadata":{{"k":"{name}"}}}}'.encode()
    assert decode(OPERATIONS["SignUp"], body)


def test_many_shallow_brackets_are_not_depth() -> None:
    body = SIGN_UP | {"ValidationData": [{"Name": "a"}] * 500}
    assert decode(OPERATIONS["SignUp"], json.dumps(body).encode())


@given(st.binary(max_size=200))
def test_no_bytes_make_it_crash(body: bytes) -> None:
    with pytest.raises(ServiceError):
        decode(OPERATIONS["SignUp"], body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(types.CreateUserPoolRequest.__struct_encode_fields__)


@given(st.dictionaries(MEMBERS, JSON, max_size=4))
def test_slow_pass_explains_whatever_the_fast_pass_refuses(body: dict[str, Any]) -> None:
    content = json.dumps(body).encode()
    try:
        msgspec.json.decode(content, type=types.CreateUserPoolRequest)
    except msgspec.MsgspecError:
        error, text = refusal("CreateUserPool", content)
        assert error in ("InvalidParameterException", "SerializationException")
        assert text != "Request body could not be read."
    else:
        assert decode(OPERATIONS["CreateUserPool"], content)


def test_answers_leave_out_what_is_not_set() -> None:
    answer = types.AdminGetUserResponse(username="jo", user_create_date=1471871472.647, enabled=False)
    assert encode(answer) == b'{"Username":"jo","UserCreateDate":1471871472.647,"Enabled":false}'


def test_no_pattern_is_tried_on_far_too_long_texts() -> None:
    [violation] = violations("DescribeUserPool", {"UserPoolId": "a" * 3000})
    assert violation.endswith("Member must have length less than or equal to 55")


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("UpdateUserPool", {"EmailConfiguration": {"ReplyToEmailAddress": "a@" * 100_000 + "\x01"}}),
        ("CreateUserPool", {"EmailVerificationMessage": "{####}" * 3300 + "\x01"}),
        ("CreateUserPool", {"VerificationMessageTemplate": {"EmailMessageByLink": "{####}" * 3300 + "\x01"}}),
    ],
)
def test_texts_that_could_be_split_in_many_ways_are_refused_at_once(operation: str, body: dict[str, Any]) -> None:
    """Not by a clock: when the splits are tried one by one, the last of these takes days."""
    [violation] = violations(operation, POOL | {"PoolName": "p"} | body)
    assert "Member must satisfy regular expression pattern: " in violation
