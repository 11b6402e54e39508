"""Checks 8 to 12 and 66 to 73: what functions may and may not do, through sign-ins with real workers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

THROWN = "UserLambdaValidationException"
UNEXPECTED = "UnexpectedLambdaException"
WRONG = "InvalidLambdaResponseException"
UNREADABLE = "Invalid lambda function output : Invalid JSON"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
TIDE = {"ClientMetadata": {"tide": "high"}}
ANY_LIMIT = {"UserLambdaValidationException", "InvalidLambdaResponseException"}


class Stage:
    """A pool whose function acts on the user's name."""

    def __init__(self, house: Any, function: str, version: str) -> None:
        self.house = house
        config = {"LambdaVersion": version, "LambdaArn": f"{ARN}{function}"}
        self.pool = house.pool(LambdaConfig={"PreTokenGenerationConfig": config})
        self.client = house.client_id(self.pool)

    def person(self, name: str, **attributes: str) -> None:
        self.house.user(self.pool, name, email="m@poolhouse.test", **attributes)

    def refusal(self, name: str) -> Any:
        self.person(name)
        response = self.house.respond("InitiateAuth", self.house.password_request(self.client, name))
        assert "Token" not in response.text.replace("PreTokenGeneration", "")
        return self.house.error(response)

    def claims(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        result = self.house.sign_in(self.client, name)
        return self.house.claims(result["IdToken"]), self.house.claims(result["AccessToken"])


@pytest.fixture(scope="module")
def acting(make_house: Callable[..., Any]) -> Any:
    handlers = Path(__file__).parent / "handlers"
    return make_house(node=handlers / "act.mjs", python=f"{handlers}/act.py:handler", missing=handlers / "missing.mjs")


@pytest.fixture(scope="module")
def node(acting: Any) -> Stage:
    return Stage(acting, "node", "V2_0")


@pytest.fixture(scope="module")
def python(acting: Any) -> Stage:
    return Stage(acting, "python", "V1_0")


@pytest.fixture(params=["node", "python"])
def stage(request: pytest.FixtureRequest) -> Stage:
    found: Stage = request.getfixturevalue(request.param)
    return found


def test_08_protected_claims_cannot_be_forged_or_hidden(node: Stage) -> None:
    node.person("protects")
    identity, access = node.claims("protects")
    for claims in (identity, access):
        values = {name: value for name, value in claims.items() if value == "forged"}
        assert values == {}
        assert claims.keys() >= {"sub", "iss", "exp", "iat", "auth_time", "token_use", "jti", "origin_jti", "event_id"}
    assert identity["aud"] == access["client_id"] == node.client
    assert access["scope"] == "aws.cognito.signin.user.admin"


def test_09_suppression_wins_over_addition(node: Stage) -> None:
    node.person("both")
    identity, _ = node.claims("both")
    assert not {"tier", "email"} & identity.keys()


def test_10_no_groups_in_either_token(node: Stage) -> None:
    node.person("nogroups")
    role = "arn:aws:iam::000000000000:role/diver"
    node.house.call("CreateGroup", UserPoolId=node.pool, GroupName="divers", RoleArn=role)
    node.house.call("AdminAddUserToGroup", UserPoolId=node.pool, GroupName="divers", Username="nogroups")
    for claims in node.claims("nogroups"):
        assert not [name for name in claims if name.startswith("cognito:") and name != "cognito:username"]


def test_11_version_1_leaves_the_access_token_alone_but_for_groups(python: Stage) -> None:
    python.person("groups")
    identity, access = python.claims("groups")
    assert identity["cognito:groups"] == access["cognito:groups"] == ["crew"]
    assert access["scope"] == "aws.cognito.signin.user.admin"
    assert "email" not in access


def test_12_scopes_taken_away_stay_away_after_a_refresh(node: Stage) -> None:
    node.person("scopes")
    first = node.house.sign_in(node.client, "scopes")
    request = node.house.refresh_request(node.client, first["RefreshToken"])
    second = node.house.call("InitiateAuth", **request)["AuthenticationResult"]
    for result in (first, second):
        assert node.house.claims(result["AccessToken"])["scope"] == "harbour/read"
        error, text = node.house.refusal("GetUser", AccessToken=result["AccessToken"])
        assert (error, text) == ("NotAuthorizedException", "Access Token does not have required scopes")


def test_66_thrown_errors(stage: Stage) -> None:
    assert stage.refusal("throws") == (THROWN, "PreTokenGeneration failed with error no berth left.")


def test_66_a_thrown_nothing(node: Stage) -> None:
    assert node.refusal("throwsnothing")[0] == THROWN


def test_66_a_function_that_is_not_there(acting: Any) -> None:
    for function in ("missing", "nosuchfunction"):
        error, text = Stage(acting, function, "V1_0").refusal("marina")
        assert error in (THROWN, UNEXPECTED)
        assert text.startswith("PreTokenGeneration ")


def test_67_a_hanging_function_is_given_up_after_three_times_five_seconds(node: Stage) -> None:
    text = "PreTokenGeneration invocation failed due to error Socket timeout while invoking Lambda function."
    error, shown = node.refusal("hangs")
    assert error == UNEXPECTED
    assert shown.rstrip(".") == text.rstrip(".")
    node.person("after-hanging")
    assert node.claims("after-hanging")


@pytest.mark.parametrize("act", ["text", "array", "nothing"])
def test_68_answers_that_are_no_object(stage: Stage, act: str) -> None:
    assert stage.refusal(act) == (WRONG, UNREADABLE)


def test_68_a_number(node: Stage) -> None:
    assert node.refusal("number") == (WRONG, UNREADABLE)


@pytest.mark.parametrize("act", ["statuscode", "wrongtypes", "wrongcontainer", "unknownmember", "missingmember"])
def test_68_answers_of_another_shape(node: Stage, act: str) -> None:
    assert node.refusal(act) == (WRONG, "Unrecognizable lambda output")


def test_68_a_list_among_version_1_claims(python: Stage) -> None:
    assert python.refusal("wrongtypes") == (WRONG, "Unrecognizable lambda output")


def test_68_what_cannot_be_serialised(node: Stage, python: Stage) -> None:
    assert node.refusal("circular")[0] in (THROWN, WRONG)
    assert python.refusal("unserialisable")[0] in (THROWN, WRONG)


def test_69_a_huge_answer(node: Stage) -> None:
    assert node.refusal("large")[0] in ANY_LIMIT
    node.person("after-large")
    assert node.claims("after-large")


def test_72_a_crash_is_one_clean_error(stage: Stage) -> None:
    error, text = stage.refusal("crash")
    assert error == THROWN
    assert text.startswith("PreTokenGeneration failed with error RequestId: ")
    assert text.endswith("Error: Runtime exited with error: exit status 3.")
    stage.person("after-crash")
    assert stage.claims("after-crash")


def test_73_changes_outside_the_response_have_no_effect(node: Stage) -> None:
    node.person("mutates")
    identity, access = node.claims("mutates")
    assert identity["cognito:username"] == access["username"] == "mutates"
    assert identity["email"] == "m@poolhouse.test"
    assert "cognito:groups" not in identity | access
    assert access["scope"] == "aws.cognito.signin.user.admin"


COMMON = ["callerContext", "region", "request", "response", "triggerSource", "userName", "userPoolId", "version"]


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_what_the_function_is_sent(acting: Any, version: str) -> None:
    stage = Stage(acting, "node", version)
    stage.person("keys")
    identity, _ = stage.claims("keys")
    assert sorted(identity["event"]) == COMMON
    assert sorted(identity["request"]) == ["groupConfiguration", "scopes", "userAttributes"]
    assert sorted(identity["caller"]) == ["awsSdkVersion", "clientId"]
    assert identity["version"] == version[1]
    assert identity["client"] == stage.client
    assert identity["delivered"] == {"claimsAndScopeOverrideDetails": None}


def test_what_the_function_is_sent_in_version_1(python: Stage) -> None:
    python.person("keys")
    identity, _ = python.claims("keys")
    assert identity["keys"] == " ".join([*COMMON, "|", "groupConfiguration", "userAttributes", "|", "1"])
    assert identity["delivered"] == "{'claimsOverrideDetails': None}"


def test_a_refused_sign_in_is_no_failed_password(node: Stage) -> None:
    stage = Stage(node.house, "node", "V3_0")
    stage.person("throws")
    for _ in range(6):
        body = stage.house.password_request(stage.client, "throws")
        assert stage.house.refusal("InitiateAuth", **body)[0] == THROWN


@pytest.fixture(scope="module")
def told(node: Stage) -> Stage:
    """With the user whose tokens tell what the function saw."""
    node.person("metadata")
    return node


class TestClientMetadata:
    """Which operations' ClientMetadata reaches the function."""

    def seen(self, node: Stage, answer: dict[str, Any]) -> Any:
        claims = node.house.claims(answer["AuthenticationResult"]["IdToken"])
        return claims["seen"], claims["source"].removeprefix("TokenGeneration_")

    def test_first_requests_and_refreshes_carry_none(self, told: Stage) -> None:
        node, house = told, told.house
        body = house.password_request(node.client, "metadata")
        answer = house.call("InitiateAuth", **body, **TIDE)
        assert self.seen(node, answer) == ("none", "Authentication")
        admin = body | {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "UserPoolId": node.pool}
        assert self.seen(node, house.call("AdminInitiateAuth", **admin, **TIDE)) == ("none", "Authentication")
        refresh = house.refresh_request(node.client, answer["AuthenticationResult"]["RefreshToken"])
        assert self.seen(node, house.call("InitiateAuth", **refresh, **TIDE)) == ("none", "RefreshTokens")
        refresh["UserPoolId"] = node.pool
        assert self.seen(node, house.call("AdminInitiateAuth", **refresh, **TIDE)) == ("none", "RefreshTokens")

    def test_challenge_responses_carry_it(self, told: Stage) -> None:
        node, house = told, told.house
        for operation, more in (
            ("RespondToAuthChallenge", {}),
            ("AdminRespondToAuthChallenge", {"UserPoolId": node.pool}),
        ):
            proof = house.srp_proof(node.pool, house.srp_start(node.client, "metadata"))
            body = {"ClientId": node.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
            answer = house.call(operation, **body, **more, **TIDE)
            assert self.seen(node, answer) == ({"tide": "high"}, "Authentication")

    def test_new_passwords_carry_it(self, told: Stage) -> None:
        house = told.house
        pool = Stage(house, "node", "V3_0")
        house.call("AdminCreateUser", UserPoolId=pool.pool, Username="metadata", TemporaryPassword=house.password)
        challenge = house.call("InitiateAuth", **house.password_request(pool.client, "metadata"))
        responses = {"USERNAME": "metadata", "NEW_PASSWORD": "Second-Pier-8"}
        body = {"ClientId": pool.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "ChallengeResponses": responses}
        answer = house.call("RespondToAuthChallenge", Session=challenge["Session"], **body, **TIDE)
        assert self.seen(pool, answer) == ({"tide": "high"}, "NewPasswordChallenge")

    def test_exchanges_carry_it(self, told: Stage) -> None:
        node = told
        token = node.house.sign_in(node.client, "metadata")["RefreshToken"]
        body = {"ClientId": node.client, "RefreshToken": token}
        answer = node.house.call("GetTokensFromRefreshToken", **body, **TIDE)
        assert self.seen(node, answer) == ({"tide": "high"}, "Authentication")


def test_errors_as_an_sdk_sees_them(new_server: Callable[..., Any], tmp_path: Path) -> None:
    """A configuration file's function, and one made through the Lambda API without and with permission."""
    handlers = Path(__file__).parent / "handlers"
    config = tmp_path / "poolhouse.toml"
    config.write_text(f'[functions.act]\nhandler = "{handlers / "act.mjs"}"\n')
    server = new_server("--config", str(config))
    cognito, functions = server.client(), server.client("lambda")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(handlers / "act.py", "act.py")
    made = functions.create_function(
        FunctionName="made",
        Runtime="python3.12",
        Handler="act.handler",
        Role="arn:aws:iam::000000000000:role/function",
        Code={"ZipFile": package.getvalue()},
    )

    def sign_in(pool: str, name: str) -> Any:
        flows = ["ALLOW_USER_PASSWORD_AUTH"]
        client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="quay", ExplicitAuthFlows=flows)
        user = {"UserPoolId": pool, "Username": name}
        cognito.admin_create_user(**user, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**user, Password="Harbour-7-Wall", Permanent=True)
        parameters = {"USERNAME": name, "PASSWORD": "Harbour-7-Wall"}
        client_id = client["UserPoolClient"]["ClientId"]
        return cognito.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId=client_id, AuthParameters=parameters)

    def pool(arn: str) -> str:
        pool_id: str = cognito.create_user_pool(PoolName="reef", LambdaConfig={"PreTokenGeneration": arn})["UserPool"][
            "Id"
        ]
        return pool_id

    configured = pool(f"{ARN}act")
    with pytest.raises(cognito.exceptions.UserLambdaValidationException, match="failed with error no berth left"):
        sign_in(configured, "throws")
    with pytest.raises(cognito.exceptions.InvalidLambdaResponseException, match="Invalid JSON"):
        sign_in(configured, "text")
    by_api = pool(made["FunctionArn"])
    refused = "PreTokenGeneration invocation failed due to error AccessDeniedException"
    with pytest.raises(cognito.exceptions.UnexpectedLambdaException, match=refused):
        sign_in(by_api, "marina")
    functions.add_permission(
        FunctionName="made",
        StatementId="cognito",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=cognito.describe_user_pool(UserPoolId=by_api)["UserPool"]["Arn"],
    )
    assert "AuthenticationResult" in sign_in(by_api, "oskar")
    with pytest.raises(cognito.exceptions.UserLambdaValidationException, match="exit status 3"):
        sign_in(by_api, "crash")
