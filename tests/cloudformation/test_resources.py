"""Each resource type: what it makes, what Ref and Fn::GetAtt give, what a change does, what a deletion leaves."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import httpx
import pytest

from poolhouse.amplify.server import Refused, Server
from tests.cloudformation.conftest import Stacks, Template
from tests.conftest import PASSWORD, RunningServer

HANDLER = "exports.handler = async (event) => ({ said: process.env.WORD, heard: event });"


@pytest.fixture
def bringing(server: RunningServer) -> Any:
    with Server(server.url) as opened:
        yield opened


def role(*statements: dict[str, Any]) -> dict[str, Any]:
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}]}
    policies = [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}]
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust, "Policies": policies}}


def function(**more: Any) -> Template:
    properties = {
        "Code": {"ZipFile": HANDLER},
        "Handler": "index.handler",
        "Runtime": "nodejs22.x",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        **more,
    }
    return {"Resources": {"Role": role(), "Function": {"Type": "AWS::Lambda::Function", "Properties": properties}}}


def call(server: RunningServer, name: str) -> Any:
    answer = server.client("lambda").invoke(FunctionName=name, Payload=b'{"a": 1}')
    return json.loads(answer["Payload"].read())


def test_a_function_from_source_text(stacks: Stacks, server: RunningServer) -> None:
    template = function(Environment={"Variables": {"WORD": "ahoy"}}, Timeout="5")
    template["Outputs"] = {"Arn": {"Value": {"Fn::GetAtt": ["Function", "Arn"]}}}
    stacks.create("speaker", template)
    name = stacks.resources("speaker")["Function"]
    assert name.startswith("speaker-Function-")
    assert stacks.outputs("speaker")["Arn"].endswith(f":function:{name}")
    assert call(server, name) == {"said": "ahoy", "heard": {"a": 1}}
    stacks.update("speaker", function(Environment={"Variables": {"WORD": "farewell"}}))
    assert stacks.resources("speaker")["Function"] == name
    assert call(server, name)["said"] == "farewell"
    stacks.delete("speaker")
    with pytest.raises(botocore.exceptions.ClientError, match="ResourceNotFoundException"):
        call(server, name)


def test_a_function_from_an_archive(stacks: Stacks, server: RunningServer, bringing: Server) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.js", HANDLER.replace("process.env.WORD", "'from the archive'"))
    bringing.put_object("code", "first.zip", packed.getvalue())
    stacks.create("archived", function(Code={"S3Bucket": "code", "S3Key": "first.zip"}))
    assert call(server, stacks.resources("archived")["Function"])["said"] == "from the archive"
    stack = stacks.update("archived", function(Code={"S3Bucket": "code", "S3Key": "absent.zip"}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("code/absent.zip is not there" in reason for reason in stacks.reasons("archived"))


def test_amplify_s_secrets_are_in_the_environment(stacks: Stacks, server: RunningServer, bringing: Server) -> None:
    config = {"WORD": {"path": "/amplify/app/dev-sandbox-1/WORD", "sharedPath": "/amplify/shared/app/WORD"}}
    variables = {"WORD": "resolved at run time", "AMPLIFY_SSM_ENV_CONFIG": json.dumps(config)}
    template = function(Environment={"Variables": variables})
    stack = stacks.create("secretive", template)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any("poolhouse secret set WORD" in reason for reason in stacks.reasons("secretive"))
    stacks.delete("secretive")
    bringing.put_parameter("/amplify/shared/app/WORD", "shared")
    stacks.create("secretive", template)
    name = stacks.resources("secretive")["Function"]
    assert call(server, name)["said"] == "shared"
    bringing.put_parameter("/amplify/app/dev-sandbox-1/WORD", "own")
    stacks.update("secretive", template, Tags=[{"Key": "again", "Value": "1"}])
    assert call(server, name)["said"] == "own"


def test_a_trigger_with_its_permission_changes_tokens(
    stacks: Stacks, server: RunningServer, pool_template: Callable[..., Template]
) -> None:
    source = (
        "exports.handler = async (e) => { e.response = { claimsOverrideDetails: "
        "{ claimsToAddOrOverride: { boat: 'ketch' } } }; return e; };"
    )
    template = pool_template(LambdaConfig={"PreTokenGeneration": {"Fn::GetAtt": ["Function", "Arn"]}})
    template["Resources"] |= function(Code={"ZipFile": source})["Resources"]
    template["Resources"]["Permission"] = {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Fn::GetAtt": ["Function", "Arn"]},
            "Principal": "cognito-idp.amazonaws.com",
            "SourceArn": {"Fn::GetAtt": ["Pool", "Arn"]},
        },
    }
    stacks.create("triggered", template)
    outputs, cognito = stacks.outputs("triggered"), server.client()
    cognito.admin_create_user(UserPoolId=outputs["PoolId"], Username="marina", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=outputs["PoolId"], Username="marina", Password=PASSWORD, Permanent=True)
    tokens = cognito.initiate_auth(
        ClientId=outputs["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "marina", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    assert _claims(tokens["IdToken"])["boat"] == "ketch"
    del template["Resources"]["Permission"]
    stacks.update("triggered", template)
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDeniedException"):
        cognito.initiate_auth(
            ClientId=outputs["ClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "marina", "PASSWORD": PASSWORD},
        )


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims


def test_fixed_properties_of_a_pool_are_never_changed(stacks: Stacks, pool_template: Callable[..., Template]) -> None:
    stacks.create("fixed", pool_template(UsernameAttributes=["email"]))
    before = stacks.outputs("fixed")
    stack = stacks.update("fixed", pool_template())
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Updates are not allowed for property - UsernameAttributes." in one for one in stacks.reasons("fixed"))
    assert stacks.outputs("fixed") == before


def test_custom_attributes_are_added_and_never_taken_away(
    stacks: Stacks, pool_template: Callable[..., Template], cognito: Any
) -> None:
    first = {"Name": "boat", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": 20}}
    second = {"Name": "knots", "AttributeDataType": "Number"}
    stacks.create("schema", pool_template(Schema=[first]))
    pool_id = stacks.outputs("schema")["PoolId"]
    stacks.update("schema", pool_template(Schema=[first, second]))
    described = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["SchemaAttributes"]
    assert {"custom:boat", "custom:knots"} <= {attribute["Name"] for attribute in described}
    stack = stacks.update("schema", pool_template(Schema=[second]))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Existing schema attributes cannot be modified or deleted." in one for one in stacks.reasons("schema"))


def test_a_property_left_out_returns_to_its_default(
    stacks: Stacks, pool_template: Callable[..., Template], cognito: Any
) -> None:
    stacks.create("default", pool_template(Policies={"PasswordPolicy": {"MinimumLength": 20}}))
    pool_id = stacks.outputs("default")["PoolId"]
    stacks.update("default", pool_template())
    policy = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] == 8


def test_users_and_their_groups(stacks: Stacks, pool_template: Callable[..., Template], cognito: Any) -> None:
    template = pool_template("divers")
    template["Resources"] |= {
        "User": {
            "Type": "AWS::Cognito::UserPoolUser",
            "Properties": {"UserPoolId": {"Ref": "Pool"}, "Username": "marina", "MessageAction": "SUPPRESS"},
        },
        "Member": {
            "Type": "AWS::Cognito::UserPoolUserToGroupAttachment",
            "Properties": {
                "UserPoolId": {"Ref": "Pool"},
                "Username": {"Ref": "User"},
                "GroupName": {"Ref": "Group0"},
            },
        },
    }
    stacks.create("people", template)
    pool_id = stacks.outputs("people")["PoolId"]
    assert len(cognito.list_users_in_group(UserPoolId=pool_id, GroupName="divers")["Users"]) == 1
    del template["Resources"]["Member"]
    stacks.update("people", template)
    assert cognito.list_users_in_group(UserPoolId=pool_id, GroupName="divers")["Users"] == []


def test_a_resource_server_is_called_by_its_identifier(
    stacks: Stacks, pool_template: Callable[..., Template], cognito: Any
) -> None:
    template = pool_template()
    template["Resources"]["Server"] = {
        "Type": "AWS::Cognito::UserPoolResourceServer",
        "Properties": {
            "UserPoolId": {"Ref": "Pool"},
            "Identifier": "harbour",
            "Name": "Harbour",
            "Scopes": [{"ScopeName": "*", "ScopeDescription": "all"}],
        },
    }
    template["Outputs"]["Scope"] = {"Value": {"Fn::Join": ["", [{"Ref": "Server"}, "/*"]]}}
    stacks.create("scopes", template)
    assert stacks.outputs("scopes")["Scope"] == "harbour/*"


def test_an_identity_pool_with_roles_by_rule(
    stacks: Stacks, server: RunningServer, pool_template: Callable[..., Template]
) -> None:
    provider = {"Fn::Sub": "cognito-idp.${AWS::Region}.amazonaws.com/${Pool}"}
    template = pool_template()
    template["Resources"] |= {
        "Role": role(),
        "Identities": {
            "Type": "AWS::Cognito::IdentityPool",
            "Properties": {
                "AllowUnauthenticatedIdentities": "true",
                "CognitoIdentityProviders": [{"ClientId": {"Ref": "Client"}, "ProviderName": provider}],
            },
        },
        "Attached": {
            "Type": "AWS::Cognito::IdentityPoolRoleAttachment",
            "Properties": {
                "IdentityPoolId": {"Ref": "Identities"},
                "Roles": {"unauthenticated": {"Fn::GetAtt": ["Role", "Arn"]}},
                "RoleMappings": {
                    "FreeName": {
                        "IdentityProvider": {"Fn::Sub": ["${P}:${Client}", {"P": provider}]},
                        "Type": "Token",
                        "AmbiguousRoleResolution": "Deny",
                    }
                },
            },
        },
    }
    stacks.create("identities", template)
    identity_pool = stacks.resources("identities")["Identities"]
    client = server.client("cognito-identity")
    described = client.get_identity_pool_roles(IdentityPoolId=identity_pool)
    pool_id, client_id = stacks.outputs("identities")["PoolId"], stacks.outputs("identities")["ClientId"]
    mappings = described["RoleMappings"]
    assert list(mappings) == [f"cognito-idp.us-east-1.amazonaws.com/{pool_id}:{client_id}"]
    assert described["Roles"]["unauthenticated"].endswith(stacks.resources("identities")["Role"])
    assert stacks.delete("identities") == "DELETE_COMPLETE"


def api(*, schema: str, **more: Any) -> Template:
    """A GraphQL API whose field ``hello`` is answered by a resolver without a data source of its own."""
    return {
        "Resources": {
            "Api": {
                "Type": "AWS::AppSync::GraphQLApi",
                "Properties": {"Name": "harbour", "AuthenticationType": "API_KEY"},
            },
            "Key": {"Type": "AWS::AppSync::ApiKey", "Properties": {"ApiId": {"Fn::GetAtt": ["Api", "ApiId"]}}},
            "Schema": {
                "Type": "AWS::AppSync::GraphQLSchema",
                "Properties": {"ApiId": {"Fn::GetAtt": ["Api", "ApiId"]}, "Definition": schema},
            },
            "None": {
                "Type": "AWS::AppSync::DataSource",
                "Properties": {"ApiId": {"Fn::GetAtt": ["Api", "ApiId"]}, "Name": "none", "Type": "NONE"},
            },
            "Hello": {
                "Type": "AWS::AppSync::Resolver",
                "DependsOn": ["Schema", "None"],
                "Properties": {
                    "ApiId": {"Fn::GetAtt": ["Api", "ApiId"]},
                    "TypeName": "Query",
                    "FieldName": "hello",
                    "DataSourceName": "none",
                    "RequestMappingTemplate": '{"version": "2018-05-29", "payload": "ahoy"}',
                    "ResponseMappingTemplate": "$util.toJson($ctx.result)",
                    **more,
                },
            },
        },
        "Outputs": {
            "Url": {"Value": {"Fn::GetAtt": ["Api", "GraphQLUrl"]}},
            "Key": {"Value": {"Fn::GetAtt": ["Key", "ApiKey"]}},
        },
    }


def query(outputs: dict[str, str], text: str) -> Any:
    return httpx.post(outputs["Url"], json={"query": text}, headers={"x-api-key": outputs["Key"]}).json()


SCHEMA = "type Query { hello: String }"


def test_a_graphql_api(stacks: Stacks) -> None:
    stacks.create("graph", api(schema=SCHEMA))
    outputs = stacks.outputs("graph")
    assert query(outputs, "{ hello }") == {"data": {"hello": "ahoy"}}
    changed = api(schema=SCHEMA, RequestMappingTemplate='{"version": "2018-05-29", "payload": "farewell"}')
    stacks.update("graph", changed)
    assert stacks.outputs("graph") == outputs
    assert query(outputs, "{ hello }") == {"data": {"hello": "farewell"}}
    stacks.delete("graph")
    assert httpx.post(outputs["Url"], json={"query": "{ hello }"}).status_code == 404


def test_a_field_goes_together_with_its_resolver(stacks: Stacks) -> None:
    both = api(schema="type Query { hello: String, gone: String }")
    both["Resources"]["Gone"] = json.loads(json.dumps(both["Resources"]["Hello"]))
    both["Resources"]["Gone"]["Properties"]["FieldName"] = "gone"
    stacks.create("shrinking", both)
    assert query(stacks.outputs("shrinking"), "{ gone }") == {"data": {"gone": "ahoy"}}
    assert stacks.update("shrinking", api(schema=SCHEMA))["StackStatus"] == "UPDATE_COMPLETE"
    assert query(stacks.outputs("shrinking"), "{ hello }") == {"data": {"hello": "ahoy"}}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (api(schema="type Query { hello: Sting }"), "Sting"),
        (api(schema="type Query { hello: String @guarded }"), "guarded"),
        (api(schema=SCHEMA, ResponseMappingTemplate="$util.invented()"), "invented"),
        (api(schema=SCHEMA, FieldName="absent"), "absent"),
    ],
)
def test_an_api_that_cannot_work_changes_nothing(stacks: Stacks, broken: Template, reason: str) -> None:
    stacks.create("guarded", api(schema=SCHEMA))
    outputs = stacks.outputs("guarded")
    stack = stacks.update("guarded", broken)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any(reason in one for one in stacks.reasons("guarded"))
    assert query(outputs, "{ hello }") == {"data": {"hello": "ahoy"}}


def test_objects_are_put_into_a_bucket_and_go_with_it(stacks: Stacks, bringing: Server) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("deep/file.txt", "text")
    bringing.put_object("assets", "site.zip", packed.getvalue())
    template: Template = {
        "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket"},
            "Content": {
                "Type": "Custom::CDKBucketDeployment",
                "Properties": {
                    "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:provider",
                    "SourceBucketNames": ["assets"],
                    "SourceObjectKeys": ["site.zip"],
                    "DestinationBucketName": {"Ref": "Bucket"},
                },
            },
        }
    }
    stacks.create("site", template)
    bucket = stacks.resources("site")["Bucket"]
    assert bringing.has_object(bucket, "deep/file.txt")
    assert stacks.delete("site") == "DELETE_FAILED"
    assert any("The bucket you tried to delete is not empty" in reason for reason in stacks.reasons("site"))
    template["Resources"]["Emptied"] = {
        "Type": "Custom::S3AutoDeleteObjects",
        "Properties": {"ServiceToken": "arn", "BucketName": {"Ref": "Bucket"}},
    }
    stacks.create("emptied", template)
    bucket = stacks.resources("emptied")["Bucket"]
    assert stacks.delete("emptied") == "DELETE_COMPLETE"
    assert not bringing.has_object(bucket, "deep/file.txt")


def test_an_update_prunes_its_own_prefix_alone(stacks: Stacks, bringing: Server) -> None:
    for name in ("one", "two"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{name}.txt", name)
        bringing.put_object("assets", f"{name}.zip", packed.getvalue())

    def content(source: str, **more: str) -> dict[str, Any]:
        properties = {
            "ServiceToken": "arn",
            "SourceBucketNames": ["assets"],
            "SourceObjectKeys": [f"{source}.zip"],
            "DestinationBucketName": {"Ref": "Bucket"},
            **more,
        }
        return {"Type": "Custom::CDKBucketDeployment", "Properties": properties}

    def template(source: str) -> Template:
        bucket = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}
        below = content(source, DestinationBucketKeyPrefix="below")
        return {"Resources": {"Bucket": bucket, "Root": content("one"), "Below": below}}

    stacks.create("pruned", template("one"))
    stacks.update("pruned", template("two"))
    bucket = stacks.resources("pruned")["Bucket"]
    there = [bringing.has_object(bucket, key) for key in ("one.txt", "below/one.txt", "below/two.txt")]
    assert there == [True, False, True]


def test_a_nested_stack_is_part_of_its_parent(stacks: Stacks, bringing: Server, cognito: Any) -> None:
    child = {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": {"Ref": "Name"}}}},
        "Outputs": {"Pool": {"Value": {"Ref": "Pool"}}},
    }
    bringing.put_object("templates", "child.json", json.dumps(child).encode())

    def parent(name: str, precedence: int) -> Template:
        return {
            "Resources": {
                "Child": {
                    "Type": "AWS::CloudFormation::Stack",
                    "Properties": {
                        "TemplateURL": "https://s3.us-east-1.amazonaws.com/templates/child.json",
                        "Parameters": {"Name": name},
                    },
                },
                "Group": {
                    "Type": "AWS::Cognito::UserPoolGroup",
                    "Properties": {
                        "UserPoolId": {"Fn::GetAtt": ["Child", "Outputs.Pool"]},
                        "GroupName": "divers",
                        "Precedence": precedence,
                    },
                },
            },
            "Outputs": {"Pool": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Pool"]}}},
        }

    stacks.create("parent", parent("inner", 1))
    pool_id, child_id = stacks.outputs("parent")["Pool"], stacks.resources("parent")["Child"]
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Name"] == "inner"
    described = stacks.client.describe_stacks(StackName=child_id)["Stacks"][0]
    assert described["ParentId"] == stacks.client.describe_stacks(StackName="parent")["Stacks"][0]["StackId"]
    stacks.update("parent", parent("renamed", 1))
    assert stacks.outputs("parent")["Pool"] == pool_id
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Name"] == "renamed"
    assert stacks.update("parent", parent("half", -1))["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Name"] == "renamed"
    with pytest.raises(botocore.exceptions.ClientError, match="is a nested stack"):
        stacks.client.delete_stack(StackName=child_id)
    assert stacks.delete("parent") == "DELETE_COMPLETE"
    with pytest.raises(botocore.exceptions.ClientError, match="ResourceNotFoundException"):
        cognito.describe_user_pool(UserPoolId=pool_id)


def test_a_domain(stacks: Stacks, cognito: Any, pool_template: Callable[..., Template]) -> None:
    def domain(name: str, version: int) -> Template:
        template = pool_template()
        properties = {"UserPoolId": {"Ref": "Pool"}, "Domain": name, "ManagedLoginVersion": version}
        template["Resources"]["Domain"] = {"Type": "AWS::Cognito::UserPoolDomain", "Properties": properties}
        template["Outputs"]["Domain"] = {"Value": {"Ref": "Domain"}}
        return template

    def described(name: str) -> dict[str, Any]:
        shown: dict[str, Any] = cognito.describe_user_pool_domain(Domain=name)["DomainDescription"]
        return shown

    stacks.create("hosted", domain("stack-harbour", 1))
    outputs = stacks.outputs("hosted")
    assert outputs["Domain"] == "stack-harbour"
    assert described("stack-harbour")["UserPoolId"] == outputs["PoolId"]
    stacks.update("hosted", domain("stack-harbour", 2))
    assert described("stack-harbour")["ManagedLoginVersion"] == 2
    assert stacks.delete("hosted") == "DELETE_COMPLETE"
    assert described("stack-harbour") == {}


def test_a_domain_that_is_gone_already(stacks: Stacks, cognito: Any, pool_template: Callable[..., Template]) -> None:
    template = pool_template()
    properties = {"UserPoolId": {"Ref": "Pool"}, "Domain": "stack-ebb"}
    template["Resources"]["Domain"] = {"Type": "AWS::Cognito::UserPoolDomain", "Properties": properties}
    stacks.create("ebb", template)
    cognito.delete_user_pool_domain(UserPoolId=stacks.outputs("ebb")["PoolId"], Domain="stack-ebb")
    assert stacks.delete("ebb") == "DELETE_COMPLETE"


def test_an_identity_provider_and_a_client_that_names_it(
    stacks: Stacks, cognito: Any, pool_template: Callable[..., Template]
) -> None:
    def provider(method: str) -> Template:
        template = pool_template()
        details = {
            "client_id": "keeper",
            "client_secret": "fake-lighthouse-secret",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://lighthouse.poolhouse.test",
            "attributes_request_method": method,
        }
        properties = {
            "UserPoolId": {"Ref": "Pool"},
            "ProviderName": "Lighthouse",
            "ProviderType": "OIDC",
            "ProviderDetails": details,
            "AttributeMapping": {"email": "mail"},
        }
        resources = template["Resources"]
        resources["Provider"] = {"Type": "AWS::Cognito::UserPoolIdentityProvider", "Properties": properties}
        resources["Client"]["Properties"]["SupportedIdentityProviders"] = ["COGNITO", {"Ref": "Provider"}]
        return template

    def described(pool_id: str) -> dict[str, Any]:
        shown: dict[str, Any] = cognito.describe_identity_provider(UserPoolId=pool_id, ProviderName="Lighthouse")
        return shown["IdentityProvider"]  # type: ignore[no-any-return]

    stacks.create("federated", provider("GET"))
    outputs = stacks.outputs("federated")
    client = cognito.describe_user_pool_client(UserPoolId=outputs["PoolId"], ClientId=outputs["ClientId"])
    assert client["UserPoolClient"]["SupportedIdentityProviders"] == ["COGNITO", "Lighthouse"]
    assert described(outputs["PoolId"])["ProviderDetails"]["attributes_request_method"] == "GET"
    stacks.update("federated", provider("POST"))
    assert described(outputs["PoolId"])["ProviderDetails"]["attributes_request_method"] == "POST"
    assert stacks.delete("federated") == "DELETE_COMPLETE"


def create_recording(server: RunningServer, type_name: str) -> None:
    body = json.dumps({"Resources": {"Thing": {"Type": type_name}}})
    with Server(server.url) as opened:
        fields = {"StackName": "recorded", "TemplateBody": body, "PoolhouseAllowUnsupported": "true"}
        opened.call("CreateStack", fields)


def test_what_is_not_built_is_recorded_on_request(stacks: Stacks, server: RunningServer) -> None:
    create_recording(server, "AWS::SQS::Queue")
    assert stacks.settled("recorded")["StackStatus"] == "CREATE_COMPLETE"
    assert any("it is recorded and nothing else" in reason for reason in stacks.reasons("recorded"))
    assert stacks.delete("recorded") == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    "type_name", ["AWS::WAFv2::WebACL", "AWS::SQS::QueuePolicy", "AWS::Cognito::ManagedLoginBranding"]
)
def test_what_guards_access_is_never_merely_recorded(server: RunningServer, type_name: str) -> None:
    with pytest.raises(Refused, match="it guards access"):
        create_recording(server, type_name)


def test_names_that_stay_cannot_stand_twice(stacks: Stacks) -> None:
    def parameter(path: str) -> Template:
        made = role()
        made["Properties"] |= {"RoleName": "captain", "Path": path}
        return {"Resources": {"Role": made}}

    stacks.create("captain", parameter("/a/"))
    stack = stacks.update("captain", parameter("/b/"))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Rename captain and update the stack again." in reason for reason in stacks.reasons("captain"))
