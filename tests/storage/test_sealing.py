"""Secrets at rest."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import msgspec
import pytest

from poolhouse.model.mfa import SoftwareToken, UserMfa
from poolhouse.storage.sealing import SealBroken, Sealer, WrongMasterKey, load_master_key
from poolhouse.storage.sqlite import SqliteStore
from tests.conformance.conftest import make_client, make_key, make_pool, make_user

PRIVATE_KEY = b"a private key in DER form"
APP, WAITING = b"secret-of-an-app-001", b"secret-of-an-app-002"


def test_a_sealed_value_opens_only_in_its_own_place() -> None:
    sealer = Sealer(b"k" * 32)
    sealed = sealer.seal(b"verifier", "users/pool/ana")
    assert b"verifier" not in sealed
    assert sealer.open(sealed, "users/pool/ana") == b"verifier"
    for other, value, place in (
        (sealer, sealed, "users/pool/li"),
        (Sealer(b"x" * 32), sealed, "users/pool/ana"),
        (sealer, sealed[:-1] + bytes([sealed[-1] ^ 1]), "users/pool/ana"),
        (sealer, b"\x02" + sealed[1:], "users/pool/ana"),
        (sealer, b"", "users/pool/ana"),
    ):
        with pytest.raises(SealBroken):
            other.open(value, place)


def test_the_same_value_never_looks_the_same() -> None:
    sealer = Sealer(b"k" * 32)
    assert sealer.seal(b"same", "place") != sealer.seal(b"same", "place")


def test_derived_keys_are_stable_and_apart() -> None:
    sealer = Sealer(b"k" * 32)
    assert sealer.derive("codes") == Sealer(b"k" * 32).derive("codes")
    assert len({sealer.derive("codes"), sealer.derive("challenges"), Sealer(b"x" * 32).derive("codes")}) == 3


def test_the_master_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = load_master_key(path)
    assert load_master_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_master_key(tmp_path / "another.key") != key


def test_a_master_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    load_master_key(path)
    path.chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        load_master_key(path)


def test_a_damaged_master_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.touch(mode=0o600)
    path.write_text("not a key")
    with pytest.raises(ValueError, match="master key"):
        load_master_key(path)


def test_no_new_master_key_for_a_database_that_has_had_one(tmp_path: Path) -> None:
    database = tmp_path / "poolhouse.db"
    key = load_master_key(tmp_path / "master.key", database)
    database.write_bytes(b"SQLite format 3")
    assert load_master_key(tmp_path / "master.key", database) == key
    (tmp_path / "master.key").rename(tmp_path / "elsewhere.key")
    with pytest.raises(WrongMasterKey, match="put back the master key"):
        load_master_key(tmp_path / "master.key", database)
    assert not (tmp_path / "master.key").exists()


def test_an_empty_database_may_get_a_master_key(tmp_path: Path) -> None:
    (tmp_path / "poolhouse.db").touch()
    assert load_master_key(tmp_path / "master.key", tmp_path / "poolhouse.db")


@pytest.mark.parametrize("older", [False, True])
async def test_another_master_key_opens_no_database(tmp_path: Path, older: bool) -> None:
    """Not even one that nothing was written to; one that was made before the check, by its pools' keys."""
    path = tmp_path / "p.db"
    store = SqliteStore(path, Sealer(b"k" * 32))
    if older:
        async with store.write() as records:
            await records.add_pool(make_pool(), [make_key()])
    store.close()
    if older:
        with sqlite3.connect(path) as connection:
            connection.execute("DELETE FROM master_key_check")
    with pytest.raises(WrongMasterKey, match="put back the master key"):
        SqliteStore(path, Sealer(b"x" * 32))
    for _ in range(2):
        SqliteStore(path, Sealer(b"k" * 32)).close()
    with pytest.raises(WrongMasterKey):
        SqliteStore(path, Sealer(b"x" * 32))


async def test_the_database_file_shows_no_secret(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "p.db", Sealer(b"k" * 32))
    async with store.write() as records:
        await records.add_pool(make_pool(), [msgspec.structs.replace(make_key(), private_der=PRIVATE_KEY)])
        await records.add_client(make_client())
        mfa = UserMfa(token=SoftwareToken(secret=APP), waiting=WAITING)
        await records.add_user(make_user(mfa=mfa), "marina", {})
    store.close()
    content = (tmp_path / "p.db").read_bytes()
    for secret in (b"s3cret-value", b"\x02" * 32, b"\x01" * 16, PRIVATE_KEY, APP, WAITING):
        assert secret not in content
    assert b"marina@poolhouse.test" in content
