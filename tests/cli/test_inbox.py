from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest


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


@pytest.fixture
def invited(new_server: Callable[..., Any]) -> Any:
    """A server where people sign in with their email address, with an invitation for lia and one for noor."""
    server = new_server()
    cognito = server.client()
    pool = cognito.create_user_pool(PoolName="harbour", UsernameAttributes=["email"])["UserPool"]
    for name in ("lia", "noor"):
        cognito.admin_create_user(
            UserPoolId=pool["Id"], Username=f"{name}@poolhouse.test", DesiredDeliveryMediums=["EMAIL"]
        )
    return server


def test_a_message_is_found_by_the_address_that_it_went_to(invited: Any, poolhouse: Callable[..., Any]) -> None:
    def kept(user: str) -> list[Any]:
        shown = poolhouse("inbox", "--user", user, "--json", "--endpoint", invited.url)
        return [entry["message"] for entry in json.loads(shown.stdout)]

    by_address = kept("lia@poolhouse.test")
    assert [message["recipient"] for message in by_address] == ["lia@poolhouse.test"]
    assert by_address[0]["username"] != "lia@poolhouse.test"
    assert kept(by_address[0]["username"]) == by_address


def test_messages_for_others_are_no_empty_inbox(invited: Any, poolhouse: Callable[..., Any]) -> None:
    shown = poolhouse("inbox", "--user", "lea@poolhouse.test", "--endpoint", invited.url)
    assert shown.returncode == 0
    assert shown.stderr.strip() == "No message for lea@poolhouse.test; 2 for others."


def test_a_narrow_terminal_folds_no_code_and_a_pipe_nothing(
    invited: Any, poolhouse: Callable[..., Any], tmp_path: Path
) -> None:
    kept = json.loads(poolhouse("inbox", "--json", "--endpoint", invited.url).stdout)
    piped = poolhouse("inbox", "--endpoint", invited.url, environment={"COLUMNS": "40"}).stdout
    ours, theirs = pty.openpty()
    with open(ours, "rb", closefd=False) as screen:
        subprocess.run(
            [sys.executable, "-m", "poolhouse", "inbox", "--endpoint", invited.url],
            stdout=theirs,
            cwd=tmp_path,
            timeout=60,
            check=True,
            env={**os.environ, "COLUMNS": "40", "NO_COLOR": "1", "TERM": "dumb"},
        )
        terminal = screen.read1().decode()
    os.close(theirs)
    os.close(ours)
    for message in (entry["message"] for entry in kept):
        line = next(line for line in piped.splitlines() if message["username"] in line)
        assert message["recipient"] in line
        assert message["code"] in line
        assert message["code"] in terminal
    assert max(len(line) for line in terminal.splitlines()) <= 40


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
    narrow = {"COLUMNS": "40"}
    shown = poolhouse("inbox", "--user", "linked", "--endpoint", server.url, environment=narrow).stdout.splitlines()
    [link] = [line.removeprefix("linked@poolhouse.test: ") for line in shown if "confirmUser" in line]
    assert link.startswith(f"{server.url}/confirmUser?client_id={harbour.client_id}&user_name=linked&")
    page = httpx.get(link)
    assert page.status_code == 200
    user = harbour.cognito.admin_get_user(UserPoolId=harbour.pool_id, Username="linked")
    assert user["UserStatus"] == "CONFIRMED"
