"""The domain of every pool: OAuth endpoints and sign-in pages, tied together."""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.app.federation import federation
from poolhouse.app.parts import Parts
from poolhouse.http.browser import browser_routes
from poolhouse.http.federation import federation_routes
from poolhouse.http.oauth import OAuthApp, RevocationApp, TokenApp, UserInfoApp
from poolhouse.oauth.authorize import AuthorizationEndpoint
from poolhouse.oauth.browser_sessions import BrowserSessions
from poolhouse.oauth.codes import AuthorizationCodes
from poolhouse.oauth.grants.authorization_code import AuthorizationCodeGrant
from poolhouse.oauth.grants.client_credentials import ClientCredentials
from poolhouse.oauth.grants.refresh_token import RefreshTokenGrant
from poolhouse.oauth.hosted_sign_in import HostedSignIn
from poolhouse.oauth.passkeys import PasskeysOnPages
from poolhouse.oauth.revoke import RevocationEndpoint
from poolhouse.oauth.token import Grant, TokenEndpoint
from poolhouse.oauth.user_info import UserInfoEndpoint
from poolhouse.pages.app import SignInPages
from poolhouse.pages.services import BoundOperation, PageServices


def oauth(parts: Parts, operations: Mapping[str, BoundOperation]) -> OAuthApp:
    """``operations`` are those of the user pools' API: what the pages do is what they do."""
    store, clock, services = parts.store, parts.clock, parts.sign_in
    sessions = BrowserSessions(clock, parts.entropy)
    codes = AuthorizationCodes(clock, parts.entropy)
    sign_in = HostedSignIn(services, codes, sessions)
    providers = federation(parts, sign_in)
    grants: list[Grant] = [
        AuthorizationCodeGrant(services, codes),
        RefreshTokenGrant(services),
        ClientCredentials(store, parts.keys, parts.machine_tokens),
    ]
    pages = SignInPages(
        store=store,
        services=PageServices(sign_in, PasskeysOnPages(services, sessions, sign_in), operations, services.strangers),
        journeys=parts.page_journeys,
        entropy=parts.entropy,
    )
    authorization = AuthorizationEndpoint(store, clock, sessions, sign_in, providers)
    return OAuthApp(
        endpoints={
            "/oauth2/token": TokenApp(TokenEndpoint(store, grants)),
            "/oauth2/revoke": RevocationApp(RevocationEndpoint(store, services.refresh_tokens)),
            "/oauth2/userInfo": UserInfoApp(UserInfoEndpoint(store, clock, parts.access_tokens)),
        },
        routes=[
            *browser_routes(authorization, store, sessions, pages.signed_out),
            *federation_routes(providers),
            *pages.routes(),
        ],
    )
