"""``make bench``: prints JSON. Ratios travel between machines, milliseconds do not.

For each operation: server CPU per operation (all processes of the server), the floor of the same run, their ratio and
the median latency seen by one client. What the trigger adds stands beside what a bare trip to a Node.js process adds to
the floor, and is told in signatures (the floor of client credentials) as well.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from bench import floor, srp_client
from bench.floor import Floor
from bench.load import Connection
from bench.processes import cpu_seconds, resident_mebibytes
from bench.timed import Timed

WARM_UP = 100
ROUNDS = 100
PER_ROUND = 8
PASSWORD = "Bench-Pass1!"
USER = "bench"
CALLBACK = "https://app.test/"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:bench"
BOTH = ("without trigger", "with warm Node trigger")

Do = Callable[[bytes], None]


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
        clients = {name: make_client(connection, url, name) for name in BOTH}
        with Floor() as bottom:
            operations = {
                name: compare(subjects)
                for name, subjects in scenarios(process.pid, connection, bottom, clients).items()
            }
    finally:
        process.terminate()
        process.wait()
    signature = operations["client credentials"]["floor_ms"]
    for figures in operations.values():
        for what in ("cpu", "latency"):
            figures[f"trigger_adds_{what}_in_signatures"] = round(figures[f"trigger_adds_{what}_ms"] / signature, 2)
    return {
        "start_up_to_health_ms": {"first (new database)": start_up[0], "again": start_up[1]},
        "idle_memory_mib": round(idle, 1),
        "operations": operations,
    }


def start(folder: Path, config: Path) -> tuple[subprocess.Popen[str], str, tuple[float, float]]:
    """A server on a new data directory, started twice: the second start is what a restart costs.

    An installed package has its bytecode (pip compiles it), a working tree need not: a start that does not count comes
    first.
    """
    times = []
    for data in ("compiled", "data", "data"):
        process, url, milliseconds = start_once(folder, data, config)
        times.append(milliseconds)
        if len(times) < 3:
            process.terminate()
            process.wait()
    return process, url, (times[1], times[2])


def start_once(folder: Path, data: str, config: Path) -> tuple[subprocess.Popen[str], str, float]:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "poolhouse", "serve", "--port", "0", "--data", str(folder / data)),
            *("--config", str(config), "--log-level", "warning"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    urllib.request.urlopen(f"{url}/health").read()
    return process, url, round((time.perf_counter() - begun) * 1000)


def make_client(connection: Connection, url: str, name: str) -> dict[str, str]:
    """A pool with or without the trigger, a client and a confirmed user in it, and the user's refresh token."""
    import boto3  # only to sign: the server accepts any well-formed credentials on loopback

    settings = {"aws_access_key_id": "AKIAEXAMPLEEXAMPLE00", "aws_secret_access_key": "example-secret"}
    cognito = boto3.client("cognito-idp", endpoint_url=url, region_name="us-east-1", **settings)
    trigger = {"PreTokenGenerationConfig": {"LambdaVersion": "V3_0", "LambdaArn": FUNCTION}}
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
    scope = {"ScopeName": "run", "ScopeDescription": "run"}
    cognito.create_resource_server(UserPoolId=pool_id, Identifier="bench", Name="bench", Scopes=[scope])
    machine = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["bench/run"],
    )["UserPoolClient"]
    app = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="app",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]["ClientId"]
    browser: dict[str, str] = {}
    code_flow(connection, app, browser)
    return {
        "pool": pool_id,
        "app": app,
        "session": json.dumps(browser),
        "client": client_id,
        "refresh": tokens["RefreshToken"],
        "machine": machine["ClientId"],
        "secret": machine["ClientSecret"],
    }


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


def srp_floor(do: Do) -> None:
    """With the client's own arithmetic between the two requests, so that both processes sleep alike."""
    do(floor.CHALLENGE)
    srp_client.answer("bench", PASSWORD, srp_client.CHALLENGE)
    do(floor.ANSWER)


def refresh(connection: Connection, client: dict[str, str]) -> None:
    parameters = {"REFRESH_TOKEN": client["refresh"]}
    connection.call(
        "InitiateAuth",
        {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": client["client"], "AuthParameters": parameters},
    )


def machine_token(connection: Connection, client: dict[str, str]) -> None:
    fields = {"grant_type": "client_credentials", "client_id": client["machine"], "client_secret": client["secret"]}
    connection.form("/oauth2/token", fields)


def code_flow(connection: Connection, app: str, cookies: dict[str, str]) -> None:
    """From the authorization endpoint to the tokens; over the sign-in page where the browser has no session."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": app,
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "bench",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
    )
    location = connection.page(f"/oauth2/authorize?{query}", cookies).location
    if location.startswith("/login"):
        token = re.search(r'name="_csrf" value="([^"]+)"', connection.page(location, cookies).text)
        assert token
        form = {"_csrf": token.group(1), "username": USER, "password": PASSWORD}
        location = connection.page(location, cookies, form).location
    code = parse_qs(urlsplit(location).query)["code"][0]
    fields = {"grant_type": "authorization_code", "client_id": app, "redirect_uri": CALLBACK, "code": code}
    connection.form("/oauth2/token", fields | {"code_verifier": VERIFIER})


def code_flow_floor(do: Do) -> None:
    """Four requests, of which one checks a password and another signs."""
    for request in (floor.NOTHING, floor.NOTHING, floor.CHALLENGE, floor.REFRESH):
        do(request)


def resumed_floor(do: Do) -> None:
    do(floor.NOTHING)
    do(floor.REFRESH)


class Subject(NamedTuple):
    """Something that does one operation, and the process that does it."""

    work: Callable[[], object]
    pid: int
    timed: Timed


class Comparison(NamedTuple):
    least: Subject
    least_with_trigger: Subject
    without: Subject
    with_trigger: Subject


def scenarios(
    pid: int, connection: Connection, bottom: Floor, clients: dict[str, dict[str, str]]
) -> dict[str, Comparison]:
    def each(least: Callable[[Do], object], work: Callable[[dict[str, str]], object]) -> Comparison:
        floors = (Subject(partial(least, do), bottom.pid, bottom) for do in (bottom.do, bottom.do_with_trigger))
        servers = (Subject(partial(work, clients[name]), pid, connection) for name in BOTH)
        return Comparison(*floors, *servers)

    return {
        "refresh": each(lambda do: do(floor.REFRESH), partial(refresh, connection)),
        "password sign-in": each(
            lambda do: do(floor.PASSWORD), lambda client: password_sign_in(connection, client["client"])
        ),
        "SRP sign-in": each(srp_floor, partial(srp_sign_in, connection)),
        "client credentials": each(lambda do: do(floor.MACHINE), partial(machine_token, connection)),
        "code flow, signing in on the page": each(
            code_flow_floor, lambda client: code_flow(connection, client["app"], {})
        ),
        "code flow, signed in before": each(
            resumed_floor, lambda client: code_flow(connection, client["app"], json.loads(client["session"]))
        ),
    }


class Sample(NamedTuple):
    """Of one operation, in milliseconds: CPU of the process and its children, median latency of a request, duration."""

    cpu: float
    latency: float
    duration: float


def compare(subjects: Comparison) -> dict[str, Any]:
    """Rounds of all four, right after one another. The least of each counts: whatever else the machine does can only
    add (Python documentation, "timeit")."""
    for _ in range(WARM_UP):
        for subject in subjects:
            subject.work()
    rounds = [[measure(subject) for subject in subjects] for _ in range(ROUNDS)]
    least, least_with_trigger, without, with_trigger = (
        Sample(*map(min, zip(*samples, strict=True))) for samples in zip(*rounds, strict=True)
    )
    figures = {
        "floor_ms": least.cpu,
        "cpu_ms": without.cpu,
        "ratio": without.cpu / least.cpu,
        "request_latency_ms": without.latency,
        "per_second_on_one_connection": 1000 / without.duration,
        "trigger_adds_cpu_ms": with_trigger.cpu - without.cpu,
        "trigger_adds_latency_ms": with_trigger.latency - without.latency,
        "bare_function_adds_cpu_ms": least_with_trigger.cpu - least.cpu,
        "bare_function_adds_latency_ms": least_with_trigger.latency - least.latency,
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def measure(subject: Subject) -> Sample:
    subject.timed.latencies.clear()
    cpu, begun = cpu_seconds(subject.pid), time.perf_counter()
    for _ in range(PER_ROUND):
        subject.work()
    duration = time.perf_counter() - begun
    cpu = cpu_seconds(subject.pid) - cpu
    return Sample(cpu / PER_ROUND * 1000, subject.timed.take_median(), duration / PER_ROUND * 1000)


if __name__ == "__main__":
    main()
