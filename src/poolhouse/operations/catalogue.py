"""Every operation that is built, by its name in the API, and how it gets the services it asks for."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from poolhouse.operations.branding.create_managed_login_branding import create_managed_login_branding
from poolhouse.operations.branding.delete_managed_login_branding import delete_managed_login_branding
from poolhouse.operations.branding.describe_managed_login_branding import describe_managed_login_branding
from poolhouse.operations.branding.describe_managed_login_branding_by_client import (
    describe_managed_login_branding_by_client,
)
from poolhouse.operations.branding.get_ui_customization import get_ui_customization
from poolhouse.operations.branding.set_ui_customization import set_ui_customization
from poolhouse.operations.branding.update_managed_login_branding import update_managed_login_branding
from poolhouse.operations.caller import Caller
from poolhouse.operations.clients.create_user_pool_client import create_user_pool_client
from poolhouse.operations.clients.delete_user_pool_client import delete_user_pool_client
from poolhouse.operations.clients.describe_user_pool_client import describe_user_pool_client
from poolhouse.operations.clients.list_user_pool_clients import list_user_pool_clients
from poolhouse.operations.clients.update_user_pool_client import update_user_pool_client
from poolhouse.operations.devices.admin_forget_device import admin_forget_device
from poolhouse.operations.devices.admin_get_device import admin_get_device
from poolhouse.operations.devices.admin_list_devices import admin_list_devices
from poolhouse.operations.devices.admin_update_device_status import admin_update_device_status
from poolhouse.operations.devices.confirm_device import confirm_device
from poolhouse.operations.devices.forget_device import forget_device
from poolhouse.operations.devices.get_device import get_device
from poolhouse.operations.devices.list_devices import list_devices
from poolhouse.operations.devices.update_device_status import update_device_status
from poolhouse.operations.domains.create_user_pool_domain import create_user_pool_domain
from poolhouse.operations.domains.delete_user_pool_domain import delete_user_pool_domain
from poolhouse.operations.domains.describe_user_pool_domain import describe_user_pool_domain
from poolhouse.operations.domains.update_user_pool_domain import update_user_pool_domain
from poolhouse.operations.groups.admin_add_user_to_group import admin_add_user_to_group
from poolhouse.operations.groups.admin_list_groups_for_user import admin_list_groups_for_user
from poolhouse.operations.groups.admin_remove_user_from_group import admin_remove_user_from_group
from poolhouse.operations.groups.create_group import create_group
from poolhouse.operations.groups.delete_group import delete_group
from poolhouse.operations.groups.get_group import get_group
from poolhouse.operations.groups.list_groups import list_groups
from poolhouse.operations.groups.list_users_in_group import list_users_in_group
from poolhouse.operations.groups.update_group import update_group
from poolhouse.operations.identity_providers.create_identity_provider import create_identity_provider
from poolhouse.operations.identity_providers.delete_identity_provider import delete_identity_provider
from poolhouse.operations.identity_providers.describe_identity_provider import describe_identity_provider
from poolhouse.operations.identity_providers.get_identity_provider_by_identifier import (
    get_identity_provider_by_identifier,
)
from poolhouse.operations.identity_providers.list_identity_providers import list_identity_providers
from poolhouse.operations.identity_providers.update_identity_provider import update_identity_provider
from poolhouse.operations.mfa.admin_set_user_mfa_preference import admin_set_user_mfa_preference
from poolhouse.operations.mfa.associate_software_token import associate_software_token
from poolhouse.operations.mfa.set_user_mfa_preference import set_user_mfa_preference
from poolhouse.operations.mfa.verify_software_token import verify_software_token
from poolhouse.operations.passkeys.complete_web_authn_registration import complete_web_authn_registration
from poolhouse.operations.passkeys.delete_web_authn_credential import delete_web_authn_credential
from poolhouse.operations.passkeys.list_web_authn_credentials import list_web_authn_credentials
from poolhouse.operations.passkeys.start_web_authn_registration import start_web_authn_registration
from poolhouse.operations.pools.add_custom_attributes import add_custom_attributes
from poolhouse.operations.pools.create_user_pool import create_user_pool
from poolhouse.operations.pools.delete_user_pool import delete_user_pool
from poolhouse.operations.pools.describe_user_pool import describe_user_pool
from poolhouse.operations.pools.get_signing_certificate import get_signing_certificate
from poolhouse.operations.pools.get_user_pool_mfa_config import get_user_pool_mfa_config
from poolhouse.operations.pools.list_user_pools import list_user_pools
from poolhouse.operations.pools.set_user_pool_mfa_config import set_user_pool_mfa_config
from poolhouse.operations.pools.update_user_pool import update_user_pool
from poolhouse.operations.profile.delete_user import delete_user
from poolhouse.operations.profile.delete_user_attributes import delete_user_attributes
from poolhouse.operations.profile.get_user import get_user
from poolhouse.operations.profile.get_user_attribute_verification_code import get_user_attribute_verification_code
from poolhouse.operations.profile.get_user_auth_factors import get_user_auth_factors
from poolhouse.operations.profile.update_user_attributes import update_user_attributes
from poolhouse.operations.profile.verify_user_attribute import verify_user_attribute
from poolhouse.operations.recovery.change_password import change_password
from poolhouse.operations.recovery.confirm_forgot_password import confirm_forgot_password
from poolhouse.operations.recovery.forgot_password import forgot_password
from poolhouse.operations.resource_servers.create_resource_server import create_resource_server
from poolhouse.operations.resource_servers.delete_resource_server import delete_resource_server
from poolhouse.operations.resource_servers.describe_resource_server import describe_resource_server
from poolhouse.operations.resource_servers.list_resource_servers import list_resource_servers
from poolhouse.operations.resource_servers.update_resource_server import update_resource_server
from poolhouse.operations.sign_in.admin_initiate_auth import admin_initiate_auth
from poolhouse.operations.sign_in.admin_respond_to_auth_challenge import admin_respond_to_auth_challenge
from poolhouse.operations.sign_in.get_client_token import get_client_token
from poolhouse.operations.sign_in.get_tokens_from_refresh_token import get_tokens_from_refresh_token
from poolhouse.operations.sign_in.initiate_auth import initiate_auth
from poolhouse.operations.sign_in.respond_to_auth_challenge import respond_to_auth_challenge
from poolhouse.operations.sign_out.admin_user_global_sign_out import admin_user_global_sign_out
from poolhouse.operations.sign_out.global_sign_out import global_sign_out
from poolhouse.operations.sign_out.revoke_token import revoke_token
from poolhouse.operations.sign_up.confirm_sign_up import confirm_sign_up
from poolhouse.operations.sign_up.resend_confirmation_code import resend_confirmation_code
from poolhouse.operations.sign_up.sign_up import sign_up
from poolhouse.operations.users.admin_confirm_sign_up import admin_confirm_sign_up
from poolhouse.operations.users.admin_create_user import admin_create_user
from poolhouse.operations.users.admin_delete_user import admin_delete_user
from poolhouse.operations.users.admin_delete_user_attributes import admin_delete_user_attributes
from poolhouse.operations.users.admin_disable_provider_for_user import admin_disable_provider_for_user
from poolhouse.operations.users.admin_disable_user import admin_disable_user
from poolhouse.operations.users.admin_enable_user import admin_enable_user
from poolhouse.operations.users.admin_get_user import admin_get_user
from poolhouse.operations.users.admin_link_provider_for_user import admin_link_provider_for_user
from poolhouse.operations.users.admin_set_user_password import admin_set_user_password
from poolhouse.operations.users.admin_update_user_attributes import admin_update_user_attributes
from poolhouse.operations.users.list_users import list_users

Operation = Callable[..., Awaitable[Any]]

OPERATIONS: dict[str, Operation] = {
    "AddCustomAttributes": add_custom_attributes,
    "AdminAddUserToGroup": admin_add_user_to_group,
    "AdminConfirmSignUp": admin_confirm_sign_up,
    "AdminCreateUser": admin_create_user,
    "AdminDeleteUser": admin_delete_user,
    "AdminDeleteUserAttributes": admin_delete_user_attributes,
    "AdminDisableProviderForUser": admin_disable_provider_for_user,
    "AdminDisableUser": admin_disable_user,
    "AdminEnableUser": admin_enable_user,
    "AdminForgetDevice": admin_forget_device,
    "AdminGetDevice": admin_get_device,
    "AdminGetUser": admin_get_user,
    "AdminInitiateAuth": admin_initiate_auth,
    "AdminLinkProviderForUser": admin_link_provider_for_user,
    "AdminListDevices": admin_list_devices,
    "AdminListGroupsForUser": admin_list_groups_for_user,
    "AdminRemoveUserFromGroup": admin_remove_user_from_group,
    "AdminRespondToAuthChallenge": admin_respond_to_auth_challenge,
    "AdminSetUserMFAPreference": admin_set_user_mfa_preference,
    "AdminSetUserPassword": admin_set_user_password,
    "AdminUpdateDeviceStatus": admin_update_device_status,
    "AdminUpdateUserAttributes": admin_update_user_attributes,
    "AdminUserGlobalSignOut": admin_user_global_sign_out,
    "AssociateSoftwareToken": associate_software_token,
    "ChangePassword": change_password,
    "CompleteWebAuthnRegistration": complete_web_authn_registration,
    "ConfirmDevice": confirm_device,
    "ConfirmForgotPassword": confirm_forgot_password,
    "ConfirmSignUp": confirm_sign_up,
    "CreateGroup": create_group,
    "CreateIdentityProvider": create_identity_provider,
    "CreateManagedLoginBranding": create_managed_login_branding,
    "CreateResourceServer": create_resource_server,
    "CreateUserPool": create_user_pool,
    "CreateUserPoolClient": create_user_pool_client,
    "CreateUserPoolDomain": create_user_pool_domain,
    "DeleteGroup": delete_group,
    "DeleteIdentityProvider": delete_identity_provider,
    "DeleteManagedLoginBranding": delete_managed_login_branding,
    "DeleteResourceServer": delete_resource_server,
    "DeleteUser": delete_user,
    "DeleteUserAttributes": delete_user_attributes,
    "DeleteUserPool": delete_user_pool,
    "DeleteUserPoolClient": delete_user_pool_client,
    "DeleteUserPoolDomain": delete_user_pool_domain,
    "DeleteWebAuthnCredential": delete_web_authn_credential,
    "DescribeIdentityProvider": describe_identity_provider,
    "DescribeManagedLoginBranding": describe_managed_login_branding,
    "DescribeManagedLoginBrandingByClient": describe_managed_login_branding_by_client,
    "DescribeResourceServer": describe_resource_server,
    "DescribeUserPool": describe_user_pool,
    "DescribeUserPoolClient": describe_user_pool_client,
    "DescribeUserPoolDomain": describe_user_pool_domain,
    "ForgetDevice": forget_device,
    "ForgotPassword": forgot_password,
    "GetClientToken": get_client_token,
    "GetDevice": get_device,
    "GetGroup": get_group,
    "GetIdentityProviderByIdentifier": get_identity_provider_by_identifier,
    "GetSigningCertificate": get_signing_certificate,
    "GetTokensFromRefreshToken": get_tokens_from_refresh_token,
    "GetUICustomization": get_ui_customization,
    "GetUser": get_user,
    "GetUserAttributeVerificationCode": get_user_attribute_verification_code,
    "GetUserAuthFactors": get_user_auth_factors,
    "GetUserPoolMfaConfig": get_user_pool_mfa_config,
    "GlobalSignOut": global_sign_out,
    "InitiateAuth": initiate_auth,
    "ListDevices": list_devices,
    "ListGroups": list_groups,
    "ListIdentityProviders": list_identity_providers,
    "ListResourceServers": list_resource_servers,
    "ListUserPoolClients": list_user_pool_clients,
    "ListUserPools": list_user_pools,
    "ListUsers": list_users,
    "ListUsersInGroup": list_users_in_group,
    "ListWebAuthnCredentials": list_web_authn_credentials,
    "ResendConfirmationCode": resend_confirmation_code,
    "RespondToAuthChallenge": respond_to_auth_challenge,
    "RevokeToken": revoke_token,
    "SetUICustomization": set_ui_customization,
    "SetUserMFAPreference": set_user_mfa_preference,
    "SetUserPoolMfaConfig": set_user_pool_mfa_config,
    "SignUp": sign_up,
    "StartWebAuthnRegistration": start_web_authn_registration,
    "UpdateDeviceStatus": update_device_status,
    "UpdateGroup": update_group,
    "UpdateIdentityProvider": update_identity_provider,
    "UpdateManagedLoginBranding": update_managed_login_branding,
    "UpdateResourceServer": update_resource_server,
    "UpdateUserAttributes": update_user_attributes,
    "UpdateUserPool": update_user_pool,
    "UpdateUserPoolClient": update_user_pool_client,
    "UpdateUserPoolDomain": update_user_pool_domain,
    "VerifySoftwareToken": verify_software_token,
    "VerifyUserAttribute": verify_user_attribute,
}


def bind(
    services: Mapping[str, object], operations: Mapping[str, Operation] = OPERATIONS
) -> dict[str, Callable[[Any, Caller], Awaitable[Any]]]:
    """Each operation with the services that its keyword parameters name. Raises KeyError for one that is not there."""
    return {name: _bound(operation, services) for name, operation in operations.items()}


def _bound(operation: Operation, services: Mapping[str, object]) -> Callable[[Any, Caller], Awaitable[Any]]:
    wanted = [name for name, kind in inspect.signature(operation).parameters.items() if kind.kind is kind.KEYWORD_ONLY]
    given = {name: services[name] for name in wanted if name != "caller"}
    if "caller" in wanted:
        return lambda request, caller: operation(request, caller=caller, **given)
    return lambda request, _: operation(request, **given)
