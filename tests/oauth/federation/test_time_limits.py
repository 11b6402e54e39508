"""Providers that do not answer: the client is told which of their endpoints it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest

from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.federation.code_flow import CodeFlow
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.trip import TripBox
from poolhouse.oauth.federation.web import ProviderWeb
from poolhouse.system import SystemClock, SystemEntropy
from tests.conformance.conftest import POOL, make_client, make_pool
from tests.oauth.federation.conftest import CALLBACK, Provider, details

SECONDS = 0.3


@pytest.fixture
def asleep(provider: Provider) -> Iterator[set[str]]:
    """Paths at which the provider lets callers wait until the test is over."""
    over, paths, answer = threading.Event(), set[str](), provider.answer

    def waiting(path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        if path in paths:
            over.wait(30)
        return answer(path, fields)

    provider.answer = waiting  # type: ignore[method-assign]
    yield paths
    over.set()


@pytest.mark.parametrize(
    ("path", "description"),
    [
        ("/.well-known/openid-configuration", "Read timed out in calling the discovery endpoint"),
        ("/token", "Timeout occurred in calling IdP token endpoint"),
        ("/keys", "Timeout in calling jwks uri"),
        ("/me", "Lighthouse Error - error getting userInfo"),
    ],
)
async def test_a_provider_that_sleeps(provider: Provider, asleep: set[str], path: str, description: str) -> None:
    asleep.add(path)
    known = IdentityProvider(
        pool_id=POOL, name="Lighthouse", type="OIDC", details=details(provider), created_at=0, modified_at=0
    )
    request = AuthorizationRequest(
        pool=make_pool(),
        client=make_client(),
        query="",
        response_type="code",
        redirect_uri=CALLBACK,
        scopes=("openid",),
        state=None,
        nonce=None,
        code_challenge=None,
        prompt=frozenset(),
        login_hint=None,
        lang=None,
        provider="Lighthouse",
        resource=None,
        max_age=None,
    )
    box = TripBox(bytes(32), SystemEntropy().token_bytes)
    trip, _ = box.begin("", "Lighthouse", "http://localhost:9500/oauth2/idpresponse", SystemClock().now())
    provider.nonce = trip.nonce
    async with httpx.AsyncClient() as client:
        flow = CodeFlow(ProviderWeb(client, SECONDS), SystemClock())
        with pytest.raises(FederationFailed) as failed:
            await flow.arrival(known, request, trip, {"code": "c-1"})
    assert failed.value.description == description
