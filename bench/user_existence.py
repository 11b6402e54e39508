"""``python -m bench.user_existence``: does the time of a refusal tell who exists? Prints JSON.

Known and unknown names with a wrong password take turns, so that whatever drifts drifts for both. The statistic is the
difference of the medians beside its spread under shuffling (a permutation test): it answers whether the two kinds of
name could be told apart, not how fast the server is.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import boto3

from bench import srp_client
from bench.__main__ import start
from bench.load import Connection

RUNS = 200
SHUFFLES = 2000
WRONG = "Wrong-Word-1!"
CALLBACK = "https://app.test/"
FORM_TOKEN = "x" * 43
CREDENTIALS = {"aws_access_key_id": "AKIAEXAMPLEEXAMPLE00", "aws_secret_access_key": "example-secret"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder)), indent=2))


def run(folder: Path) -> dict[str, Any]:
    config = folder / "poolhouse.toml"
    config.write_text("")
    process, url, _ = start(folder, config)
    try:
        client = _client_with_users(url)
        connection = Connection(url)
        return {name: compare(connection, partial(ask, connection, client)) for name, ask in ASKED.items()}
    finally:
        process.terminate()
        process.wait()


KINDS = ("known", "wrong")
"""Names of equal length: users are called known0, known1, …; nobody is called wrong0, wrong1, …"""


def _client_with_users(url: str) -> str:
    cognito = boto3.client("cognito-idp", endpoint_url=url, region_name="us-east-1", **CREDENTIALS)
    pool = cognito.create_user_pool(PoolName="bench")["UserPool"]["Id"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="bench",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
        PreventUserExistenceErrors="ENABLED",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[CALLBACK],
    )
    for run in range(RUNS):
        name = {"UserPoolId": pool, "Username": f"{KINDS[0]}{run}"}
        address = [{"Name": "email", "Value": f"{run}@poolhouse.test"}, {"Name": "email_verified", "Value": "true"}]
        cognito.admin_create_user(**name, UserAttributes=address, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**name, Password="Bench-Pass1!", Permanent=True)
    client_id: str = made["UserPoolClient"]["ClientId"]
    return client_id


def _password(connection: Connection, client: str, name: str) -> None:
    _initiate(connection, client, "USER_PASSWORD_AUTH", {"USERNAME": name, "PASSWORD": WRONG})


def _srp(connection: Connection, client: str, name: str) -> None:
    _initiate(connection, client, "USER_SRP_AUTH", {"USERNAME": name, "SRP_A": srp_client.public()})


def _initiate(connection: Connection, client: str, flow: str, parameters: dict[str, str]) -> None:
    """A refusal is what a wrong password gets; its time counts all the same."""
    request = {"AuthFlow": flow, "ClientId": client, "AuthParameters": parameters}
    with suppress(RuntimeError):
        connection.call("InitiateAuth", request)


def _page(connection: Connection, client: str, name: str) -> None:
    _send_form(connection, "/login", client, {"username": name, "password": WRONG})


def _forgotten(connection: Connection, client: str, name: str) -> None:
    _send_form(connection, "/forgotPassword", client, {"username": name})


def _send_form(connection: Connection, path: str, client: str, fields: dict[str, str]) -> None:
    query = urlencode({"response_type": "code", "client_id": client, "redirect_uri": CALLBACK})
    cookies = {"XSRF-TOKEN": FORM_TOKEN}
    connection.page(f"{path}?{query}", cookies, {"_csrf": FORM_TOKEN, **fields})


ASKED: dict[str, Callable[[Connection, str, str], None]] = {
    "wrong password": _password,
    "SRP challenge": _srp,
    "wrong password on the page": _page,
    "forgotten password on the page": _forgotten,
}


def compare(connection: Connection, ask: Callable[[str], None]) -> dict[str, Any]:
    """Requests of the two kinds take turns, known names first."""
    connection.latencies.clear()
    for run in range(RUNS):
        for kind in KINDS:
            ask(f"{kind}{run}")
            # Messages go out after the answer; the next name shall not wait for them.
            connection.settle()
    times = list(connection.latencies)
    difference = median(times[0::2]) - median(times[1::2])
    rng = random.Random(0)
    shuffled = sorted(abs(_difference_of_halves(times, rng)) for _ in range(SHUFFLES))
    return {
        "median_ms": {"known": round(median(times[0::2]), 3), "unknown": round(median(times[1::2]), 3)},
        "difference_ms": round(difference, 4),
        "difference_by_chance_ms_95th_percentile": round(shuffled[int(SHUFFLES * 0.95)], 4),
        "p_value": round(sum(value >= abs(difference) for value in shuffled) / SHUFFLES, 3),
    }


def _difference_of_halves(times: list[float], rng: random.Random) -> float:
    mixed = rng.sample(times, len(times))
    middle = len(mixed) // 2
    return median(mixed[:middle]) - median(mixed[middle:])


if __name__ == "__main__":
    main()
