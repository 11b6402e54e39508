"""The error catalogue: type, HTTP status and text of every answer that is not a success, as data.

    ServiceError            what an API caller gets, in the protocol's own form
      built from a Problem  one line of the catalogue below; call it with the values of its text

The public text is separate from ``hint``, which only the log and ``poolhouse explain`` show. Texts marked observed,
unconfirmed or choice in comments are ours to change here and nowhere else.
"""

from __future__ import annotations

import msgspec


class ServiceError(Exception):
    """An error with AWS's type and text. ``status`` is the HTTP status; ``hint`` never leaves the server."""

    def __init__(self, error_type: str, message: str, *, status: int = 400, hint: str = "") -> None:
        super().__init__(f"{error_type}: {message}")
        self.type = error_type
        self.message = message
        self.status = status
        self.hint = hint


class Problem(msgspec.Struct, frozen=True):
    """A line of the catalogue. ``text`` may hold ``{name}`` fields, given as keywords when the error is raised."""

    type: str
    text: str
    status: int = 400

    def __call__(self, *, hint: str = "", **values: object) -> ServiceError:
        return ServiceError(self.type, self.text.format(**values), status=self.status, hint=hint)


# --- across operations -----------------------------------------------------------------------------------------------
INVALID_PARAMETER = Problem("InvalidParameterException", "{text}")
USER_POOL_NOT_FOUND = Problem("ResourceNotFoundException", "User pool {pool_id} does not exist.")
CLIENT_NOT_FOUND = Problem("ResourceNotFoundException", "User pool client {client_id} does not exist.")
USER_NOT_FOUND = Problem("UserNotFoundException", "User does not exist.")
SECRET_HASH_MISSING = Problem(
    "NotAuthorizedException", "Client {client_id} is configured with secret but SECRET_HASH was not received"
)
SECRET_HASH_WRONG = Problem("NotAuthorizedException", "Unable to verify secret hash for client {client_id}")
ATTEMPT_LIMIT = Problem("LimitExceededException", "Attempt limit exceeded, please try after some time.")
FEATURE_NOT_IN_TIER = Problem(
    "FeatureUnavailableInTierException",
    "The following features need to be disabled for the {tier} pricing tier configured: {feature}",
)
BAD_PAGINATION_TOKEN = Problem("InvalidParameterException", "Invalid pagination token")  # unconfirmed

# --- access tokens ---------------------------------------------------------------------------------------------------
ACCESS_TOKEN_INVALID = Problem("NotAuthorizedException", "Invalid Access Token")
ACCESS_TOKEN_EXPIRED = Problem("NotAuthorizedException", "Access Token has expired")
ACCESS_TOKEN_REVOKED = Problem("NotAuthorizedException", "Access Token has been revoked")
ACCESS_TOKEN_UNSIGNED = Problem("NotAuthorizedException", "Could not verify signature for Access Token")
ACCESS_TOKEN_SCOPE = Problem("NotAuthorizedException", "Access Token does not have required scopes")

# --- sign-in ---------------------------------------------------------------------------------------------------------
INCORRECT_PASSWORD = Problem("NotAuthorizedException", "Incorrect username or password.")
USER_NOT_CONFIRMED = Problem("UserNotConfirmedException", "User is not confirmed.")
USER_DISABLED = Problem("NotAuthorizedException", "User is disabled.")
RESET_REQUIRED = Problem("PasswordResetRequiredException", "Password reset required for the user")
LOCKED_OUT = Problem("NotAuthorizedException", "Password attempts exceeded")
TEMPORARY_PASSWORD_EXPIRED = Problem(
    "NotAuthorizedException", "Temporary password has expired and must be reset by an administrator."
)
PASSWORD_FLOW_OFF = Problem("InvalidParameterException", "{flow} flow not enabled for this client")
FLOW_OFF = Problem("InvalidParameterException", "{flow} is not enabled for the client.")
ADMIN_FLOW_OFF = Problem("InvalidParameterException", "Auth flow not enabled for this client")
FLOW_NOT_SUPPORTED = Problem("InvalidParameterException", "Initiate Auth method not supported")
PARAMETER_MISSING = Problem("InvalidParameterException", "Missing required parameter {name}")
CUSTOM_AUTH_NOT_CONFIGURED = Problem(
    "InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool."
)
SESSION_REUSED = Problem("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
SESSION_EXPIRED = Problem("NotAuthorizedException", "Invalid session for the user, session is expired.")
SESSION_INVALID = Problem("NotAuthorizedException", "Invalid session for the user.")
REFRESH_TOKEN_INVALID = Problem("NotAuthorizedException", "Invalid Refresh Token.")
REFRESH_TOKEN_EXPIRED = Problem("NotAuthorizedException", "Refresh Token has expired")
REFRESH_TOKEN_REVOKED = Problem("NotAuthorizedException", "Refresh Token has been revoked")
REFRESH_TOKEN_REUSED = Problem("RefreshTokenReuseException", "Refresh Token has been invalidated")  # unconfirmed
ROTATION_REFUSES_FLOW = Problem(  # unconfirmed
    "InvalidParameterException", "REFRESH_TOKEN_AUTH flow not enabled for this client"
)
DEVICE_NOT_FOUND = Problem("ResourceNotFoundException", "Device does not exist.")  # unconfirmed
DEVICE_EXISTS = Problem("DeviceKeyExistsException", "Device already exists.")  # unconfirmed
DEVICE_KEY_INVALID = Problem("InvalidParameterException", "Invalid device key given.")  # unconfirmed
DEVICE_VERIFIER_INVALID = Problem(  # unconfirmed
    "InvalidParameterException", "Invalid device secret verifier configuration given."
)
DEVICES_NOT_TRACKED = Problem(  # unconfirmed
    "InvalidParameterException", "Device tracking is not configured for the user pool."
)
ATTRIBUTE_MISSING = Problem("InvalidParameterException", "Invalid attributes given, {name} is missing")
ATTRIBUTE_ALREADY_PROVIDED = Problem("NotAuthorizedException", "Cannot modify an already provided {name}")
NOT_BUILT = Problem("NotImplementedException", "{what} is not built yet.", 501)

# --- sign-up, codes and passwords ------------------------------------------------------------------------------------
SIGN_UP_USER_EXISTS = Problem("UsernameExistsException", "User already exists")
ALIAS_IN_USE_AT_SIGN_UP = Problem("UsernameExistsException", "An account with the given {name} already exists.")
ALIAS_IN_USE = Problem("AliasExistsException", "An account with the given {name} already exists.")
ALIAS_IN_USE_AT_CONFIRMATION = Problem("AliasExistsException", "An account with the {name} already exists.")
SIGN_UP_OFF = Problem("NotAuthorizedException", "SignUp is not permitted for this user pool")
SIGN_UP_PASSWORD_WEAK = Problem("InvalidPasswordException", "Password did not conform with policy: {reason}")
PASSWORD_WEAK = Problem("InvalidPasswordException", "Password does not conform to policy: {reason}")
PASSWORD_USED_BEFORE = Problem(  # unconfirmed
    "PasswordHistoryPolicyViolationException", "Password has previously been used."
)
USERNAME_NOT_EMAIL = Problem("InvalidParameterException", "Username should be an email.")
USERNAME_NOT_PHONE = Problem("InvalidParameterException", "Username should be a phone number.")  # by analogy
USERNAME_NOT_EITHER = Problem("InvalidParameterException", "Username should be either an email or a phone number.")
USERNAME_LIKE_EMAIL = Problem(
    "InvalidParameterException",
    "Username cannot be of email format, since user pool is configured for email alias.",
)
USERNAME_LIKE_PHONE = Problem(  # by analogy
    "InvalidParameterException",
    "Username cannot be of phone number format, since user pool is configured for phone number alias.",
)
USERNAME_OF_PROVIDER = Problem(  # unconfirmed
    "InvalidParameterException", "Username cannot begin with the name of an identity provider."
)
EMAIL_MISSING = Problem(  # unconfirmed
    "InvalidParameterException", "Email is required to verify/un-verify an email"
)
PHONE_MISSING = Problem(  # unconfirmed
    "InvalidParameterException", "Phone Number is required to verify/un-verify a phone number"
)
EMAIL_SHAPE = Problem("InvalidParameterException", "Invalid email address format.")
PHONE_SHAPE = Problem("InvalidParameterException", "Invalid phone number format.")
SCHEMA = Problem("InvalidParameterException", "Attributes did not conform to the schema: {problems}")
ATTRIBUTE_NOT_WRITABLE = Problem("NotAuthorizedException", "A client attempted to write unauthorized attribute")
ATTRIBUTE_IMMUTABLE = Problem("InvalidParameterException", "user.{name}: Attribute cannot be updated.")
CODE_MISMATCH = Problem("CodeMismatchException", "Invalid verification code provided, please try again.")
CODE_EXPIRED = Problem("ExpiredCodeException", "Invalid code provided, please request a code again.")
CANNOT_CONFIRM = Problem("NotAuthorizedException", "User cannot be confirmed. Current status is {status}")
ALREADY_CONFIRMED = Problem("InvalidParameterException", "User is already confirmed.")
USERNAME_CLIENT_NOT_FOUND = Problem("UserNotFoundException", "Username/client id combination not found.")
NO_VERIFIED_CHANNEL = Problem(
    "InvalidParameterException",
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
)
NOTHING_TO_VERIFY = Problem("InvalidParameterException", "Auto verification not turned on.")  # unconfirmed
CODE_NOT_DELIVERED = Problem("CodeDeliveryFailureException", "Unable to deliver the code.")  # unconfirmed
CANNOT_RESET = Problem("NotAuthorizedException", "User password cannot be reset in the current state.")
CONTACT_ADMINISTRATOR = Problem("NotAuthorizedException", "Contact administrator to reset password.")

# --- administration --------------------------------------------------------------------------------------------------
USER_EXISTS = Problem("UsernameExistsException", "User account already exists")
RESEND_NOT_POSSIBLE = Problem(  # unconfirmed
    "UnsupportedUserStateException", "Resend not possible. {username} status is not FORCE_CHANGE_PASSWORD"
)
GROUP_EXISTS = Problem("GroupExistsException", "A group with the name already exists.")
GROUP_NOT_FOUND = Problem("ResourceNotFoundException", "Group not found.")  # unconfirmed
RESOURCE_SERVER_EXISTS = Problem(  # unconfirmed
    "InvalidParameterException", "{identifier} already exists in user pool {pool_id}."
)
RESOURCE_SERVER_NOT_FOUND = Problem("ResourceNotFoundException", "Resource server {identifier} does not exist.")
SCOPE_NOT_FOUND = Problem("ScopeDoesNotExistException", "Invalid scope requested: {scope}")
CALLBACK_URLS_EMPTY = Problem(
    "InvalidOAuthFlowException", "CallbackUrls can not be empty when code flow or implicit flow is selected"
)
CLIENT_CREDENTIALS_NEEDS_SECRET = Problem(
    "InvalidOAuthFlowException",
    "client_credentials flow can not be selected if client does not have a client secret.",
)
CLIENT_TOKEN_ALONE = Problem(  # unconfirmed
    "InvalidParameterException", "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows."
)
CLIENT_TOKEN_NEEDS_SECRET = Problem(  # unconfirmed
    "InvalidParameterException", "ALLOW_CLIENT_TOKEN_AUTH requires a client secret."
)
CLIENT_SECRET_WRONG = Problem(  # unconfirmed
    "NotAuthorizedException", "Unable to verify the secret of client {client_id}"
)
SCOPE_NOT_ALLOWED = Problem("NotAuthorizedException", "Scope {scope} is not allowed for the client.")  # unconfirmed
CLIENT_CREDENTIALS_ALONE = Problem(
    "InvalidOAuthFlowException",
    "client_credentials flow can not be selected along with code flow or implicit flow.",
)
OAUTH_INCOMPLETE = Problem(
    "InvalidOAuthFlowException",
    "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
)
CLIENT_CREDENTIALS_SCOPES = Problem(  # text unknown
    "InvalidOAuthFlowException", "client_credentials flow can only be selected with custom scopes: {scope}"
)
URL_NOT_VALID = Problem("InvalidParameterException", "{url} is not a valid URL.")  # unconfirmed
PLAIN_HTTP = Problem("InvalidParameterException", "{url} cannot use the HTTP protocol.")
DEFAULT_REDIRECT_UNKNOWN = Problem(
    "InvalidParameterException", "The default redirect URI {url} is not in the callback URIs list."
)
READ_ATTRIBUTES = Problem("InvalidParameterException", "Invalid read attributes specified while creating a client")
WRITE_ATTRIBUTES = Problem("InvalidParameterException", "Invalid write attributes specified while creating a client")
ROTATION_WITH_REFRESH_FLOW = Problem(
    "InvalidParameterException",
    "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.",
)
FLOW_NAMES_MIXED = Problem(
    "InvalidParameterException", "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."
)
PROVIDER_UNKNOWN = Problem("InvalidParameterException", "The provider {name} does not exist for User Pool {pool_id}.")
VALIDITY_RANGE = Problem("InvalidParameterException", "Invalid range for token validity.")
VALIDITY_ORDER = Problem(
    "InvalidParameterException",
    "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
)
TRIGGER_ARNS_DIFFER = Problem(
    "InvalidParameterException",
    "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
)
FIRST_FACTORS_WITHOUT_PASSWORD = Problem(
    "InvalidParameterException", "Password should be configured as one of the allowed first auth factors."
)
DELETION_PROTECTED = Problem(  # text unconfirmed
    "InvalidParameterException",
    "The user pool cannot be deleted because deletion protection is activated. "
    "Deletion protection must be inactivated first.",
)
PROVIDER_EXISTS = Problem(  # unconfirmed
    "DuplicateProviderException", "An identity provider with this {what} already exists in the user pool."
)
IDENTITY_PROVIDER_NOT_FOUND = Problem(  # unconfirmed
    "ResourceNotFoundException", "Identity provider {name} does not exist."
)
PROVIDER_NAME = Problem(  # unconfirmed
    "InvalidParameterException", "{name} is not a valid name for an identity provider of type {type}."
)
PROVIDER_DETAILS_MISSING = Problem(  # unconfirmed
    "InvalidParameterException", "Missing required provider details for {type}: {names}."
)
PROVIDER_DETAIL_INVALID = Problem(  # unconfirmed
    "InvalidParameterException", "Invalid value for the provider detail {name}: {value}"
)
SAML_METADATA = Problem(  # unconfirmed
    "InvalidParameterException", "A SAML provider needs either MetadataURL or MetadataFile."
)
SAML_METADATA_UNREADABLE = Problem(  # unconfirmed
    "InvalidParameterException", "MetadataFile is not the SAML 2.0 metadata of an identity provider."
)
ATTRIBUTE_MAPPING = Problem(  # unconfirmed
    "InvalidParameterException", "Invalid attribute mapping: {name} cannot be mapped."
)
ACR_MAPPING_NOT_OIDC = Problem(  # unconfirmed
    "InvalidParameterException", "AcrMapping is supported for OIDC identity providers only."
)
TOO_MANY_PROVIDERS = Problem(  # unconfirmed
    "LimitExceededException", "The maximum number of identity providers is {most}."
)
TOO_MANY_IDENTITIES = Problem(  # unconfirmed
    "LimitExceededException", "The maximum number of identities linked to a user is {most}."
)
SOURCE_USER_INVALID = Problem(  # unconfirmed
    "InvalidParameterException", "A user of an identity provider needs ProviderName and ProviderAttributeValue."
)
DESTINATION_USER_INVALID = Problem(  # unconfirmed
    "InvalidParameterException", "DestinationUser needs ProviderName and ProviderAttributeValue."
)
SOURCE_USER_EXISTS = Problem(  # unconfirmed
    "InvalidParameterException",
    "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
)
ALREADY_LINKED = Problem("InvalidParameterException", "SourceUser is already linked to DestinationUser")  # unconfirmed
LINK_ATTRIBUTE = Problem(  # unconfirmed
    "InvalidParameterException", "{name} is not an attribute that provider {provider} maps."
)
DOMAIN_CHARACTERS = Problem(
    "InvalidParameterException",
    "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and "
    "hyphens. Please enter a different name that follows this format: "
    "^[a-z0-9](?:[a-z0-9\\-]{{0,61}}[a-z0-9])?$",
)
CUSTOM_DOMAIN_NAME = Problem(  # unconfirmed
    "InvalidParameterException", "Custom domain is not a valid subdomain: {domain}"
)
DOMAIN_RESERVED = Problem(  # unconfirmed
    "InvalidParameterException", "Domain cannot contain reserved word: {word}"
)
DOMAIN_TAKEN = Problem("InvalidParameterException", "Domain already associated with another user pool.")
POOL_HAS_DOMAIN = Problem(  # unconfirmed
    "InvalidParameterException", "User pool already has a domain configured."
)
DOMAIN_NOT_FOUND = Problem(  # unconfirmed
    "InvalidParameterException", "No such domain or user pool exists."
)
PREFIX_DOMAIN_CERTIFICATE = Problem(  # unconfirmed
    "InvalidParameterException", "CustomDomainConfig can be given for a custom domain only."
)
MANAGED_LOGIN_VERSION = Problem(  # unconfirmed
    "InvalidParameterException", "Invalid managed login version: {version}"
)
CSS_CLASS = Problem("InvalidParameterException", "CSS class {name} is not supported.")  # unconfirmed
CSS_INVALID = Problem("InvalidParameterException", "Invalid CSS: {text}")  # unconfirmed
IMAGE_TYPE = Problem("InvalidParameterException", "The image is not a valid file of type {type}.")  # unconfirmed
IMAGE_SIZE = Problem("InvalidParameterException", "The image must not be larger than {most} bytes.")  # unconfirmed
CUSTOMIZATION_NEEDS_DOMAIN = Problem(  # unconfirmed
    "InvalidParameterException", "There has to be an existing domain associated with this user pool"
)
PROVIDED_VALUES_ALONE = Problem(  # unconfirmed
    "InvalidParameterException", "Settings and Assets cannot be given together with UseCognitoProvidedValues."
)
BRANDING_SETTINGS = Problem("InvalidParameterException", "Settings must be a JSON object.")  # unconfirmed
BRANDING_EXISTS = Problem(  # unconfirmed
    "ManagedLoginBrandingExistsException", "The app client already has a managed login branding."
)
BRANDING_NOT_FOUND = Problem(  # unconfirmed
    "ResourceNotFoundException", "Managed login branding does not exist."
)
POOL_WITH_DOMAIN = Problem(
    "InvalidParameterException",
    "User pool cannot be deleted. It has a domain configured that should be deleted first.",
)
CONTEXT_NEEDS_SECRET = Problem(  # unconfirmed
    "InvalidParameterException",
    "EnablePropagateAdditionalUserContextData can be activated only in an app client that has a client secret.",
)
UNUSED_ACCOUNT_VALIDITY = Problem(
    "InvalidParameterException",
    "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
)
RECOVERY_BY_ADMINISTRATORS_ALONE = Problem(
    "InvalidParameterException",
    "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only setting with any other "
    "recovery mechanisms.",
)
VERIFIED_FIRST_WITHOUT_VERIFICATION = Problem(  # unconfirmed
    "InvalidParameterException",
    "AttributesRequireVerificationBeforeUpdate can name only attributes that are in AutoVerifiedAttributes.",
)
RESERVED_TAG = Problem(  # unconfirmed
    "UserPoolTaggingException", "aws: prefixed tag key names are not allowed for external use."
)
MFA_NEEDS_SMS = Problem(
    "InvalidParameterException",
    "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
)

# --- passkeys (types and meanings: service model; texts unconfirmed) --------------------------------------------------
PASSKEYS_OFF = Problem("WebAuthnNotEnabledException", "Passkeys are not enabled for the user pool.")
PASSKEYS_WITHOUT_RELYING_PARTY = Problem(
    "WebAuthnConfigurationMissingException", "The user pool has neither a relying party id nor a domain."
)
PASSKEY_CHALLENGE_NOT_FOUND = Problem(
    "WebAuthnChallengeNotFoundException", "The challenge was not found or has expired."
)
PASSKEY_OF_ANOTHER_CLIENT = Problem(
    "WebAuthnClientMismatchException", "The access token is of another client than the one that began."
)
PASSKEY_ORIGIN = Problem("WebAuthnOriginNotAllowedException", "The origin does not fit the relying party id.")
PASSKEY_RELYING_PARTY = Problem("WebAuthnRelyingPartyMismatchException", "The credential is of another relying party.")
PASSKEY_NOT_SUPPORTED = Problem("WebAuthnCredentialNotSupportedException", "The credential is not supported.")
PASSKEY_MALFORMED = Problem("InvalidParameterException", "Invalid credential.")
PASSKEY_NOT_FOUND = Problem("ResourceNotFoundException", "The credential does not exist.")
PASSKEY_REFUSED = Problem("NotAuthorizedException", "Invalid credential.")
TOO_MANY_PASSKEYS = Problem("LimitExceededException", "The maximum number of passkeys is {most}.")
RELYING_PARTY_ID = Problem("InvalidParameterException", "{rp_id} is not a valid relying party id.")
FIRST_FACTOR_UNKNOWN = Problem("InvalidParameterException", "{name} is not a challenge to choose.")

# --- second factor ---------------------------------------------------------------------------------------------------
SOFTWARE_TOKEN_OFF = Problem(
    "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool."
)
SOFTWARE_TOKEN_NOT_BEGUN = Problem(  # unconfirmed
    "SoftwareTokenMFANotFoundException", "No software token has been associated with the user."
)
SOFTWARE_TOKEN_MISMATCH = Problem("EnableSoftwareTokenMFAException", "Code mismatch")  # unconfirmed
SOFTWARE_TOKEN_CODE_MISMATCH = Problem("CodeMismatchException", "Invalid code received for user")
SOFTWARE_TOKEN_CODE_USED = Problem("ExpiredCodeException", "Your software token has already been used once.")
TOKEN_OR_SESSION = Problem(  # unconfirmed
    "InvalidParameterException", "Exactly one of AccessToken and Session must be given."
)
MFA_NOT_ENROLLED = Problem("InvalidParameterException", "User does not have delivery config set to turn on {factor}")
MFA_PREFERRED_BUT_OFF = Problem(  # unconfirmed
    "InvalidParameterException", "{factor} must be enabled to be the preferred MFA."
)
MFA_OFF_WITH_FACTORS = Problem(
    "InvalidParameterException", "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
)
MFA_WITHOUT_FACTORS = Problem(
    "InvalidParameterException",
    "At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.",
)

# --- revocation ------------------------------------------------------------------------------------------------------
REVOCATION_OFF = Problem(  # unconfirmed
    "UnsupportedOperationException", "Revocation is disabled for this client. Enable token revocation first."
)
NOT_A_REFRESH_TOKEN = Problem("UnsupportedTokenTypeException", "Unsupported token type")  # unconfirmed
REVOKE_UNAUTHORIZED = Problem("UnauthorizedException", "Unauthorized")  # unconfirmed
