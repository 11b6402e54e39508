"""The Lambda API as boto3 sees it, over a real HTTP server."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
import uvicorn
from botocore.config import Config
from botocore.exceptions import ClientError

from poolhouse.functions.api.operations import LambdaOperations
from poolhouse.functions.api.router import make_router
from poolhouse.functions.code_store import CodeStore
from poolhouse.functions.runtime import LocalFunctionRuntime, RuntimeSettings
from poolhouse.functions.source import ConfigFunction

ROLE = "arn:aws:iam::000000000000:role/r"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:made"
CODE = {
    "index.mjs": "export const handler = async (e) => { console.log('hi');"
    " if (e.bad) throw new Error('no'); return e; };"
}


class MemoryStore:
    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    async def get_function(self, name: str, *, with_code: bool) -> Any:
        return self.records.get(name)

    async def list_functions(self, *, after: str | None, limit: int) -> list[Any]:
        return [self.records[name] for name in sorted(self.records) if after is None or name > after][:limit]

    async def add_function(self, record: Any) -> bool:
        return self.records.setdefault(record.name, record) is record

    async def replace_function(self, record: Any, *, expected_revision: str) -> bool:
        known = self.records.get(record.name)
        if known is None or known.revision_id != expected_revision:
            return False
        self.records[record.name] = record
        return True

    async def delete_function(self, name: str) -> bool:
        return self.records.pop(name, None) is not None


@pytest.fixture
def url(tmp_path: Path, clock: Any, entropy: Any) -> Iterator[str]:
    (tmp_path / "h.py").write_text("def f(event, context): return context.invoked_function_arn\n")
    functions = [ConfigFunction("configured", f"{tmp_path / 'h.py'}:f", env={"SECRET": "x"})]
    settings = RuntimeSettings("us-east-1", "000000000000")
    store = MemoryStore()
    listening = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()
    stop: list[Any] = []

    async def serve() -> None:
        runtime = LocalFunctionRuntime(settings, entropy, store, CodeStore(tmp_path / "code"), functions)
        operations = LambdaOperations(store, runtime, clock, entropy, "us-east-1", "000000000000")
        server = uvicorn.Server(uvicorn.Config(make_router(operations), lifespan="off", log_level="warning"))
        stop.append(server)
        started.set()
        await server.serve(sockets=[listening])
        await runtime.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    stop[0].should_exit = True
    thread.join()


@pytest.fixture
def client(url: str) -> Any:
    return boto3.client(
        "lambda",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="obviously-fake",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def create(client: Any, make_zip: Any) -> Any:
    def made(name: str = "made", **changes: Any) -> Any:
        arguments = {
            "FunctionName": name,
            "Runtime": "nodejs22.x",
            "Role": ROLE,
            "Handler": "index.handler",
            "Code": {"ZipFile": make_zip(CODE)},
        }
        return client.create_function(**{**arguments, **changes})

    return made


def refused(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, str, int]:
    answer: Any = caught.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_create_get_list_delete(client: Any, create: Any) -> None:
    made = create(Environment={"Variables": {"AB": "1"}}, Tags={"t": "v"}, Timeout=7, MemorySize=256, Description="d")
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    expected = {
        "FunctionName": "made", "FunctionArn": ARN, "Runtime": "nodejs22.x", "Role": ROLE, "Handler": "index.handler",
        "Description": "d", "Timeout": 7, "MemorySize": 256, "LastModified": "2023-11-14T22:13:20.250+0000",
        "Version": "$LATEST", "Environment": {"Variables": {"AB": "1"}}, "State": "Active",
        "LastUpdateStatus": "Successful", "PackageType": "Zip",
    }  # fmt: skip
    assert {key: made[key] for key in expected} == expected
    got = client.get_function(FunctionName=ARN)
    assert got["Tags"] == {"t": "v"}
    for name in ("made", "000000000000:function:made", ARN, "made:$LATEST"):
        configuration = client.get_function_configuration(FunctionName=name)
        assert configuration["RevisionId"] == made["RevisionId"] == got["Configuration"]["RevisionId"]
    create("another")
    pages = client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
    assert [function["FunctionName"] for page in pages for function in page["Functions"]] == [
        "configured", "another", "made",
    ]  # fmt: skip
    assert client.delete_function(FunctionName="made")["ResponseMetadata"]["HTTPStatusCode"] == 204
    with pytest.raises(ClientError) as caught:
        client.get_function(FunctionName="made")
    assert refused(caught) == ("ResourceNotFoundException", f"Function not found: {ARN}", 404)


def test_name_is_taken(create: Any) -> None:
    create()
    for name in ("made", "configured"):
        with pytest.raises(ClientError) as caught:
            create(name)
        assert refused(caught) == ("ResourceConflictException", f"Function already exist: {name}", 409)


@pytest.mark.parametrize(
    ("changes", "code", "part"),
    [
        ({"Runtime": "java21"}, "InvalidParameterValueException", "at 'runtime'"),
        (
            {"Role": "role"},
            "ValidationException",
            "at 'role' failed to satisfy constraint: Member must satisfy regular",
        ),
        ({"Handler": "index"}, "InvalidParameterValueException", "Handler"),
        ({"Handler": "../index.handler"}, "InvalidParameterValueException", "Handler"),
        ({"Timeout": 901}, "ValidationException", "at 'timeout'"),
        ({"MemorySize": 20000}, "ValidationException", "at 'memorySize'"),
        ({"Code": {"ZipFile": b"no zip"}}, "InvalidParameterValueException", "Could not unzip uploaded file."),
        ({"Code": {"S3Bucket": "bucket", "S3Key": "k"}}, "InvalidParameterValueException", "only ZipFile"),
        ({"Environment": {"Variables": {"AWS_REGION": "x"}}}, "InvalidParameterValueException", "AWS_REGION"),
        ({"Environment": {"Variables": {"AA": "x" * 5000}}}, "InvalidParameterValueException", "4KB"),
        ({"Environment": {"Variables": {"AA": "x\0y"}}}, "InvalidParameterValueException", "NUL"),
        ({"Environment": {"Variables": {"A\0A": "x"}}}, "InvalidParameterValueException", "NUL"),
        ({"Environment": {"Variables": {"1A": "x"}}}, "ValidationException", "at 'environment.variables'"),
        ({"Handler": "in\0dex.handler"}, "InvalidParameterValueException", "Handler"),
        ({"PackageType": "Image"}, "InvalidParameterValueException", "Zip"),
    ],
)
def test_invalid_functions(create: Any, changes: dict[str, Any], code: str, part: str) -> None:
    with pytest.raises(ClientError) as caught:
        create(**changes)
    assert refused(caught)[0] == code
    assert refused(caught)[2] == 400
    assert part in refused(caught)[1]


def test_code_that_cannot_be_unpacked_is_refused_at_once(client: Any, create: Any, make_zip: Any) -> None:
    create("good")
    broken = make_zip({"a": "x", "a/b": "y"})
    changes: list[tuple[Any, dict[str, Any]]] = [
        (create, {"Code": {"ZipFile": broken}}),
        (client.update_function_code, {"FunctionName": "good", "ZipFile": broken}),
    ]
    for change, arguments in changes:
        with pytest.raises(ClientError) as caught:
            change(**arguments)
        assert refused(caught)[::2] == ("InvalidParameterValueException", 400)
        assert "Could not unzip uploaded file." in refused(caught)[1]


@pytest.mark.parametrize(
    ("variables", "part"),
    [({"AA": "x\0y"}, "NUL"), ({"A\0A": "x"}, "NUL"), ({"AWS_LAMBDA_RUNTIME_API": "x", "_HANDLER": "x"}, "_HANDLER")],
    ids=["value", "name", "reserved"],
)
def test_update_refuses_environments_that_no_process_can_have(
    client: Any, create: Any, variables: dict[str, str], part: str
) -> None:
    create()
    with pytest.raises(ClientError) as caught:
        client.update_function_configuration(FunctionName="made", Environment={"Variables": variables})
    assert refused(caught)[::2] == ("InvalidParameterValueException", 400)
    assert part in refused(caught)[1]


def test_invoke(client: Any, create: Any) -> None:
    create()
    answer = client.invoke(FunctionName="made", Payload=b'{"a":1}', LogType="Tail")
    assert answer["StatusCode"] == 200
    assert answer["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read()) == {"a": 1}
    assert b"\tINFO\thi\nEND RequestId: " in base64.b64decode(answer["LogResult"])
    failed = client.invoke(FunctionName="made", Payload=b'{"bad":1}')
    assert failed["FunctionError"] == "Unhandled"
    assert json.loads(failed["Payload"].read())["errorMessage"] == "no"
    assert "LogResult" not in failed
    assert client.invoke(FunctionName="made", InvocationType="DryRun")["StatusCode"] == 204
    qualified = client.invoke(FunctionName="configured", Qualifier="live")
    assert json.loads(qualified["Payload"].read()) == "arn:aws:lambda:us-east-1:000000000000:function:configured:live"


def test_invoke_refusals(client: Any, create: Any, url: str) -> None:
    create()
    with pytest.raises(ClientError) as caught:
        client.invoke(FunctionName="made", InvocationType="Event")
    assert refused(caught)[0] == "UnsupportedOperationException"
    assert refused(caught)[2] == 501
    for kind in ("DryRun", "RequestResponse"):
        with pytest.raises(ClientError) as caught:
            client.invoke(FunctionName="none", InvocationType=kind)
        assert refused(caught)[::2] == ("ResourceNotFoundException", 404)
    with pytest.raises(ClientError) as caught:
        client.invoke(FunctionName="made", Payload=b"{no json")
    assert refused(caught)[::2] == ("InvalidRequestContentException", 400)
    large = httpx.post(f"{url}/2015-03-31/functions/made/invocations", content=b'"' + b"x" * 6291456 + b'"')
    assert (large.status_code, large.headers["x-amzn-errortype"]) == (413, "RequestTooLargeException")
    assert large.json()["Type"] == "User"


def test_updates_run_the_new_code_and_settings(client: Any, create: Any, make_zip: Any) -> None:
    made = create()
    client.invoke(FunctionName="made")
    client.update_function_code(
        FunctionName="made", ZipFile=make_zip({"b.py": "import os\ndef f(e, c): return os.environ['AA']\n"})
    )
    changed = client.update_function_configuration(
        FunctionName="made", Handler="b.f", Runtime="python3.11", Environment={"Variables": {"AA": "new"}}
    )
    assert changed["RevisionId"] != made["RevisionId"]
    assert changed["CodeSha256"] != made["CodeSha256"]
    assert json.loads(client.invoke(FunctionName="made")["Payload"].read()) == "new"
    with pytest.raises(ClientError) as caught:
        client.update_function_configuration(FunctionName="made", Timeout=5, RevisionId=made["RevisionId"])
    assert refused(caught)[::2] == ("PreconditionFailedException", 412)
    with pytest.raises(ClientError) as caught:
        client.update_function_configuration(FunctionName="made", Timeout=1000)
    assert refused(caught)[0] == "ValidationException"


def test_permissions(client: Any, create: Any) -> None:
    create()
    with pytest.raises(ClientError) as caught:
        client.get_policy(FunctionName="made")
    assert refused(caught)[::2] == ("ResourceNotFoundException", 404)
    source = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abcdefghi"
    arguments = {
        "FunctionName": "made",
        "StatementId": "s",
        "Action": "lambda:InvokeFunction",
        "Principal": "cognito-idp.amazonaws.com",
        "SourceArn": source,
        "SourceAccount": "000000000000",
    }
    statement = {
        "Sid": "s",
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
        "Condition": {"StringEquals": {"AWS:SourceAccount": "000000000000"}, "ArnLike": {"AWS:SourceArn": source}},
    }
    assert json.loads(client.add_permission(**arguments)["Statement"]) == statement
    with pytest.raises(ClientError) as caught:
        client.add_permission(**arguments)
    assert refused(caught)[::2] == ("ResourceConflictException", 409)
    assert json.loads(client.get_policy(FunctionName="made")["Policy"]) == {
        "Version": "2012-10-17",
        "Id": "default",
        "Statement": [statement],
    }
    qualified = client.add_permission(**{**arguments, "StatementId": "q", "Qualifier": "live"})
    assert json.loads(qualified["Statement"])["Resource"] == f"{ARN}:live"
    client.remove_permission(FunctionName="made", StatementId="s")
    with pytest.raises(ClientError) as caught:
        client.remove_permission(FunctionName="made", StatementId="s")
    assert refused(caught)[::2] == ("ResourceNotFoundException", 404)


def test_configured_functions_show_but_cannot_be_changed(client: Any, make_zip: Any) -> None:
    got = client.get_function(FunctionName="configured")["Configuration"]
    assert got["State"] == "Active"
    assert "Environment" not in got, "its values may be secrets"
    changes: list[tuple[Any, dict[str, Any]]] = [
        (client.update_function_code, {"ZipFile": make_zip(CODE)}),
        (client.update_function_configuration, {"Timeout": 4}),
        (client.delete_function, {}),
        (client.add_permission, {"StatementId": "s", "Action": "lambda:*", "Principal": "*"}),
        (client.remove_permission, {"StatementId": "s"}),
    ]
    for change, arguments in changes:
        with pytest.raises(ClientError) as caught:
            change(FunctionName="configured", **arguments)
        assert refused(caught)[0] == "InvalidParameterValueException"
        assert "configuration file" in refused(caught)[1]


def test_bodies_that_are_not_json_or_of_other_types(url: str) -> None:
    for body, code in ((b"{", "SerializationException"), (b'{"FunctionName": 1}', "ValidationException")):
        answer = httpx.post(f"{url}/2015-03-31/functions", content=body)
        assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (400, code)
        assert answer.json()["message"]
    assert httpx.get(f"{url}/2015-03-31/functions?MaxItems=x").status_code == 400


@pytest.mark.parametrize("value", [b"[" * 100_000 + b"]" * 100_000, b'"\xff"'], ids=["deep", "not UTF-8"])
def test_bodies_that_the_decoder_gives_up_on(url: str, create: Any, value: bytes) -> None:
    create()
    functions = f"{url}/2015-03-31/functions"
    answers = [
        httpx.post(functions, content=b'{"Unknown":' + value + b',"FunctionName":' + value + b"}"),
        httpx.put(f"{functions}/made/code", content=b'{"Unknown":' + value + b',"ZipFile":"\xff"}'),
        httpx.post(f"{functions}/made/invocations", content=value),
    ]
    assert [(answer.status_code, answer.headers["x-amzn-errortype"]) for answer in answers] == [
        (400, "SerializationException"),
        (400, "SerializationException"),
        (400, "InvalidRequestContentException"),
    ]
