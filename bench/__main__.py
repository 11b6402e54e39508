"""``make bench``: prints JSON. Ratios travel between machines, milliseconds do not.

For each operation: server CPU per operation (all processes of the server), the floor of the same run, their ratio and
the median latency seen by one client.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench import floor, srp_client
from bench.load import Connection
from bench.processes import cpu_seconds, resident_mebibytes

WARM_UP = 100
OPERATIONS = 600
ROUNDS = 3
PASSWORD = "Bench-Pass1!"
USER = "bench"
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:bench"
BOTH = ("without trigger", "with warm Node trigger")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder)), indent=2))


def run(folder: Path) -> dict[str, Any]:
    config = folder / "poolhouse.toml"
    config.write_text(f'[functions.bench]\nhandler = "{Path(__file__).parent / "functions.mjs"}"\n')
    process, url, start_up = start(folder, config)
    try:
        idle = resident_mebibytes(process.pid)
        connection = Connection(url)
        clients = {name: make_client(connection, name) for name in BOTH}
        sign, power = floor.signature(), floor.exponentiation()
        floors = {"refresh": 2 * sign, "password sign-in": 2 * sign + power, "SRP sign-in": 2 * sign + 3 * power}
        results = {
            operation: {name: measure(process.pid, connection, work) for name, work in works.items()}
            for operation, works in scenarios(connection, clients).items()
        }
    finally:
        process.terminate()
        process.wait()
    return {
        "floor_ms": {"rsa_2048_signature": round(sign, 3), "modular_exponentiation": round(power, 3)},
        "start_up_to_health_ms": {"first (new database)": start_up[0], "again": start_up[1]},
        "idle_memory_mib": round(idle, 1),
        "operations": {name: summary(result, floors[name]) for name, result in results.items()},
    }


def summary(result: dict[str, tuple[float, float]], least: float) -> dict[str, Any]:
    (cpu, latency), (cpu_with, latency_with) = (result[name] for name in BOTH)
    return {
        "floor_ms": round(least, 3),
        "without_trigger": {"cpu_ms": round(cpu, 3), "ratio": round(cpu / least, 2), "latency_ms": round(latency, 3)},
        "with_trigger": {
            "cpu_ms": round(cpu_with, 3),
            "added_cpu_ms": round(cpu_with - cpu, 3),
            "added_latency_ms": round(latency_with - latency, 3),
        },
    }


def start(folder: Path, config: Path) -> tuple[subprocess.Popen[str], str, tuple[float, float]]:
    """A server on a new data directory, started twice: the second start is what a restart costs."""
    first, _, slow = start_once(folder, config)
    first.terminate()
    first.wait()
    process, url, quick = start_once(folder, config)
    return process, url, (slow, quick)


def start_once(folder: Path, config: Path) -> tuple[subprocess.Popen[str], str, float]:
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "poolhouse", "serve", "--port", "0", "--data", str(folder / "data")]
        + ["--config", str(config), "--log-level", "warning"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    urllib.request.urlopen(f"{url}/health").read()
    return process, url, round((time.perf_counter() - begun) * 1000)


def make_client(connection: Connection, name: str) -> dict[str, str]:
    """A pool with or without the trigger, a client and a confirmed user in it, and the user's refresh token."""
    import boto3  # only to sign: the server accepts any well-formed credentials on loopback

    url = f"http://{connection._connection.host}:{connection._connection.port}"
    settings = {"aws_access_key_id": "AKIAEXAMPLEEXAMPLE00", "aws_secret_access_key": "example-secret"}
    cognito = boto3.client("cognito-idp", endpoint_url=url, region_name="us-east-1", **settings)
    trigger = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": FUNCTION}}
    pool = cognito.create_user_pool(PoolName="bench", LambdaConfig=trigger if name == BOTH[1] else {})
    pool_id = pool["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="bench", ExplicitAuthFlows=flows)
    client_id = client["UserPoolClient"]["ClientId"]
    attributes = [{"Name": "email", "Value": "bench@poolhouse.test"}, {"Name": "email_verified", "Value": "true"}]
    cognito.admin_create_user(UserPoolId=pool_id, Username=USER, UserAttributes=attributes, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=USER, Password=PASSWORD, Permanent=True)
    cognito.create_group(UserPoolId=pool_id, GroupName="bench", Precedence=1)
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=USER, GroupName="bench")
    tokens = password_sign_in(connection, client_id)
    return {"pool": pool_id, "client": client_id, "refresh": tokens["RefreshToken"]}


def password_sign_in(connection: Connection, client_id: str) -> dict[str, Any]:
    parameters = {"USERNAME": USER, "PASSWORD": PASSWORD}
    request = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client_id, "AuthParameters": parameters}
    result: dict[str, Any] = connection.call("InitiateAuth", request)["AuthenticationResult"]
    return result


def srp_sign_in(connection: Connection, client: dict[str, str]) -> None:
    parameters = {"USERNAME": USER, "SRP_A": srp_client.public()}
    first = connection.call(
        "InitiateAuth",
        {"AuthFlow": "USER_SRP_AUTH", "ClientId": client["client"], "AuthParameters": parameters},
    )
    responses = srp_client.answer(client["pool"].partition("_")[2], PASSWORD, first["ChallengeParameters"])
    connection.call(
        "RespondToAuthChallenge",
        {"ChallengeName": "PASSWORD_VERIFIER", "ClientId": client["client"], "ChallengeResponses": responses},
    )


def refresh(connection: Connection, client: dict[str, str]) -> None:
    parameters = {"REFRESH_TOKEN": client["refresh"]}
    connection.call(
        "InitiateAuth",
        {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": client["client"], "AuthParameters": parameters},
    )


def scenarios(connection: Connection, clients: dict[str, dict[str, str]]) -> dict[str, dict[str, Callable[[], object]]]:
    def each(work: Callable[[dict[str, str]], object]) -> dict[str, Callable[[], object]]:
        return {name: lambda client=client: work(client) for name, client in clients.items()}  # type: ignore[misc]

    return {
        "refresh": each(lambda client: refresh(connection, client)),
        "password sign-in": each(lambda client: password_sign_in(connection, client["client"])),
        "SRP sign-in": each(lambda client: srp_sign_in(connection, client)),
    }


def measure(pid: int, connection: Connection, work: Callable[[], object]) -> tuple[float, float]:
    """CPU and latency of one operation in milliseconds: medians, the CPU's over rounds."""
    for _ in range(WARM_UP):
        work()
    rounds = []
    connection.latencies.clear()
    for _ in range(ROUNDS):
        before = cpu_seconds(pid)
        for _ in range(OPERATIONS // ROUNDS):
            work()
        rounds.append((cpu_seconds(pid) - before) / (OPERATIONS // ROUNDS) * 1000)
    return median(rounds), median(connection.latencies)


if __name__ == "__main__":
    main()
