"""Sign-in at identity providers: OpenID Connect, social providers, SAML 2.0.

Source: Cognito developer guide, "User pool sign-in with third party identity providers".
"""
