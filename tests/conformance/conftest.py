"""The stores that must pass the suite, and what they are filled with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from poolhouse.model.attributes import build_schema
from poolhouse.model.group import Group
from poolhouse.model.user import PasswordRecord, User
from poolhouse.model.user_pool import ResourceServer, SigningKey, UserPool, UserPoolClient
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.wire import cognito_idp as wire

POOL = "us-east-1_Conform01"


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "poolhouse.db", Sealer(b"k" * 32))
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
