"""The authorization endpoint: what it refuses, and to whom it says so (RFC 6749, 4.1; RFC 9700)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oauth.conftest import CALLBACK, CHALLENGE, MakePort, Port, members, refused_on_a_page


def test_without_a_session_the_sign_in_page_follows_with_the_same_query(port: Port) -> None:
    answer = port.authorize()
    assert (answer.status_code, answer.headers["location"]) == (302, f"/login?{port.query()}")
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "uri",
    [
        f"{CALLBACK}/",
        CALLBACK.upper(),
        CALLBACK.replace("app.test", "APP.test"),
        f"{CALLBACK}?x=1",
        f"{CALLBACK}#fragment",
        CALLBACK.replace("https://", "https://app.test@evil.test/"),
        CALLBACK.replace("https://", "https://user@"),
        CALLBACK.replace("https", "http"),
        CALLBACK.replace("app.test", "app.test.evil.test"),
        f"{CALLBACK}/../other",
        "//app.test/signed-in",
        "/signed-in",
        f" {CALLBACK}",
        f"{CALLBACK}%0d%0aSet-Cookie: a=b",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_uri_that_is_not_registered_is_never_gone_to(port: Port, uri: str) -> None:
    for kind in ("code", "token"):
        assert refused_on_a_page(port.authorize(redirect_uri=uri, response_type=kind)) == "redirect_mismatch"


def test_a_query_that_nobody_encoded(port: Port) -> None:
    """Clients encode what they send, so this goes to the server's edge as it is."""
    for path in ("/oauth2/authorize", "/logout", "/login"):
        sent: list[Any] = []

        async def send(message: Any, sent: list[Any] = sent) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": f"{port.query(state=None)}&state=€ü".encode(),
            "headers": [(b"host", b"localhost:9500")],
            "client": ("127.0.0.1", 40000),
            "server": ("localhost", 9500),
        }
        port.house.runner.run(_ended(port.house.transport.app(scope, receive, send)))
        if path == "/login":
            assert sent[0]["status"] == 200
            assert b"&amp;state=%E2%82%AC%C3%BC" in b"".join(message.get("body", b"") for message in sent)
        else:
            assert sent[0]["status"] == 302
            assert dict(sent[0]["headers"])[b"location"].endswith(b"&state=%E2%82%AC%C3%BC")


async def _ended(answering: Any) -> None:
    await answering


def test_nothing_goes_anywhere_without_a_known_client(port: Port, make_port: MakePort) -> None:
    for client in (None, "", "nobody", "x" * 128):
        assert refused_on_a_page(port.authorize(client_id=client)) == "invalid_request"
    assert refused_on_a_page(port.authorize(redirect_uri=None)) == "invalid_request"
    for repeated in ("client_id", "redirect_uri"):
        path = f"/oauth2/authorize?{port.query()}&{repeated}={quote(CALLBACK)}"
        assert refused_on_a_page(port.browser().get(path)) == "invalid_request"
    for broken in ("%ff", "&&", "x", "a=" + "%C3%28"):
        assert refused_on_a_page(port.browser().get(f"/oauth2/authorize?{broken}")) == "invalid_request"


@pytest.mark.parametrize(
    "name", ["response_type", "scope", "state", "nonce", "code_challenge", "prompt", "resource", "max_age", "unknown"]
)
def test_a_repeated_parameter_is_refused(port: Port, name: str) -> None:
    answer = port.browser().get(f"/oauth2/authorize?{port.query()}&{name}=a&{name}=b")
    assert members(answer)["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge": CHALLENGE + "=", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"scope": "openid unknown"}, "invalid_scope"),
        ({"scope": "openid harbour/berths"}, "invalid_scope"),
        ({"scope": "OPENID"}, "invalid_scope"),
        ({"scope": "email"}, "invalid_scope"),
        ({"prompt": "surprise"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"resource": "not-absolute"}, "invalid_target"),
        ({"resource": "http://api.test/"}, "invalid_target"),
        ({"resource": "https://api.test/#part"}, "invalid_target"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"identity_provider": "Nowhere"}, "invalid_request"),
        ({"idp_identifier": "nowhere.test"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_what_is_refused_is_told_to_the_client(port: Port, changes: dict[str, Any], error: str) -> None:
    assert members(port.authorize(**changes)) == {"error": error, "state": "s-1"}
    without_state = members(port.authorize(**changes, state=None))
    assert without_state == {"error": error}


@pytest.mark.parametrize(("flow", "asked"), [("code", "token"), ("implicit", "code")])
def test_a_flow_that_the_client_has_not_is_refused(make_port: MakePort, flow: str, asked: str) -> None:
    port = make_port(client={"AllowedOAuthFlows": [flow]})
    answer = port.authorize(response_type=asked)
    assert members(answer)["error"] == "unauthorized_client"
    assert ("#error" in answer.headers["location"]) == (asked == "token")


def test_a_client_without_oauth_is_refused(make_port: MakePort) -> None:
    port = make_port(
        client={"AllowedOAuthFlowsUserPoolClient": False, "AllowedOAuthFlows": [], "AllowedOAuthScopes": []}
    )
    assert members(port.authorize())["error"] == "unauthorized_client"


def test_custom_scopes(make_port: MakePort) -> None:
    port = make_port()
    port.house.call(
        "CreateResourceServer",
        UserPoolId=port.pool,
        Identifier="https://harbour.test/api",
        Name="api",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
    )
    scopes = ["openid", "https://harbour.test/api/read", "https://harbour.test/api/write"]
    client = port.house.client_id(
        port.pool,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=scopes,
        CallbackURLs=[CALLBACK],
    )
    port.client = client
    assert port.house.claims(port.tokens(scope=None)["access_token"])["scope"] == " ".join(scopes)
    port.house.call(
        "UpdateResourceServer",
        UserPoolId=port.pool,
        Identifier="https://harbour.test/api",
        Name="api",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
    )
    granted = port.house.claims(port.tokens(scope=" ".join(scopes))["access_token"])["scope"]
    assert granted == " ".join(scopes[:2]), "a scope that its server has lost is left out"


@settings(max_examples=60, deadline=None)
@given(state=st.text(min_size=1, max_size=60).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_state_comes_back_byte_for_byte(oauth_port: Port, state: str) -> None:
    asked = urlencode({"state": state})
    answer = oauth_port.browser().get(f"/oauth2/authorize?{oauth_port.query(state=None, prompt='none')}&{asked}")
    assert members(answer) == {"error": "login_required", "state": state}


@pytest.fixture(scope="module")
def oauth_port(house: Any) -> Port:
    pool = house.pool()
    client = house.client_id(
        pool,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
    )
    return Port(house, pool, client, None, "")


def test_sessions_of_the_browser(port: Port) -> None:
    browser = port.browser()
    port.login(browser)
    again = members(port.authorize(browser))
    assert set(again) == {"code", "state"}
    first = port.house.claims(port.redeem(again["code"]).json()["access_token"])
    for changes in ({"prompt": "login"}, {"prompt": "select_account"}):
        assert port.authorize(browser, **changes).headers["location"].startswith("/login?")
    assert set(members(port.authorize(browser, prompt="none"))) == {"code", "state"}
    assert port.authorize(port.browser()).headers["location"].startswith("/login?"), "another browser knows nothing"
    port.house.clock.advance(600)
    assert port.authorize(browser, max_age="599").headers["location"].startswith("/login?")
    resumed = members(port.authorize(browser, max_age="601"))["code"]
    later = port.house.claims(port.redeem(resumed).json()["access_token"])
    assert later["auth_time"] == first["auth_time"], "the user signed in back then"
    assert later["iat"] > first["iat"]
    assert later["origin_jti"] != first["origin_jti"]
    port.house.clock.advance(3001)
    assert port.authorize(browser).headers["location"].startswith("/login?"), "an hour is over"


def test_sessions_are_of_one_pool_and_of_users_who_may_come_in(port: Port, make_port: MakePort) -> None:
    browser, other = port.browser(), make_port()
    port.login(browser)
    cookie = browser.cookie(port.pool)
    assert cookie
    browser.http.cookies.set(f"cognito-{other.pool}", cookie)
    assert other.authorize(browser).headers["location"].startswith("/login?")
    port.house.call("AdminDisableUser", UserPoolId=port.pool, Username="marina")
    assert port.authorize(browser).headers["location"].startswith("/login?")
    assert members(port.authorize(browser, prompt="none"))["error"] == "login_required"
