"""What identity pools refuse: type and text. Texts marked observed stand in public reports, the rest are ours."""

from __future__ import annotations

from poolhouse.errors import Problem

# --- what a request names --------------------------------------------------------------------------------------------
POOL_NOT_FOUND = Problem("ResourceNotFoundException", "IdentityPool '{pool_id}' not found.")  # observed
IDENTITY_NOT_FOUND = Problem("ResourceNotFoundException", "Identity '{identity_id}' not found.")  # observed
IDENTITY_FORBIDDEN = Problem("NotAuthorizedException", "Access to Identity '{identity_id}' is forbidden.")  # observed
INVALID_ARN = Problem("InvalidParameterException", "Invalid resource ARN: {arn}")

# --- logins ----------------------------------------------------------------------------------------------------------
GUESTS_OFF = Problem(  # observed
    "NotAuthorizedException", "Unauthenticated access is not supported for this identity pool."
)
PROVIDER_NOT_SUPPORTED = Problem(  # observed
    "NotAuthorizedException", "Token is not from a supported provider of this identity pool."
)
NOT_A_PUBLIC_PROVIDER = Problem("InvalidParameterException", "Please provide a valid public provider.")  # observed
LOGINS_DO_NOT_MATCH = Problem(  # observed
    "NotAuthorizedException",
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
)
NOT_A_TOKEN = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Not a valid OpenId Connect identity token."
)
CLAIM_MISSING = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Missing a required claim: {claim}"
)
WRONG_ISSUER = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Issuer doesn't match providerName"
)
NOT_VERIFIED = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Couldn't verify signed token."
)
TOKEN_EXPIRED = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Token expired: {now} >= {expiry}"
)
WRONG_AUDIENCE = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Incorrect token audience."
)
OWN_TOKEN_REFUSED = Problem(  # observed
    "NotAuthorizedException", "Invalid login token. Can't pass in a Cognito token."
)
USER_GONE = Problem("NotAuthorizedException", "Invalid login token. The user is signed out, disabled or deleted.")
LOGIN_OF_ANOTHER = Problem("ResourceConflictException", "Logins are already linked to another identity.")
PROVIDER_LINKED_ALREADY = Problem(
    "ResourceConflictException", "The identity is already linked to another user of {provider}."
)
PROVIDER_NOT_BUILT = Problem("NotImplementedException", "Logins of {provider} are not implemented by Poolhouse.", 501)
NOTHING_TO_UNLINK = Problem("InvalidParameterException", "Logins and LoginsToRemove must not be empty.")

# --- roles -----------------------------------------------------------------------------------------------------------
CONFIGURATION = Problem(  # observed
    "InvalidIdentityPoolConfigurationException",
    "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
)
ROLE_REFUSED = Problem("NotAuthorizedException", "The token's claims give no access to the requested role.")
ROLE_AMBIGUOUS = Problem("NotAuthorizedException", "No role could be determined from the token's claims.")
RESOLUTION_MISSING = Problem(
    "InvalidParameterException", "AmbiguousRoleResolution is required for the role mapping of {provider}."
)
RULES_MISSING = Problem(
    "InvalidParameterException", "RulesConfiguration is required for the role mapping of {provider}, of type Rules."
)
RULES_NOT_ALLOWED = Problem(
    "InvalidParameterException", "RulesConfiguration is not allowed for the role mapping of {provider}, of type Token."
)
NOT_A_ROLE = Problem("InvalidParameterException", "Not the ARN of a role: {arn}")
CLASSIC_FLOW_OFF = Problem(  # observed
    "InvalidParameterException", "Basic (classic) flow is not enabled, please use enhanced flow."
)
CLASSIC_FLOW_WITH_MAPPINGS = Problem(
    "InvalidParameterException",
    "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.",
)

# --- developer identities --------------------------------------------------------------------------------------------
NO_DEVELOPER_PROVIDER = Problem(
    "InvalidParameterException", "Please provide a valid developer provider: {provider} is none of this identity pool."
)
ONE_DEVELOPER_LOGIN = Problem(
    "InvalidParameterException", "Please provide exactly one login of the developer provider."
)
DEVELOPER_NAME_FIXED = Problem("InvalidParameterException", "The developer provider name cannot be changed once set.")
DEVELOPER_USER_TAKEN = Problem(
    "DeveloperUserAlreadyRegisteredException",
    "The developer user identifier is already registered under another identity.",
)
DEVELOPER_USER_UNKNOWN = Problem("ResourceNotFoundException", "Developer user identifier not found.")
NAME_IDENTITY_OR_USER = Problem(
    "InvalidParameterException", "Please provide an IdentityId or a DeveloperUserIdentifier."
)
IDENTITY_OF_ANOTHER_USER = Problem(
    "ResourceConflictException", "The developer user identifier belongs to another identity."
)
MERGE_CONFLICT = Problem(
    "ResourceConflictException", "Both identities are linked to {provider}, as two different users."
)
NO_PRINCIPAL_TAGS = Problem("NotImplementedException", "PrincipalTags are not implemented by Poolhouse.", 501)

# --- sessions --------------------------------------------------------------------------------------------------------
SESSION_EXPIRED = Problem("ExpiredTokenException", "The security token included in the request is expired")
SESSION_UNKNOWN = Problem("UnrecognizedClientException", "The security token included in the request is invalid.")
NOT_ALLOWED = Problem(
    "AccessDeniedException",
    "User: {user} is not authorized to perform: {action} on resource: {resource} "
    "because no identity-based policy allows the {action} action",
)
DENIED = Problem(
    "AccessDeniedException",
    "User: {user} is not authorized to perform: {action} on resource: {resource} "
    "with an explicit deny in an identity-based policy",
)
