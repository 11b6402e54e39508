"""Every resource type that is built, by its name in templates."""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.cloudformation.resources.appsync_api_key import AppSyncApiKey
from poolhouse.cloudformation.resources.appsync_data_source import AppSyncDataSource
from poolhouse.cloudformation.resources.appsync_function_configuration import AppSyncFunctionConfiguration
from poolhouse.cloudformation.resources.appsync_graphql_api import AppSyncGraphqlApi
from poolhouse.cloudformation.resources.appsync_graphql_schema import AppSyncGraphqlSchema
from poolhouse.cloudformation.resources.appsync_resolver import AppSyncResolver
from poolhouse.cloudformation.resources.custom_auto_delete_objects import AutoDeleteObjects
from poolhouse.cloudformation.resources.custom_branch_linker import BranchLinker
from poolhouse.cloudformation.resources.custom_bucket_deployment import BucketDeployment
from poolhouse.cloudformation.resources.custom_dynamodb_table import AmplifyDynamodbTable
from poolhouse.cloudformation.resources.custom_secret_fetcher import SecretFetcher
from poolhouse.cloudformation.resources.iam_managed_policy import IamManagedPolicy
from poolhouse.cloudformation.resources.iam_policy import IamPolicy
from poolhouse.cloudformation.resources.iam_record import IamRecord
from poolhouse.cloudformation.resources.iam_role import IamRole
from poolhouse.cloudformation.resources.identity_pool import IdentityPool
from poolhouse.cloudformation.resources.identity_pool_role_attachment import IdentityPoolRoleAttachment
from poolhouse.cloudformation.resources.lambda_alias import LambdaAlias
from poolhouse.cloudformation.resources.lambda_event_source_mapping import LambdaEventSourceMapping
from poolhouse.cloudformation.resources.lambda_function import LambdaFunction
from poolhouse.cloudformation.resources.lambda_layer_version import LambdaLayerVersion
from poolhouse.cloudformation.resources.lambda_permission import LambdaPermission
from poolhouse.cloudformation.resources.lambda_version import LambdaVersion
from poolhouse.cloudformation.resources.s3_bucket import S3Bucket
from poolhouse.cloudformation.resources.s3_bucket_policy import S3BucketPolicy
from poolhouse.cloudformation.resources.ssm_parameter import SsmParameter
from poolhouse.cloudformation.resources.user_pool import UserPool
from poolhouse.cloudformation.resources.user_pool_client import UserPoolClient
from poolhouse.cloudformation.resources.user_pool_domain import UserPoolDomain
from poolhouse.cloudformation.resources.user_pool_group import UserPoolGroup
from poolhouse.cloudformation.resources.user_pool_identity_provider import UserPoolIdentityProvider
from poolhouse.cloudformation.resources.user_pool_resource_server import UserPoolResourceServer
from poolhouse.cloudformation.resources.user_pool_user import UserPoolUser
from poolhouse.cloudformation.resources.user_pool_user_to_group_attachment import UserPoolUserToGroupAttachment
from poolhouse.cloudformation.work import ResourceType

NESTED_STACK = "AWS::CloudFormation::Stack"
METADATA = "AWS::CDK::Metadata"
"""Written by CDK for its own statistics; it makes nothing."""

RESOURCE_TYPES: Mapping[str, ResourceType] = {
    "AWS::AppSync::ApiKey": AppSyncApiKey(),
    "AWS::AppSync::DataSource": AppSyncDataSource(),
    "AWS::AppSync::FunctionConfiguration": AppSyncFunctionConfiguration(),
    "AWS::AppSync::GraphQLApi": AppSyncGraphqlApi(),
    "AWS::AppSync::GraphQLSchema": AppSyncGraphqlSchema(),
    "AWS::AppSync::Resolver": AppSyncResolver(),
    "AWS::Cognito::IdentityPool": IdentityPool(),
    "AWS::Cognito::IdentityPoolRoleAttachment": IdentityPoolRoleAttachment(),
    "AWS::Cognito::UserPool": UserPool(),
    "AWS::Cognito::UserPoolClient": UserPoolClient(),
    "AWS::Cognito::UserPoolDomain": UserPoolDomain(),
    "AWS::Cognito::UserPoolGroup": UserPoolGroup(),
    "AWS::Cognito::UserPoolIdentityProvider": UserPoolIdentityProvider(),
    "AWS::Cognito::UserPoolResourceServer": UserPoolResourceServer(),
    "AWS::Cognito::UserPoolUser": UserPoolUser(),
    "AWS::Cognito::UserPoolUserToGroupAttachment": UserPoolUserToGroupAttachment(),
    "AWS::IAM::Group": IamRecord("group", "GroupName"),
    "AWS::IAM::InstanceProfile": IamRecord("instance-profile", "InstanceProfileName"),
    "AWS::IAM::ManagedPolicy": IamManagedPolicy(),
    "AWS::IAM::Policy": IamPolicy(),
    "AWS::IAM::Role": IamRole(),
    "AWS::IAM::User": IamRecord("user", "UserName"),
    "AWS::Lambda::Alias": LambdaAlias(),
    "AWS::Lambda::EventSourceMapping": LambdaEventSourceMapping(),
    "AWS::Lambda::Function": LambdaFunction(),
    "AWS::Lambda::LayerVersion": LambdaLayerVersion(),
    "AWS::Lambda::Permission": LambdaPermission(),
    "AWS::Lambda::Version": LambdaVersion(),
    "AWS::S3::Bucket": S3Bucket(),
    "AWS::S3::BucketPolicy": S3BucketPolicy(),
    "AWS::SSM::Parameter": SsmParameter(),
    "Custom::AmplifyBranchLinkerResource": BranchLinker(),
    "Custom::AmplifyDynamoDBTable": AmplifyDynamodbTable(),
    "Custom::AmplifySecretFetcherResource": SecretFetcher(),
    "Custom::CDKBucketDeployment": BucketDeployment(),
    "Custom::S3AutoDeleteObjects": AutoDeleteObjects(),
}
