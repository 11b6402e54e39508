from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


def test_each_change_is_told_with_its_outcome_and_reason(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], changes: str
) -> None:
    harbour = make_harbour(server, changes)
    harbour.sign_in(ClientMetadata={"boat": "Petrel"})
    shown = poolhouse("explain", "--pool", harbour.pool_id, "--endpoint", server.url)
    assert shown.returncode == 0, shown.stderr
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert any("TokenGeneration_Authentication V2.0 marina" in line for line in lines)
    assert "id berth ✓ add" in lines
    assert "id sub ✗ override: says whom the token is about; no function may change it" in lines
    assert "id email ✓ suppress" in lines
    assert "access ✓ add harbour-api/berths.read" in lines
    assert any("InitiateAuth never passes its client metadata" in line for line in lines)
    assert "Petrel" not in shown.stdout


def test_a_failure_is_told_with_its_mend(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    harbour = make_harbour(server, "export const handler = async (event) => { event.response = {}; };")
    with pytest.raises(harbour.cognito.exceptions.InvalidLambdaResponseException):
        harbour.sign_in()
    shown = poolhouse("explain", "--pool", harbour.pool_id, "--endpoint", server.url)
    assert "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON" in shown.stdout
    assert "return event" in shown.stdout


def test_without_a_pool_all_pools_are_told_newest_last(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], changes: str
) -> None:
    first, second = make_harbour(server, changes), make_harbour(server, changes)
    for harbour in (second, first, second):
        harbour.sign_in()
    shown = poolhouse("explain", "-n", "3", "--json", "--endpoint", server.url)
    pools = [invocation["pool_id"] for invocation in json.loads(shown.stdout)]
    assert pools == [second.pool_id, first.pool_id, second.pool_id]


def test_a_pool_without_invocations_says_so_and_names_those_that_have_some(
    new_server: Callable[..., Any], make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], changes: str
) -> None:
    server = new_server()

    def told(*options: str) -> str:
        shown = poolhouse("explain", *options, "--endpoint", server.url)
        assert shown.returncode == 0
        assert shown.stdout == ""
        return " ".join(shown.stderr.split())

    assert "The trigger has not run since the server started." in told()
    empty = "The trigger has not run for pool us-east-1_typo since the server started;"
    assert f"{empty} for no other pool either." in told("--pool", "us-east-1_typo")
    harbour = make_harbour(server, changes)
    harbour.sign_in()
    assert f"{empty} it has for {harbour.pool_id}." in told("--pool", "us-east-1_typo")


def test_lines_for_a_pipe_are_whole(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], changes: str
) -> None:
    harbour = make_harbour(server, changes)
    harbour.sign_in()
    narrow = {"COLUMNS": "30", "FORCE_COLOR": ""}
    shown = poolhouse("explain", "--pool", harbour.pool_id, "--endpoint", server.url, environment=narrow)
    assert "✗ override: says whom the token is about; no function may change it\n" in shown.stdout


def test_characters_that_the_encoding_has_not_are_escaped(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], changes: str
) -> None:
    harbour = make_harbour(server, changes)
    harbour.sign_in()
    latin = {"PYTHONIOENCODING": "latin-1"}
    shown = poolhouse("explain", "--pool", harbour.pool_id, "--endpoint", server.url, environment=latin)
    assert shown.returncode == 0, shown.stderr
    assert r"\u2713 add harbour-api/berths.read" in shown.stdout


def test_without_a_server_the_next_step_is_named(poolhouse: Callable[..., Any]) -> None:
    refused = poolhouse("explain", "--endpoint", "http://127.0.0.1:9")
    assert refused.returncode == 1
    assert "no server answers at http://127.0.0.1:9" in refused.stderr
    assert "poolhouse serve" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_certificate_that_is_not_trusted_is_told_with_what_trusts_it(
    new_server: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    server = new_server("--tls")
    refused = poolhouse("explain", "--endpoint", server.url)
    assert refused.returncode == 1
    assert f"the certificate of {server.url} is not trusted" in refused.stderr
    assert "--data" in refused.stderr
    assert "SSL_CERT_FILE" in refused.stderr
    assert poolhouse("explain", "--endpoint", server.url, "--data", str(server.data)).returncode == 0
