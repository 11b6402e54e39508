"""What each type of identity provider must be told, and what it is known by without being told.

Source: API reference, CreateIdentityProvider, "ProviderDetails"; developer guide, "Third-party IdP sign-in".
"""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse import errors
from poolhouse.model.identity_provider import ProviderType
from poolhouse.model.provider_address import is_safe

_OAUTH = ("client_id", "client_secret", "authorize_scopes")
_REQUIRED: Mapping[ProviderType, tuple[str, ...]] = {
    "OIDC": ("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"),
    "SAML": (),
    "Facebook": _OAUTH,
    "Google": _OAUTH,
    "LoginWithAmazon": _OAUTH,
    "SignInWithApple": ("client_id", "team_id", "key_id", "private_key", "authorize_scopes"),
}
_URLS = ("oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri", "MetadataURL")
_METADATA = ("MetadataURL", "MetadataFile")
_REQUEST_METHODS = ("GET", "POST")
_FACEBOOK_VERSION = "v17.0"
SECRET_DETAILS = frozenset({"private_key"})
"""Never shown again once given."""


def complete_details(kind: ProviderType, given: Mapping[str, str]) -> dict[str, str]:
    """The details with the provider's well-known ones filled in. Raises ServiceError InvalidParameterException."""
    missing = [name for name in _REQUIRED[kind] if not given.get(name)]
    if missing:
        raise errors.PROVIDER_DETAILS_MISSING(type=kind, names=", ".join(missing))
    if kind == "SAML" and sum(bool(given.get(name)) for name in _METADATA) != 1:
        raise errors.SAML_METADATA()
    if kind == "SAML" and (document := given.get("MetadataFile")):
        _check_metadata(document)
    method = given.get("attributes_request_method")
    if method is not None and method not in _REQUEST_METHODS:
        raise errors.PROVIDER_DETAIL_INVALID(name="attributes_request_method", value=method)
    details = {**_well_known(kind, given), **given}
    for name in _URLS:
        # With those that are well known: they contain what is given as api_version.
        if details.get(name) and not is_safe(details[name]):
            raise errors.PROVIDER_DETAIL_INVALID(name=name, value=details[name])
    return details


def _check_metadata(document: str) -> None:
    # The XML library loads with the first document, not with the server.
    from poolhouse.model.saml_xml import is_metadata

    if not is_metadata(document.encode()):
        raise errors.SAML_METADATA_UNREADABLE()


def _well_known(kind: ProviderType, given: Mapping[str, str]) -> dict[str, str]:
    if kind == "OIDC":
        return {"attributes_url_add_attributes": "false"}
    if kind == "Facebook":
        version = given.get("api_version", _FACEBOOK_VERSION)
        return {
            "api_version": version,
            "attributes_url": f"https://graph.facebook.com/{version}/me?fields=",
            "attributes_url_add_attributes": "true",
            "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
            "token_request_method": "GET",
            "token_url": f"https://graph.facebook.com/{version}/oauth/access_token",
        }
    if kind == "Google":
        return {
            "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
            "attributes_url_add_attributes": "true",
            "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
            "oidc_issuer": "https://accounts.google.com",
            "token_request_method": "POST",
            "token_url": "https://www.googleapis.com/oauth2/v4/token",
        }
    if kind == "LoginWithAmazon":
        return {
            "attributes_url": "https://api.amazon.com/user/profile",
            "attributes_url_add_attributes": "false",
            "authorize_url": "https://www.amazon.com/ap/oa",
            "token_request_method": "POST",
            "token_url": "https://api.amazon.com/auth/o2/token",
        }
    if kind == "SignInWithApple":
        return {
            "attributes_url_add_attributes": "false",
            "authorize_url": "https://appleid.apple.com/auth/authorize",
            "oidc_issuer": "https://appleid.apple.com",
            "token_request_method": "POST",
            "token_url": "https://appleid.apple.com/auth/token",
        }
    return {}
