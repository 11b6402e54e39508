"""SAML 2.0 as a service provider: the web browser SSO profile (saml-profiles-2.0-os, section 4.1)."""
