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


def test_a_pool_without_invocations_says_so(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    shown = poolhouse("explain", "--pool", make_harbour(server).pool_id, "--endpoint", server.url)
    assert shown.returncode == 0
    assert "The trigger has not run" in shown.stderr


def test_without_a_server_the_next_step_is_named(poolhouse: Callable[..., Any]) -> None:
    refused = poolhouse("explain", "--endpoint", "http://127.0.0.1:9")
    assert refused.returncode == 1
    assert "no server answers at http://127.0.0.1:9" in refused.stderr
    assert "poolhouse serve" in refused.stderr
    assert "Traceback" not in refused.stderr
