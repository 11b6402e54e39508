"""Session keys: known again by their server alone, as long as they last."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.identity.sessions import LIFETIME, Grant, SessionCredentials, SessionKeys
from poolhouse.system import SystemEntropy
from tests.conftest import HandClock

GRANT = Grant(
    role_arn="arn:aws:iam::000000000000:role/reef/auth",
    role_id="AROAEXAMPLE0000000001",
    identity_pool_id="us-east-1:11111111-1111-4111-8111-111111111111",
    identity_id="us-east-1:22222222-2222-4222-8222-222222222222",
    auth_type="authenticated",
    auth_provider='"p","p:CognitoSignIn:sub-marina"',
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def keys(clock: HandClock, **changes: bytes) -> SessionKeys:
    own: dict[str, bytes] = {"sealing": b"a" * 32, "signing": b"b" * 32, "marking": b"c" * 32, **changes}
    return SessionKeys(**own, clock=clock, entropy=SystemEntropy())


@pytest.fixture
def vended(clock: HandClock) -> SessionCredentials:
    return keys(clock).vend(GRANT)


def refused(clock: HandClock, key_id: str, token: str | None) -> str:
    with pytest.raises(ServiceError) as caught:
        keys(clock).find(key_id, token)
    return caught.value.type


def test_the_forms_are_those_of_aws(vended: SessionCredentials, clock: HandClock) -> None:
    assert len(vended.access_key_id) == 20
    assert vended.access_key_id.startswith("ASIA")
    assert vended.access_key_id.isalnum()
    assert len(vended.secret) == 40
    assert vended.expires_at == clock.now() + LIFETIME


def test_another_process_with_the_same_keys_knows_the_caller(vended: SessionCredentials, clock: HandClock) -> None:
    caller = keys(clock).find(vended.access_key_id, vended.session_token)
    assert caller is not None
    assert caller.secret == vended.secret
    assert caller.user_arn == "arn:aws:sts::000000000000:assumed-role/auth/CognitoIdentityCredentials"
    assert caller.account == "000000000000"
    assert caller.username == "AROAEXAMPLE0000000001:CognitoIdentityCredentials"
    assert (caller.role_arn, caller.role_name) == (GRANT.role_arn, "auth")
    assert (caller.identity_pool_id, caller.identity_id) == (GRANT.identity_pool_id, GRANT.identity_id)
    assert (caller.auth_type, caller.auth_provider) == ("authenticated", GRANT.auth_provider)
    assert caller.expires_at == vended.expires_at


def test_no_two_are_alike_and_nothing_readable_is_in_them(clock: HandClock) -> None:
    made = [keys(clock).vend(GRANT) for _ in range(50)]
    for field in ("access_key_id", "secret", "session_token"):
        assert len({getattr(each, field) for each in made}) == 50
    token = made[0].session_token
    opened = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert GRANT.identity_id.encode() not in opened
    assert made[0].secret.encode() not in opened


def test_values_do_not_print_their_secrets(vended: SessionCredentials, clock: HandClock) -> None:
    caller = keys(clock).find(vended.access_key_id, vended.session_token)
    for printed in (repr(vended), repr(caller)):
        assert vended.secret not in printed
        assert vended.session_token not in printed


def test_they_end_after_an_hour(vended: SessionCredentials, clock: HandClock) -> None:
    clock.advance(LIFETIME - 1)
    assert keys(clock).find(vended.access_key_id, vended.session_token) is not None
    clock.advance(1)
    assert refused(clock, vended.access_key_id, vended.session_token) == "ExpiredTokenException"


@pytest.mark.parametrize(
    ("key_id", "token"),
    [
        ("AKIAEXAMPLEEXAMPLE00", None),
        ("ASIAEXAMPLEEXAMPLE00", None),
        ("ASIAEXAMPLEEXAMPLE00", "IQoJb3JpZ2luX2VjEXAMPLE"),
        ("ASIA", ""),
        ("", None),
        ("ASIAéééééééééééééééé", "é"),
    ],
)
def test_foreign_keys_are_nobodys(clock: HandClock, key_id: str, token: str | None) -> None:
    assert keys(clock).find(key_id, token) is None


def test_another_servers_keys_are_not_taken(vended: SessionCredentials, clock: HandClock) -> None:
    other = keys(clock, sealing=b"x" * 32, signing=b"y" * 32, marking=b"z" * 32)
    with pytest.raises(ServiceError, match="UnrecognizedClientException"):
        other.find(vended.access_key_id, vended.session_token)
    assert other.find(vended.access_key_id, None) is None


def test_own_keys_that_are_not_whole_are_refused(vended: SessionCredentials, clock: HandClock) -> None:
    another = keys(clock).vend(GRANT)
    token = vended.session_token
    flipped = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    cases: list[tuple[str, Any]] = [
        (vended.access_key_id, None),
        (vended.access_key_id, ""),
        (vended.access_key_id, "IQoJb3JpZ2luX2VjEXAMPLE"),
        (vended.access_key_id, another.session_token),
        (vended.access_key_id, flipped),
        (vended.access_key_id, token[:40]),
        (vended.access_key_id, token + "A"),
        ("AKIAEXAMPLEEXAMPLE00", token),
        ("ASIAEXAMPLEEXAMPLE00", token),
    ]
    for key_id, presented in cases:
        assert refused(clock, key_id, presented) == "UnrecognizedClientException"


@given(key_id=st.text(max_size=30), token=st.none() | st.text(max_size=80), marks=st.booleans())
def test_anything_at_all_is_nobodys_or_refused(key_id: str, token: str | None, marks: bool) -> None:
    clock = HandClock()
    if marks:
        vended = keys(clock).vend(GRANT)
        key_id, token = "ASIA" + key_id, vended.session_token[:12] + (token or "")
    assert outcome(keys(clock), key_id, token) in (None, "UnrecognizedClientException")


def outcome(known: SessionKeys, key_id: str, token: str | None) -> object:
    try:
        return known.find(key_id, token)
    except ServiceError as error:
        return error.type
