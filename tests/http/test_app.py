from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Mount, Route

from poolhouse.errors import ServiceError
from poolhouse.ports import Gone

KNOWN = "us-east-1_Known"


async def test_health(make_edge: Any, connect: Any) -> None:
    async with connect(make_edge()) as client:
        answer = await client.get("/health")
    assert answer.json() == {"status": "ok", "version": "1.2.3"}
    assert answer.headers["x-amzn-requestid"].startswith("00000000-0000-4000-8000-")


async def test_well_known_documents(make_edge: Any, connect: Any) -> None:
    async with connect(make_edge()) as client:
        keys = await client.get(f"/{KNOWN}/.well-known/jwks.json")
        discovery = await client.get(f"/{KNOWN}/.well-known/openid-configuration", headers={"host": "id.example:81"})
        unknown = await client.get("/us-east-1_Nope/.well-known/jwks.json")
    assert keys.json() == {"keys": []}
    assert discovery.json() == {"issuer": f"https://id.example/{KNOWN}"}
    for answer in (keys, discovery):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.headers["content-type"] == "application/json"
    assert unknown.status_code == 404
    assert "cache-control" not in unknown.headers


def test_every_route_is_listed(make_edge: Any) -> None:
    """A new route must be added here, and so be thought about."""
    assert [(type(route), route.path) for route in make_edge().routes] == [
        (Route, "/health"),
        (Route, "/{pool_id}/.well-known/jwks.json"),
        (Route, "/{pool_id}/.well-known/openid-configuration"),
        (Route, "/2015-03-31/functions"),
        (Route, "/2015-03-31/functions/{rest:path}"),
        (Route, "/graphql/{api_id}"),
        (Route, "/_poolhouse/objects/{rest:path}"),
        (Route, "/_poolhouse/parameters"),
        (Route, "/_poolhouse/parameters/{rest:path}"),
        (Mount, "/_poolhouse"),
    ]


async def test_routes_deny_by_default(make_edge: Any, connect: Any) -> None:
    """Each route, as a stranger finds it: only what is public answers. Some say for themselves who may."""
    public = {"/health", "/{pool_id}/.well-known/jwks.json", "/{pool_id}/.well-known/openid-configuration"}
    edge = make_edge()
    async with connect(edge, peer="203.0.113.9") as client:
        for route in edge.routes:
            if route.path == "/graphql/{api_id}":
                continue
            path = route.path.replace("{pool_id}", KNOWN).replace("{rest:path}", "name")
            path += "/state" if isinstance(route, Mount) else ""
            answer = await client.get(path)
            assert answer.status_code == (200 if route.path in public else 403), path
            if route.path in public:
                assert (await client.post(path)).status_code == 405


@pytest.mark.parametrize("path", ["/nothing", "/health/", "//", "/_poolhouse", "/_poolhousex", "/2015-03-31", "/a/b/c"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_unknown_paths(make_edge: Any, connect: Any, path: str, method: str) -> None:
    async with connect(make_edge()) as client:
        answer = await client.request(method, f"http://127.0.0.1:9500{path}")
    assert answer.status_code == 404
    assert answer.json() == {"message": "Not found."}
    assert "x-amzn-requestid" in answer.headers


async def test_crash_of_a_route(make_edge: Any, connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    async with connect(make_edge()) as client:
        answer = await client.get("/_poolhouse/crash")
    assert answer.status_code == 500
    assert answer.json() == {"message": "Internal error."}
    assert "RuntimeError" in caplog.text
    assert "a secret in a text" not in caplog.text


async def test_pages_and_endpoints_of_oauth(make_edge: Any, connect: Any) -> None:
    async with connect(make_edge()) as client:
        endpoint = await client.post("/oauth2/revoke", content=b"token=x")
        page = await client.get("/login")
        wrong_method = await client.put("/login")
    assert endpoint.json() == {"got": "token=x"}
    assert page.text == "a page"
    assert (wrong_method.status_code, wrong_method.json()) == (405, {"message": "Method not allowed."})
    for answer in (endpoint, page, wrong_method):
        assert answer.headers["x-amzn-requestid"].startswith("00000000-0000-4000-8000-")


async def test_crash_of_the_token_endpoint(make_edge: Any, connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The router, which would catch it, does not see this path."""
    async with connect(make_edge()) as client:
        answer = await client.post("/oauth2/token")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal error."})
    assert "x-amzn-requestid" in answer.headers
    assert "RuntimeError" in caplog.text
    assert "a secret in a text" not in caplog.text


async def test_functions_api_needs_credentials(make_edge: Any, connect: Any, credentials: str) -> None:
    async with connect(make_edge()) as client:
        refused = await client.post("/2015-03-31/functions", content=b"{}")
        malformed = await client.post("/2015-03-31/functions/f/invocations", headers={"authorization": "junk"})
        passed = await client.post("/2015-03-31/functions/f", content=b"zip", headers={"authorization": credentials})
        large = await client.post("/2015-03-31/functions/f", content=b" " * (1024 * 1024 + 1))
    assert (refused.status_code, refused.json()) == (403, {"message": "Missing Authentication Token"})
    assert refused.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException:"
    assert (malformed.status_code, malformed.headers["x-amzn-errortype"]) == (403, "IncompleteSignatureException:")
    assert passed.json() == {"got": "zip"}
    assert (large.status_code, large.headers["connection"]) == (413, "close")


@pytest.mark.parametrize("host", ["127.0.0.1:9500", "localhost", "LOCALHOST:9500", "[::1]:9500", "127.1.2.3"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
async def test_admin_routes_from_this_machine(make_edge: Any, connect: Any, host: str, peer: str) -> None:
    async with connect(make_edge(), peer=peer) as client:
        answer = await client.get("/_poolhouse/state", headers={"host": host, "origin": f"http://{host}"})
    assert answer.json() == {"admin": True}


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("203.0.113.9", {}),
        ("::ffff:203.0.113.9", {}),
        ("not an address", {}),
        ("127.0.0.1", {"host": "evil.example"}),
        ("127.0.0.1", {"host": "127.0.0.1.evil.example:9500"}),
        ("127.0.0.1", {"host": "127.0.0.1@evil.example"}),
        ("127.0.0.1", {"host": "[::1"}),
        ("127.0.0.1", {"origin": "http://evil.example"}),
        ("127.0.0.1", {"origin": "null"}),
        ("127.0.0.1", {"sec-fetch-site": "cross-site"}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
    ],
)
async def test_admin_routes_from_elsewhere(make_edge: Any, connect: Any, peer: str, headers: dict[str, str]) -> None:
    async with connect(make_edge(), peer=peer) as client:
        answer = await client.get("/_poolhouse/state", headers=headers)
    assert answer.status_code == 403
    assert "admin" not in answer.text


class Attempts:
    """An operation during which a pool is deleted, ``gone`` times."""

    def __init__(self, gone: int) -> None:
        self.bodies: list[str] = []
        self.gone = gone

    async def describe(self, request: Any, _: Any) -> None:
        self.bodies.append(request.user_pool_id)
        if len(self.bodies) <= self.gone:
            raise Gone
        raise ServiceError("ResourceNotFoundException", "User pool us-east-1_Known does not exist.")


async def test_a_request_is_answered_anew_when_something_goes(make_edge: Any, call: Any, credentials: str) -> None:
    attempts = Attempts(1)
    edge = make_edge({"DescribeUserPool": attempts.describe})
    answer = await call(edge, "DescribeUserPool", {"UserPoolId": KNOWN}, authorization=credentials)
    assert answer.json()["__type"] == "ResourceNotFoundException"
    assert attempts.bodies == [KNOWN, KNOWN]


async def test_and_no_more_than_once(make_edge: Any, call: Any, credentials: str) -> None:
    attempts = Attempts(2)
    with pytest.raises(Gone):
        await call(
            make_edge({"DescribeUserPool": attempts.describe}),
            "DescribeUserPool",
            {"UserPoolId": KNOWN},
            authorization=credentials,
        )
    assert attempts.bodies == [KNOWN, KNOWN]
