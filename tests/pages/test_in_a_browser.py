"""The pages in real Chromium, from the first visit to the way back to the application."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from poolhouse.functions.node_binary import find_node

SCRIPT = Path(__file__).parents[1] / "browser" / "sign_in_pages.mjs"
PASSWORD = "Harbour-7-Wall"
LOGO = Path(__file__).with_name("logo.png")
SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32" width="120" height="32">
<rect width="32" height="32" rx="8" fill="#8a5a00"/><rect x="44" y="12" width="76" height="8" fill="#8a5a00"/></svg>"""
CSS = """.submitButton-customizable { background-color: #7a1f5c; color: #ffffff; border-radius: 2px; }
.banner-customizable { background-color: #f6eaf2; padding: 16px; }
.label-customizable { font-weight: 400; color: #3a2030; }
.redirect-customizable { color: #7a1f5c; text-align: center; }"""
SETTINGS = {
    "categories": {"global": {"colorSchemeMode": "DYNAMIC"}},
    "componentClasses": {
        "buttons": {"borderRadius": 24},
        "input": {"borderRadius": 4},
        "link": {
            "lightMode": {"defaults": {"textColor": "8a5a00ff"}, "hover": {"textColor": "5c3c00ff"}},
            "darkMode": {"defaults": {"textColor": "f0c060ff"}, "hover": {"textColor": "ffd98aff"}},
        },
        "focusState": {"lightMode": {"borderColor": "8a5a00ff"}, "darkMode": {"borderColor": "f0c060ff"}},
    },
    "components": {
        "form": {"borderRadius": 4},
        "pageBackground": {"lightMode": {"color": "fff8ebff"}, "darkMode": {"color": "1a1408ff"}},
        "primaryButton": {
            "lightMode": {"defaults": {"backgroundColor": "8a5a00ff", "textColor": "ffffffff"}},
            "darkMode": {"defaults": {"backgroundColor": "f0c060ff", "textColor": "1a1408ff"}},
        },
    },
}
ASKED = [
    *("address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name"),
    *("nickname", "phone_number", "picture", "preferred_username", "profile", "website", "zoneinfo"),
]
DASH = " \N{EN DASH} "


class Application(BaseHTTPRequestHandler):
    """The client that people come from and go back to."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang=en><title>Application</title><link rel=icon href=data:,>")

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def application() -> Iterator[str]:
    """Its address, which ends with a slash: another site than the pages."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://localhost:{listening.server_port}/"
    listening.shutdown()
    listening.server_close()


@pytest.fixture(scope="module")
def seen(server: Any, application: str) -> dict[str, Any]:
    """What a visit of every page reports."""
    cognito = server.client()
    pool_id = cognito.create_user_pool(
        PoolName="pages",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "email", "Required": True}],
    )["UserPool"]["Id"]

    thorough = cognito.create_user_pool(
        PoolName="thorough",
        AliasAttributes=["email", "phone_number", "preferred_username"],
        Schema=[{"Name": name, "Required": True} for name in ASKED],
    )["UserPool"]["Id"]

    by_passkey = cognito.create_user_pool(
        PoolName="passkeys",
        UsernameAttributes=["email"],
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
    )["UserPool"]["Id"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=by_passkey,
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "required"},
    )

    in_two_steps = cognito.create_user_pool(
        PoolName="factors",
        UsernameAttributes=["email"],
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    )["UserPool"]["Id"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=in_two_steps, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    )

    def client(*providers: str, of: str = pool_id) -> str:
        made = cognito.create_user_pool_client(
            UserPoolId=of,
            ClientName="pages",
            AllowedOAuthFlows=["code"],
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthScopes=["openid"],
            CallbackURLs=[f"{application}callback"],
            LogoutURLs=[application],
            SupportedIdentityProviders=["COGNITO", *providers],
            PreventUserExistenceErrors="ENABLED",
            ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )
        client_id: str = made["UserPoolClient"]["ClientId"]
        return client_id

    google = {"client_id": "quay", "client_secret": "example-secret", "authorize_scopes": "openid"}
    cognito.create_identity_provider(
        UserPoolId=pool_id, ProviderName="Google", ProviderType="Google", ProviderDetails=google
    )
    for email in ("marina", "quinn", "forgetful", "invited"):
        address = [{"Name": "email", "Value": f"{email}@pages.test"}, {"Name": "email_verified", "Value": "true"}]
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=f"{email}@pages.test",
            UserAttributes=address,
            TemporaryPassword=PASSWORD,
            MessageAction="SUPPRESS",
        )
        if email != "invited":
            cognito.admin_set_user_password(
                UserPoolId=pool_id, Username=f"{email}@pages.test", Password=PASSWORD, Permanent=True
            )
    for pool, name in ((by_passkey, "marina@passkeys.test"), (in_two_steps, "marina@factors.test")):
        marina = [{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}]
        cognito.admin_create_user(UserPoolId=pool, Username=name, UserAttributes=marina, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)
    branded = {"classic": client("Google"), "managed": client("Google")}
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain="pages-in-a-browser")
    cognito.set_ui_customization(UserPoolId=pool_id, ClientId=branded["classic"], CSS=CSS, ImageFile=LOGO.read_bytes())
    cognito.create_managed_login_branding(
        UserPoolId=pool_id,
        ClientId=branded["managed"],
        Settings=SETTINGS,
        Assets=[{"Category": "FORM_LOGO", "ColorMode": "DYNAMIC", "Extension": "SVG", "Bytes": SVG}],
    )
    visit = {
        "url": server.url,
        "app": application,
        "clientId": client(),
        "clients": {"providers": client("Google"), **branded},
        "thorough": client(of=thorough),
        "passkeys": client(of=by_passkey),
        "secondFactor": client(of=in_two_steps),
        "password": PASSWORD,
        "pictures": os.environ.get("POOLHOUSE_PICTURES"),
    }
    done = subprocess.run(
        [str(find_node(os.environ["PATH"]).path), str(SCRIPT)],
        input=json.dumps(visit),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_pages_are_accessible(seen: dict[str, Any]) -> None:
    assert seen["broken"] == []


def test_nothing_is_refused_or_fails_in_the_browser(seen: dict[str, Any]) -> None:
    """What a page's own policy refuses would be among the complaints."""
    assert seen["complaints"] == []


def test_sign_up(seen: dict[str, Any]) -> None:
    assert seen["signUp"] == {
        "met": ["at least 8 characters", "a lower-case letter (a\N{EN DASH}z)", "a number", "a symbol such as ! # %"],
        "shown": "text",
        "refused": "The password needs an upper-case letter.",
        "mistaken": "This code is not right. Check it and try again.",
        "renewed": "A new code is on its way.",
        "confirmed": "Your account is confirmed. You can sign in now.",
        "name": "anna@pages.test",
        "arrived": "one",
    }


def test_sign_out(seen: dict[str, Any], application: str) -> None:
    """Signed in once, one comes back without a form; signed out, neither a new visit nor the back button does."""
    assert seen["signOut"] == {
        "first": "in",
        "silently": "again",
        "left": application,
        "asked": "Sign in",
        "kept": "",
    }


def test_wrong_password(seen: dict[str, Any]) -> None:
    said = "Incorrect username or password."
    assert seen["wrongPassword"] == {"said": said, "focused": "password", "described": said}


def test_forgotten_password(seen: dict[str, Any]) -> None:
    assert seen["forgotten"] == {"said": "Your new password is set. You can sign in now.", "arrived": "forgotten"}


def test_temporary_password(seen: dict[str, Any]) -> None:
    assert seen["temporary"] == {"arrived": "temporary"}


def test_two_tabs(seen: dict[str, Any]) -> None:
    assert seen["tabs"] == {"arrived": ["first", "second"]}


def test_passkeys(seen: dict[str, Any]) -> None:
    assert seen["passkeys"] == {
        "first": "Sign in first. Then you can add a passkey.",
        "stopped": "No passkey was created. Try again, or do it another time.",
        "added": "added",
        "present": "This device has a passkey for your account already.",
        "skipped": "again",
        "left": "You are signed out",
        "cancelled": "No passkey was used. Try again, or sign in another way.",
        "arrived": "in",
        "without": "No passkey was used. Try again, or sign in another way.",
        # The page cannot know: its button for passkeys stays hidden.
        "buttons": ["Sign in"],
        "unsupported": "This browser cannot create passkeys here. Try another browser or device.",
    }


def test_second_factor(seen: dict[str, Any]) -> None:
    assert seen["secondFactor"] == {
        "drawn": True,
        "mistaken": "This code is not right. Check it and try again.",
        "setUp": "set-up",
        "withCode": "code",
        "remembered": "remembered",
    }


def test_no_script_is_needed(seen: dict[str, Any]) -> None:
    assert seen["withoutScript"] == {"reveals": 0, "arrived": "plain"}


def test_no_mouse_is_needed(seen: dict[str, Any]) -> None:
    """In the order of the page, and always to be seen where one is."""
    order = ["username", "Forgot your password?", "password", "Show the password", "Sign in", "Create one"]
    assert seen["keyboard"] == {"order": order, "arrived": "keys"}


def test_titles_name_the_state(seen: dict[str, Any]) -> None:
    titles = {name: title.partition(DASH)[0] for name, title in seen["titles"].items()}
    assert titles["login"] == "Sign in"
    assert titles["login-refused"] == "Error: Sign in"
    assert titles["sign-up-refused"] == "Error: Create your account"
    assert titles["not-found"] == "There is no such page"
    assert seen["others"]["german"] == "Anmelden"
    assert seen["others"]["asked"] == len(["username", *ASKED, "password"])
    assert seen["titles"]["login"].partition(DASH)[2].startswith("localhost:")
