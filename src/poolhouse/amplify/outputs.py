"""A stack's outputs → ``amplify_outputs.json``.

AWS's form has no place for an endpoint, so a front end that is given it would call AWS. The file that is written here
therefore holds both forms: AWS's keys, for whoever reads them, and aws-amplify's own configuration, which the library
takes as it stands when ``version`` does not begin with "1". The file in AWS's form alone lies beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from poolhouse.amplify.assembly import Asset

VERSION = "1.5"
OWN_VERSION = f"poolhouse-{VERSION}"
FILE = "amplify_outputs.json"
AWS_FILE = "amplify_outputs.aws.json"
INTROSPECTION_FILE = "modelIntrospectionSchema.json"

_MFA = {"OFF": "NONE", "OPTIONAL": "OPTIONAL", "ON": "REQUIRED"}
_MFA_STATUS = {"NONE": "off", "OPTIONAL": "optional", "REQUIRED": "on"}
_AUTH_MODES = {
    "AMAZON_COGNITO_USER_POOLS": "userPool",
    "API_KEY": "apiKey",
    "AWS_IAM": "iam",
    "AWS_LAMBDA": "lambda",
    "OPENID_CONNECT": "oidc",
}
_REQUIREMENTS = {
    "REQUIRES_LOWERCASE": ("require_lowercase", "requireLowercase"),
    "REQUIRES_NUMBERS": ("require_numbers", "requireNumbers"),
    "REQUIRES_SYMBOLS": ("require_symbols", "requireSpecialCharacters"),
    "REQUIRES_UPPERCASE": ("require_uppercase", "requireUppercase"),
}
_DEFAULT_MINIMUM = 8


def write_outputs(root: Path, outputs: Mapping[str, str], assets: tuple[Asset, ...], endpoint: str) -> Path:
    """Both files in ``root``; the path of the first."""
    aws = aws_form(outputs, _introspection(assets))
    path = root / FILE
    _write(path, {**aws, **own_form(aws, endpoint), "version": OWN_VERSION})
    _write(root / AWS_FILE, aws)
    return path


def aws_form(outputs: Mapping[str, str], introspection: Any = None) -> dict[str, Any]:
    """The file as Amplify's own tools write it (schema version 1.5)."""
    document: dict[str, Any] = {}
    if "userPoolId" in outputs:
        document["auth"] = _auth(outputs)
    if "awsAppsyncApiEndpoint" in outputs:
        document["data"] = _data(outputs, introspection)
    for name, own in json.loads(outputs.get("customOutputs") or "{}").items():
        made = document.get(name)
        document[name] = {**made, **own} if isinstance(made, dict) and isinstance(own, dict) else own
    return {**document, "version": VERSION}


def own_form(aws: Mapping[str, Any], endpoint: str) -> dict[str, Any]:
    """aws-amplify's ResourcesConfig for the same backend, with ``endpoint`` where requests go."""
    form: dict[str, Any] = {}
    if "user_pool_id" in aws.get("auth", {}):
        form["Auth"] = {"Cognito": _cognito(aws["auth"], endpoint)}
    if "url" in aws.get("data", {}):
        data = aws["data"]
        form["API"] = {
            "GraphQL": _without_none(
                {
                    "endpoint": data["url"],
                    "region": data["aws_region"],
                    "defaultAuthMode": _AUTH_MODES[data["default_authorization_type"]],
                    "apiKey": data.get("api_key"),
                    "modelIntrospection": data.get("model_introspection"),
                }
            )
        }
    return form


def _auth(outputs: Mapping[str, str]) -> dict[str, Any]:
    def parsed(name: str) -> Any:
        return json.loads(outputs[name]) if outputs.get(name) else None

    auth = {
        "user_pool_id": outputs["userPoolId"],
        "aws_region": outputs["authRegion"],
        "user_pool_client_id": outputs["webClientId"],
        "identity_pool_id": outputs.get("identityPoolId") or None,
        "mfa_methods": parsed("mfaTypes"),
        "standard_required_attributes": parsed("signupAttributes"),
        "username_attributes": parsed("usernameAttributes"),
        "user_verification_types": parsed("verificationMechanisms"),
        "groups": parsed("groups"),
        "mfa_configuration": _MFA.get(outputs.get("mfaConfiguration", "")),
        "password_policy": _password_policy(outputs),
        "oauth": _oauth(outputs),
    }
    if outputs.get("allowUnauthenticatedIdentities"):
        auth["unauthenticated_identities_enabled"] = outputs["allowUnauthenticatedIdentities"] == "true"
    return _without_none(auth)


def _password_policy(outputs: Mapping[str, str]) -> dict[str, Any] | None:
    minimum, requirements = outputs.get("passwordPolicyMinLength"), outputs.get("passwordPolicyRequirements")
    if not minimum and not requirements:
        return None
    wanted = json.loads(requirements) if requirements else []
    policy: dict[str, Any] = {"min_length": int(minimum) if minimum else _DEFAULT_MINIMUM}
    return policy | {names[0]: requirement in wanted for requirement, names in _REQUIREMENTS.items()}


def _oauth(outputs: Mapping[str, str]) -> dict[str, Any] | None:
    sign_in, sign_out = outputs.get("oauthRedirectSignIn"), outputs.get("oauthRedirectSignOut")
    if not sign_in or not sign_out:
        return None
    return {
        "identity_providers": json.loads(outputs.get("socialProviders") or "[]"),
        "redirect_sign_in_uri": sign_in.split(","),
        "redirect_sign_out_uri": sign_out.split(","),
        "response_type": outputs.get("oauthResponseType", "code"),
        "scopes": json.loads(outputs.get("oauthScope") or "[]"),
        "domain": outputs.get("oauthCognitoDomain", ""),
    }


def _data(outputs: Mapping[str, str], introspection: Any) -> dict[str, Any]:
    additional = outputs.get("awsAppsyncAdditionalAuthenticationTypes")
    return _without_none(
        {
            "url": outputs["awsAppsyncApiEndpoint"],
            "aws_region": outputs["awsAppsyncRegion"],
            "api_key": outputs.get("awsAppsyncApiKey") or None,
            "default_authorization_type": outputs["awsAppsyncAuthenticationType"],
            "authorization_types": additional.split(",") if additional else [],
            "model_introspection": introspection,
        }
    )


def _cognito(auth: Mapping[str, Any], endpoint: str) -> dict[str, Any]:
    cognito: dict[str, Any] = {
        "userPoolId": auth["user_pool_id"],
        "userPoolClientId": auth["user_pool_client_id"],
        "userPoolEndpoint": f"{endpoint}/",
        "identityPoolId": auth.get("identity_pool_id"),
        "identityPoolEndpoint": f"{endpoint}/" if "identity_pool_id" in auth else None,
        "allowGuestAccess": auth.get("unauthenticated_identities_enabled"),
        "groups": auth.get("groups"),
    }
    login: dict[str, Any] = {}
    if "username_attributes" in auth:
        names = auth["username_attributes"]
        login = {"email": "email" in names, "phone": "phone_number" in names, "username": "username" in names}
    if "oauth" in auth:
        login["oauth"] = {
            "domain": urlsplit(endpoint).netloc,
            "redirectSignIn": auth["oauth"]["redirect_sign_in_uri"],
            "redirectSignOut": auth["oauth"]["redirect_sign_out_uri"],
            "responseType": auth["oauth"]["response_type"],
            "scopes": auth["oauth"]["scopes"],
        }
    cognito["loginWith"] = login or None
    if "standard_required_attributes" in auth:
        cognito["userAttributes"] = {name: {"required": True} for name in auth["standard_required_attributes"]}
    if "password_policy" in auth:
        policy = auth["password_policy"]
        cognito["passwordFormat"] = {"minLength": policy["min_length"]} | {
            own: policy[aws] for aws, own in _REQUIREMENTS.values()
        }
    if "mfa_configuration" in auth:
        methods = auth.get("mfa_methods") or []
        status = _MFA_STATUS[auth["mfa_configuration"]]
        cognito["mfa"] = {"status": status, "smsEnabled": "SMS" in methods, "totpEnabled": "TOTP" in methods}
    return _without_none(cognito)


def _introspection(assets: tuple[Asset, ...]) -> Any:
    """What the synthesis wrote about models and queries; None when the backend has no data."""
    for asset in assets:
        file = asset.path / INTROSPECTION_FILE
        if asset.packaging == "zip" and file.is_file():
            return json.loads(file.read_text(encoding="utf-8"))
    return None


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
