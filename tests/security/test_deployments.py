"""Deployments guard what they hold: nothing secret lies in clear on the disk, and not everyone may deploy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.amplify.server import Refused, Server
from tests.cloudformation.conftest import Stacks
from tests.conftest import RunningServer

WORD = "correct-horse-battery-staple"
TEMPLATE = {
    "Parameters": {"Word": {"Type": "String", "NoEcho": True}},
    "Resources": {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"ZipFile": "exports.handler = async () => 1;"},
                "Handler": "index.handler",
                "Runtime": "nodejs22.x",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Environment": {"Variables": {"WORD": {"Ref": "Word"}}},
            },
        },
    },
    "Outputs": {"Word": {"Value": {"Ref": "Word"}, "Export": {"Name": "word"}}},
}


def files_with(folder: Path, word: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_no_secret_lies_in_clear_on_the_disk(new_server: Callable[..., RunningServer]) -> None:
    running = new_server("--log-level", "debug")
    with Server(running.url) as opened:
        opened.put_parameter("/amplify/app/dev/WORD", WORD)
        opened.put_object("bucket", "key", WORD.encode())
    parameters = [{"ParameterKey": "Word", "ParameterValue": WORD}]
    stack = Stacks(running.client("cloudformation")).create("quiet", TEMPLATE, Parameters=parameters)
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert running.stop() == 0
    assert files_with(running.data.parent, WORD) == []


def test_a_server_that_verifies_signatures_takes_deployments_from_its_keys_alone(
    new_server: Callable[..., RunningServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = new_server("--auth", "sigv4")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    with Server(running.url) as opened:
        with pytest.raises(Refused) as refused:
            opened.call("ListStacks", {})
        with pytest.raises(AmplifyProblem, match="the server refused bucket/key") as problem:
            opened.put_object("bucket", "key", b"x")
        with pytest.raises(AmplifyProblem):
            opened.parameter_names("/")
    assert refused.value.code == "UnrecognizedClientException"
    assert "poolhouse keys create" in problem.value.mend


SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/20260101/us-east-1/s3/aws4_request, "
    f"SignedHeaders=host, Signature={'0' * 64}"
)


@pytest.mark.parametrize(
    ("method", "path", "content_type"),
    [
        ("PUT", "/_poolhouse/objects/bucket/key", "text/plain"),
        ("GET", "/_poolhouse/parameters?prefix=/", "text/plain"),
        ("PUT", "/_poolhouse/parameters/a", "text/plain"),
        ("POST", "/", "application/x-www-form-urlencoded"),
    ],
)
def test_a_web_page_from_elsewhere_deploys_nothing(
    server: RunningServer, method: str, path: str, content_type: str
) -> None:
    headers = {"origin": "https://elsewhere.example", "authorization": SIGNED, "content-type": content_type}
    answer = httpx.request(method, server.url + path, content="Action=ListStacks", headers=headers)
    assert answer.status_code == 403
    headers = {"host": "elsewhere.example", "authorization": SIGNED, "content-type": content_type}
    answer = httpx.request(method, server.url + path, content="Action=ListStacks", headers=headers)
    assert answer.status_code == 403


def test_values_of_secrets_never_come_out_again(server: RunningServer) -> None:
    with Server(server.url) as opened:
        opened.put_parameter("/amplify/app/out/WORD", WORD)
        assert opened.parameter_names("/amplify/app/out/") == ["/amplify/app/out/WORD"]
        answer = httpx.get(
            f"{server.url}/_poolhouse/parameters/amplify/app/out/WORD", headers={"authorization": SIGNED}
        )
        assert answer.status_code == 405
        assert opened.delete_parameter("/amplify/app/out/WORD")
        assert not opened.delete_parameter("/amplify/app/out/WORD")


@pytest.mark.parametrize("value", [b"", b"\xff\xfe", b"x" * 4097])
def test_odd_values_of_secrets_are_refused(server: RunningServer, value: bytes) -> None:
    answer = httpx.put(f"{server.url}/_poolhouse/parameters/odd", content=value, headers={"authorization": SIGNED})
    assert answer.status_code == 400
