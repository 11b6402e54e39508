"""The stores that must pass the suite, and what they are filled with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from poolhouse.model.attributes import build_schema
from poolhouse.model.branding import EVERY_CLIENT, ManagedLoginBranding, UiCustomization
from poolhouse.model.device import Device, DeviceSecret
from poolhouse.model.domain import Domain
from poolhouse.model.group import Group
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.passkey import WebAuthnCredential
from poolhouse.model.user import PasswordRecord, User
from poolhouse.model.user_pool import ResourceServer, SigningKey, UserPool, UserPoolClient
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.wire import cognito_idp as wire

POOL = "us-east-1_Conform01"


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteStore]:
    """Hardly ever looks at what other processes have changed: its own changes must count all the same."""
    opened = SqliteStore(tmp_path / "poolhouse.db", Sealer(b"k" * 32), look_seconds=3600.0)
    yield opened
    opened.close()


@pytest.fixture
def other_node(store: SqliteStore, tmp_path: Path) -> Iterator[SqliteStore]:
    """Another process on the same database, which looks at once."""
    opened = SqliteStore(tmp_path / "poolhouse.db", Sealer(b"k" * 32), look_seconds=0.0)
    yield opened
    opened.close()


def make_pool(pool_id: str = POOL, name: str = "conformance") -> UserPool:
    return UserPool(
        id=pool_id,
        name=name,
        arn=f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{pool_id}",
        settings=wire.UserPoolType(mfa_configuration="OFF", user_pool_tags={"team": "tide"}),
        schema=build_schema([wire.SchemaAttributeType(name="tier", attribute_data_type="String")]),
        created_at=100.5,
        modified_at=101.25,
    )


def make_key(use: str = "id", created_at: float = 1.0) -> SigningKey:
    return SigningKey(pool_id=POOL, kid=f"{use}-{created_at}", use=use, private_der=b"der", created_at=created_at)  # type: ignore[arg-type]


def make_client(client_id: str = "client01", secret: str | None = "s3cret-value") -> UserPoolClient:
    return UserPoolClient(
        id=client_id,
        pool_id=POOL,
        name="web",
        secret=secret,
        settings=wire.UserPoolClientType(refresh_token_validity=30, callback_urls=["https://app.poolhouse.test"]),
        created_at=1.0,
        modified_at=2.0,
    )


def make_user(name: str = "marina", **changes: object) -> User:
    values: dict[str, object] = {
        "pool_id": POOL,
        "sub": f"sub-{name}",
        "username": name,
        "status": "CONFIRMED",
        "enabled": True,
        "attributes": {"email": f"{name}@poolhouse.test", "email_verified": "true", "custom:tier": "gold"},
        "created_at": 10.0,
        "modified_at": 11.0,
        "password": PasswordRecord(salt=b"\x01" * 16, verifier=b"\x02" * 384, set_at=5.0),
    }
    return User(**{**values, **changes})  # type: ignore[arg-type]


def make_group(name: str = "divers", precedence: int | None = 5) -> Group:
    return Group(pool_id=POOL, name=name, precedence=precedence, created_at=1.0, modified_at=1.0)


def make_resource_server(identifier: str = "harbour-api") -> ResourceServer:
    return ResourceServer(pool_id=POOL, identifier=identifier, name="Harbour", scopes={"berths.read": "Read berths"})


def make_domain(domain: str = "harbour", pool_id: str = POOL) -> Domain:
    return Domain(
        domain=domain,
        pool_id=pool_id,
        managed_login_version=2,
        distribution="d0123456789abc.cloudfront.net",
        custom=wire.CustomDomainConfigType(certificate_arn="arn:aws:acm:us-east-1:000000000000:certificate/tide"),
        created_at=1.5,
        modified_at=2.5,
    )


def make_provider(name: str = "Lighthouse", *identifiers: str) -> IdentityProvider:
    return IdentityProvider(
        pool_id=POOL,
        name=name,
        type="OIDC",
        details={"client_id": "keeper", "client_secret": "fake-lighthouse-secret"},
        attribute_mapping={"email": "mail"},
        identifiers=identifiers,
        acr_mapping={"Level1": "low-water"},
        created_at=1.5,
        modified_at=2.5,
    )


def make_device(key: str = "us-east-1_5f0c2a0e-3b1d-4c55-9a77-1f2e3d4c5b6a", sub: str = "sub-marina") -> Device:
    return Device(
        pool_id=POOL,
        sub=sub,
        key=key,
        group_key="-AbCdEf12",
        name="tablet",
        secret=DeviceSecret(salt=b"\x91" * 16, verifier=b"verifier-of-a-device"),
        status="remembered",
        last_ip="192.0.2.7",
        created_at=1.5,
        modified_at=2.5,
        authenticated_at=3.5,
    )


def make_passkey(passkey_id: str = "cGFzc2tleS0x", sub: str = "sub-marina") -> WebAuthnCredential:
    return WebAuthnCredential(
        pool_id=POOL,
        sub=sub,
        id=passkey_id,
        public_key=b"\xa5\x01\x02\x03\x26",
        sign_count=2**32 - 2,
        name="Security key",
        rp_id="tide.poolhouse.test",
        transports=("nfc", "usb"),
        attachment="cross-platform",
        created_at=1.5,
    )


def make_branding(client_id: str = "client01", branding_id: str = "branding-1") -> ManagedLoginBranding:
    return ManagedLoginBranding(
        id=branding_id,
        pool_id=POOL,
        client_id=client_id,
        use_provided_values=False,
        settings={"components": {"pageBackground": {"image": {"enabled": True}}}},
        assets=(wire.AssetType(category="FORM_LOGO", color_mode="LIGHT", extension="PNG", bytes_=b"\x89PNG"),),
        created_at=1.5,
        modified_at=2.5,
    )


def make_customization(client_id: str = EVERY_CLIENT) -> UiCustomization:
    return UiCustomization(
        pool_id=POOL,
        client_id=client_id,
        css=".banner-customizable { background: navy; }",
        css_version="20260101000000",
        image=b"\x89PNG",
        created_at=1.5,
        modified_at=2.5,
    )
