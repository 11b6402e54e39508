"""``python -m bench.graphql``: a deployment's time, and GraphQL queries per second with server CPU. Prints JSON.

One API with four queries, each answered in another way: by a NONE data source through a mapping template (VTL), by a
function (Lambda), by APPSYNC_JS, and by a pipeline whose first step checks a group in VTL as Amplify's do. The
reference of the same run is ``GET /health``: what this server needs for any answer at all.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bench.__main__ import PASSWORD, USER, password_sign_in, start
from bench.load import Connection
from bench.processes import cpu_seconds
from poolhouse.amplify.assembly import AssembledStack
from poolhouse.amplify.deployer import Deployer
from poolhouse.amplify.server import Server

WARM_UP = 50
ROUNDS = 10
PER_ROUND = 50

SCHEMA = "type Query { vtl: String lambda: String js: String pipeline: String }"
PLAIN_REQUEST = '{"version": "2018-05-29", "payload": "ahoy"}'
INVOKE_REQUEST = (
    '{"version": "2018-05-29", "operation": "Invoke", "payload": {"field": $util.toJson($ctx.info.fieldName)}}'
)
RESPONSE = "$util.toJson($ctx.result)"
CODE = "export const request = (ctx) => ({ payload: 'ahoy' });\nexport const response = (ctx) => ctx.result;\n"
GROUP_CHECK = """
#set($groups = $util.defaultIfNull($ctx.identity.claims.get("cognito:groups"), []))
#set($allowed = false)
#foreach($group in $groups)
  #if($group == "bench") #set($allowed = true) #end
#end
#if(!$allowed) $util.unauthorized() #end
{"version": "2018-05-29", "payload": {}}
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder)), indent=2))


def run(folder: Path) -> dict[str, Any]:
    config = folder / "poolhouse.toml"
    config.write_text("")
    process, url, _ = start(folder, config)
    try:
        with Server(url) as server:
            deployer = Deployer(server)
            began = time.perf_counter()
            outputs = deployer.deploy(_stack(), lambda _: None).outputs
            created = time.perf_counter() - began
            began = time.perf_counter()
            deployer.deploy(_stack("farewell"), lambda _: None)
            changed = time.perf_counter() - began
        token = _sign_in(url, outputs)
        reference = _measure(process.pid, _health(url))
        queries = {
            name: _measure(process.pid, _query(outputs["Url"], token, name))
            for name in ("vtl", "lambda", "js", "pipeline")
        }
    finally:
        process.terminate()
        process.wait()
    return {
        "deploy_ms": {"create": round(created * 1000), "change one resolver": round(changed * 1000)},
        "reference (GET /health)": reference,
        "queries": {
            name: {**one, "ratio": round(one["cpu_ms"] / reference["cpu_ms"], 2)} for name, one in queries.items()
        },
    }


def _measure(pid: int, work: Callable[[], None]) -> dict[str, float]:
    """The least CPU of several rounds and the median latency of the best, in milliseconds; queries a second from it."""
    for _ in range(WARM_UP):
        work()
    rounds = []
    for _ in range(ROUNDS):
        before, latencies = cpu_seconds(pid), []
        for _ in range(PER_ROUND):
            began = time.perf_counter()
            work()
            latencies.append(time.perf_counter() - began)
        rounds.append(((cpu_seconds(pid) - before) / PER_ROUND * 1000, median(latencies) * 1000))
    cpu, latency = (min(column) for column in zip(*rounds, strict=True))
    return {"cpu_ms": round(cpu, 3), "latency_ms": round(latency, 3), "per_second": round(1000 / latency)}


def _health(url: str) -> Callable[[], None]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)

    def ask() -> None:
        connection.request("GET", "/health")
        connection.getresponse().read()

    return ask


def _query(url: str, token: str, field: str) -> Callable[[], None]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    body = json.dumps({"query": f"{{ {field} }}"}).encode()
    headers = {"content-type": "application/json", "authorization": token}

    def ask() -> None:
        connection.request("POST", parts.path, body, headers)
        answer = json.loads(connection.getresponse().read())
        if answer["data"][field] is None:
            raise RuntimeError(f"{field}: {answer}")

    return ask


def _sign_in(url: str, outputs: dict[str, str]) -> str:
    import boto3  # only to sign: the server accepts any well-formed credentials on loopback

    settings = {"aws_access_key_id": "AKIAEXAMPLEEXAMPLE00", "aws_secret_access_key": "example-secret"}
    cognito = boto3.client("cognito-idp", endpoint_url=url, region_name="us-east-1", **settings)
    cognito.admin_set_user_password(UserPoolId=outputs["Pool"], Username=USER, Password=PASSWORD, Permanent=True)
    token: str = password_sign_in(Connection(url), outputs["Client"])["AccessToken"]
    return token


def _stack(word: str = "ahoy") -> AssembledStack:
    return AssembledStack("bench", json.dumps(_template(word)), ())


def _template(word: str) -> dict[str, Any]:
    pool = {"Ref": "Pool"}
    api = {"Fn::GetAtt": ["Api", "ApiId"]}

    def resource(kind: str, *needs: str, **properties: Any) -> dict[str, Any]:
        return {"Type": f"AWS::{kind}", "Properties": properties, "DependsOn": list(needs)}

    def resolver(field: str, source: str, **properties: Any) -> dict[str, Any]:
        return resource(
            "AppSync::Resolver",
            *("Schema", "None", "Invoke"),
            **{"ApiId": api, "TypeName": "Query", "FieldName": field, "DataSourceName": source, **properties},
        )

    def templates(request: str) -> dict[str, str]:
        return {"RequestMappingTemplate": request, "ResponseMappingTemplate": RESPONSE}

    def step(name: str, source: str, request: str, **more: str) -> dict[str, Any]:
        properties = {"ApiId": api, "Name": name, "DataSourceName": source, "FunctionVersion": "2018-05-29"}
        return resource(
            "AppSync::FunctionConfiguration", "None", "Invoke", **{**properties, **templates(request), **more}
        )

    statement = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    member = {"UserPoolId": pool, "Username": {"Ref": "User"}, "GroupName": {"Ref": "Group"}}
    users = {"UserPoolId": pool, "AwsRegion": {"Ref": "AWS::Region"}, "DefaultAction": "ALLOW"}
    return {
        "Resources": {
            "Pool": resource("Cognito::UserPool"),
            "Client": resource(
                "Cognito::UserPoolClient", UserPoolId=pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
            ),
            "Group": resource("Cognito::UserPoolGroup", UserPoolId=pool, GroupName="bench"),
            "User": resource("Cognito::UserPoolUser", UserPoolId=pool, Username=USER, MessageAction="SUPPRESS"),
            "Member": resource("Cognito::UserPoolUserToGroupAttachment", **member),
            "Role": resource("IAM::Role", AssumeRolePolicyDocument=trust),
            "Function": resource(
                "Lambda::Function",
                Code={"ZipFile": f"exports.handler = async () => '{word}';"},
                Handler="index.handler",
                Runtime="nodejs22.x",
                Role={"Fn::GetAtt": ["Role", "Arn"]},
            ),
            "Api": resource(
                "AppSync::GraphQLApi",
                Name="bench",
                AuthenticationType="AMAZON_COGNITO_USER_POOLS",
                UserPoolConfig=users,
            ),
            "Schema": resource("AppSync::GraphQLSchema", ApiId=api, Definition=SCHEMA),
            "None": resource("AppSync::DataSource", ApiId=api, Name="none", Type="NONE"),
            "Invoke": resource(
                "AppSync::DataSource",
                ApiId=api,
                Name="invoke",
                Type="AWS_LAMBDA",
                LambdaConfig={"LambdaFunctionArn": {"Fn::GetAtt": ["Function", "Arn"]}},
                ServiceRoleArn={"Fn::GetAtt": ["Role", "Arn"]},
            ),
            "Vtl": resolver("vtl", "none", **templates(PLAIN_REQUEST.replace("ahoy", word))),
            "Lambda": resolver("lambda", "invoke", **templates(INVOKE_REQUEST)),
            "Js": resolver("js", "none", Code=CODE, Runtime={"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"}),
            "Check": step("check", "none", GROUP_CHECK, ResponseMappingTemplate="$util.toJson({})"),
            "Call": step("call", "invoke", INVOKE_REQUEST),
            "Pipeline": {
                "Type": "AWS::AppSync::Resolver",
                "DependsOn": ["Schema"],
                "Properties": {
                    "ApiId": api,
                    "TypeName": "Query",
                    "FieldName": "pipeline",
                    "Kind": "PIPELINE",
                    "PipelineConfig": {
                        "Functions": [
                            {"Fn::GetAtt": ["Check", "FunctionId"]},
                            {"Fn::GetAtt": ["Call", "FunctionId"]},
                        ]
                    },
                    "RequestMappingTemplate": "{}",
                    "ResponseMappingTemplate": "$util.toJson($ctx.prev.result)",
                },
            },
        },
        "Outputs": {
            "Client": {"Value": {"Ref": "Client"}},
            "Pool": {"Value": pool},
            "Url": {"Value": {"Fn::GetAtt": ["Api", "GraphQLUrl"]}},
        },
    }


if __name__ == "__main__":
    main()
