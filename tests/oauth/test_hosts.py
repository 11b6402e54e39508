"""Domains: a host name that belongs to one pool knows the clients of that pool alone."""

from __future__ import annotations

from tests.oauth.conftest import MakePort, Port, members, refused_on_a_page


def test_a_pools_own_domains(port: Port, make_port: MakePort) -> None:
    other = make_port()
    port.house.call("CreateUserPoolDomain", UserPoolId=port.pool, Domain=f"quay-{port.client}")
    port.house.call(
        "CreateUserPoolDomain",
        UserPoolId=port.pool,
        Domain=f"{port.client}.harbour.test",
        CustomDomainConfig={"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/own"},
    )
    for host in (
        f"quay-{port.client}.auth.us-east-1.amazoncognito.com",
        f"QUAY-{port.client}.auth.localhost:9500",
        f"{port.client}.harbour.test",
        f"{port.client}.harbour.test:8443",
    ):
        browser = port.browser()
        browser.http.headers["host"] = host
        assert members(port.authorize(browser, prompt="none"))["error"] == "login_required"
        assert refused_on_a_page(other.authorize(browser, prompt="none")) == "invalid_request"
        logout = f"/logout?client_id={other.client}&logout_uri=https://app.test/signed-out"
        assert refused_on_a_page(browser.get(logout)) == "invalid_request"
        code = other.code()
        form = {"grant_type": "authorization_code", "client_id": other.client, "code": code}
        refused = other.ask("/oauth2/token", headers={"host": host}, redirect_uri="https://app.test/signed-in", **form)
        assert refused.json() == {"error": "invalid_client"}
        assert other.redeem(code).status_code == 200


def test_other_names_belong_to_everyone(port: Port) -> None:
    for host in ("anything.test", "unknown.auth.us-east-1.amazoncognito.com", ".auth.", "", "[::1]:9500"):
        browser = port.browser()
        browser.http.headers["host"] = host
        assert members(port.authorize(browser, prompt="none"))["error"] == "login_required"
