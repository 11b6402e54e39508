from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx


def test_the_code_of_a_sign_up_confirms_it(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    harbour = make_harbour(server)
    for name in ("newcomer", "another"):
        harbour.cognito.sign_up(
            ClientId=harbour.client_id,
            Username=name,
            Password="Tide-Pool!2026",
            UserAttributes=[{"Name": "email", "Value": f"{name}@poolhouse.test"}],
        )
    kept = json.loads(poolhouse("inbox", "--user", "newcomer", "--json", "--endpoint", server.url).stdout)
    here = [entry["message"] for entry in kept if entry["message"]["pool_id"] == harbour.pool_id]
    assert [message["recipient"] for message in here] == ["newcomer@poolhouse.test"]
    code = here[0]["code"]
    harbour.cognito.confirm_sign_up(ClientId=harbour.client_id, Username="newcomer", ConfirmationCode=code)

    table = poolhouse("inbox", "--endpoint", server.url).stdout
    assert code in table
    assert table.index("newcomer@poolhouse.test") < table.index("another@poolhouse.test")
    assert "\x1b" not in table


def test_more_messages_than_a_page_holds_are_all_shown(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    harbour = make_harbour(server)
    for number in range(201):
        harbour.cognito.admin_create_user(
            UserPoolId=harbour.pool_id,
            Username=f"diver-{number}",
            UserAttributes=[{"Name": "email", "Value": f"diver-{number}@poolhouse.test"}],
            DesiredDeliveryMediums=["EMAIL"],
        )
    kept = json.loads(poolhouse("inbox", "--json", "--endpoint", server.url).stdout)
    here = [entry["message"]["username"] for entry in kept if entry["message"]["pool_id"] == harbour.pool_id]
    assert here == [f"diver-{number}" for number in range(201)]


def test_an_empty_inbox_says_so(new_server: Callable[..., Any], poolhouse: Callable[..., Any]) -> None:
    shown = poolhouse("inbox", "--endpoint", new_server().url)
    assert shown.returncode == 0
    assert "The inbox is empty" in shown.stderr


def test_a_link_can_be_followed(server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]) -> None:
    """A mail with a link confirms by it, whatever width the terminal has."""
    harbour = make_harbour(server)
    harbour.cognito.update_user_pool(
        UserPoolId=harbour.pool_id,
        AutoVerifiedAttributes=["email"],
        VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    )
    harbour.cognito.sign_up(
        ClientId=harbour.client_id,
        Username="linked",
        Password="Tide-Pool!2026",
        UserAttributes=[{"Name": "email", "Value": "linked@poolhouse.test"}],
    )
    shown = poolhouse("inbox", "--user", "linked", "--endpoint", server.url).stdout.splitlines()
    [link] = [line.removeprefix("linked@poolhouse.test: ") for line in shown if "confirmUser" in line]
    assert link.startswith(f"{server.url}/confirmUser?client_id={harbour.client_id}&user_name=linked&")
    page = httpx.get(link)
    assert page.status_code == 200
    user = harbour.cognito.admin_get_user(UserPoolId=harbour.pool_id, Username="linked")
    assert user["UserStatus"] == "CONFIRMED"
