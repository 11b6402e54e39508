"""``python -m bench.user_existence``: does the time of a refusal tell who exists? Prints JSON.

Known and unknown names with a wrong password take turns, so that whatever drifts drifts for both. The statistic is the
difference of the medians beside its spread under shuffling (a permutation test): it answers whether the two kinds of
name could be told apart, not how fast the server is.
"""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import boto3

from bench import srp_client
from bench.__main__ import start
from bench.load import Connection

RUNS = 200
SHUFFLES = 2000
WRONG = "Wrong-Word-1!"
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
        return {
            name: compare(connection, [request(client, f"{kind}{run}") for run in range(RUNS) for kind in KINDS])
            for name, request in REQUESTS.items()
        }
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
    )
    for run in range(RUNS):
        name = {"UserPoolId": pool, "Username": f"{KINDS[0]}{run}"}
        cognito.admin_create_user(**name, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**name, Password="Bench-Pass1!", Permanent=True)
    client_id: str = made["UserPoolClient"]["ClientId"]
    return client_id


def _password(client: str, name: str) -> dict[str, Any]:
    parameters = {"USERNAME": name, "PASSWORD": WRONG}
    return {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client, "AuthParameters": parameters}


def _srp(client: str, name: str) -> dict[str, Any]:
    parameters = {"USERNAME": name, "SRP_A": srp_client.public()}
    return {"AuthFlow": "USER_SRP_AUTH", "ClientId": client, "AuthParameters": parameters}


REQUESTS = {"wrong password": _password, "SRP challenge": _srp}


def compare(connection: Connection, requests: list[dict[str, Any]]) -> dict[str, Any]:
    """Requests of the two kinds take turns, known names first."""
    connection.latencies.clear()
    for request in requests:
        _send(connection, request)
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


def _send(connection: Connection, request: dict[str, Any]) -> None:
    """A refusal is what a wrong password gets; its time counts all the same."""
    try:
        connection.call("InitiateAuth", request)
    except RuntimeError:
        return


if __name__ == "__main__":
    main()
