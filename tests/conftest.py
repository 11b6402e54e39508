"""What many tests need: a real server in its own process, and AWS clients that speak to it."""

from __future__ import annotations

import asyncio
import base64
import hmac
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
import httpx
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from poolhouse.app import Settings, assemble, build_server
from poolhouse.config import ConfigFile, FunctionTable
from poolhouse.model import srp
from poolhouse.system import SystemEntropy
from tests.factors import Factors, make_factors

REGION = "us-east-1"


@dataclass(frozen=True)
class RunningServer:
    """A server process; ``log`` is the file that its standard error goes to."""

    url: str
    data: Path
    log: Path
    process: subprocess.Popen[str]

    def client(self, service: str = "cognito-idp", **options: Any) -> Any:
        """A boto3 client with credentials that mean nothing."""
        settings: dict[str, Any] = {
            "endpoint_url": self.url,
            "region_name": REGION,
            "aws_access_key_id": "AKIAEXAMPLEEXAMPLE00",
            "aws_secret_access_key": "example-secret",
        }
        return boto3.client(service, **{**settings, **options})

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends the process and waits for it; returns its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


def start_server(data: Path, *options: str, environment: dict[str, str] | None = None) -> RunningServer:
    """``poolhouse serve`` on a free port, once its ready line is out."""
    data.parent.mkdir(parents=True, exist_ok=True)
    log = data.parent / f"{data.name}.log"
    port = () if "--port" in options else ("--port", "0")
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "poolhouse", "serve", *port, "--data", str(data), *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, **(environment or {})},
            cwd=data.parent,
        )
    assert process.stdout is not None
    ready = process.stdout.readline()
    if "is ready at" not in ready:
        process.kill()
        process.wait()
        raise AssertionError(f"the server did not start: {ready} {log.read_text()}")
    return RunningServer(ready.split()[-1], data, log, process)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all tests of a worker that do not restart it."""
    running = start_server(tmp_path_factory.mktemp("server") / "data")
    yield running
    assert running.stop() == 0


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers of a test's own; the same ``data`` name means the same data directory."""
    started: list[RunningServer] = []

    def start(*options: str, data: str = "data", environment: dict[str, str] | None = None) -> RunningServer:
        started.append(start_server(tmp_path / data, *options, environment=environment))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture
def cognito(server: RunningServer) -> Any:
    """A boto3 client for user pools."""
    return server.client()


PASSWORD = "Harbour-7-Wall"
FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = float(int(time.time()))

    def now(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


class SrpClient:
    """The client's half of SRP-6a, written from the published formulas; shares the group alone with the server."""

    def __init__(self, private: int = 0xA1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718) -> None:
        self.private = private
        self.public = pow(2, private, srp.N)

    @property
    def srp_a(self) -> str:
        return f"{self.public:x}"

    @staticmethod
    def pad(number: int) -> bytes:
        text = f"{number:x}"
        if len(text) % 2:
            text = "0" + text
        return bytes.fromhex("00" + text if text[0] in "89abcdef" else text)

    def answer(
        self, pool_id: str, password: str, parameters: dict[str, str], timestamp: str, username: str | None = None
    ) -> dict[str, str]:
        """ChallengeResponses for a PASSWORD_VERIFIER challenge."""
        pool, user = pool_id.partition("_")[2], parameters["USER_ID_FOR_SRP"]
        server_public, block = int(parameters["SRP_B"], 16), parameters["SECRET_BLOCK"]
        u = int.from_bytes(sha256(self.pad(self.public) + self.pad(server_public)).digest(), "big")
        k = int.from_bytes(sha256(self.pad(srp.N) + b"\x02").digest(), "big")
        inner = sha256(f"{pool}{user}:{password}".encode()).digest()
        x = int.from_bytes(sha256(self.pad(int(parameters["SALT"], 16)) + inner).digest(), "big")
        shared = pow(server_public - k * pow(2, x, srp.N), self.private + u * x, srp.N)
        extracted = hmac.digest(self.pad(u), self.pad(shared), "sha256")
        key = hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]
        signed = pool.encode() + user.encode() + base64.b64decode(block) + timestamp.encode()
        return {
            "USERNAME": username or parameters["USERNAME"],
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(hmac.digest(key, signed, "sha256")).decode(),
            "TIMESTAMP": timestamp,
        }


class House:
    """The whole service in this process, behind its ASGI edge, with time in the test's hand."""

    password = PASSWORD

    def __init__(self, data: Path, functions: dict[str, FunctionTable]) -> None:
        self.clock, self.srp, self.data = HandClock(), SrpClient(), data
        self.runner = asyncio.Runner()
        config = ConfigFile(functions=functions)
        endpoint = "http://localhost:9500"
        self._open(Settings(data=data, config=config, config_path=data.parent / "poolhouse.toml", endpoint=endpoint))

    def _open(self, settings: Settings) -> None:
        async def opened() -> None:
            self.parts = assemble(settings, self.clock, SystemEntropy())
            self.transport = httpx.ASGITransport(build_server(self.parts))
            self.http = httpx.AsyncClient(transport=self.transport, base_url="http://localhost:9500")

        self.runner.run(opened())

    def close(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.run(self.parts.close())
        self.runner.close()

    async def post(self, operation: str, body: bytes | dict[str, Any]) -> httpx.Response:
        """One request, as an SDK sends it."""
        credential = "AKIAEXAMPLEEXAMPLE00/20260101/us-east-1/cognito-idp/aws4_request"
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"AWSCognitoIdentityProviderService.{operation}",
            "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature={'0' * 64}",
        }
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return await self.http.post("/", content=content, headers=headers)

    def get(self, path: str) -> httpx.Response:
        return self.runner.run(self.http.get(path))

    def respond(self, operation: str, body: bytes | dict[str, Any]) -> httpx.Response:
        return self.runner.run(self.post(operation, body))

    def call(self, operation: str, **members: Any) -> dict[str, Any]:
        """The answer of a request that succeeds."""
        response = self.respond(operation, members)
        assert response.status_code == 200, (operation, response.text)
        answer: dict[str, Any] = response.json()
        return answer

    def refusal(self, operation: str, **members: Any) -> tuple[str, str]:
        """Type and text of a request that is refused."""
        return self.error(self.respond(operation, members))

    @staticmethod
    def error(response: httpx.Response) -> tuple[str, str]:
        assert response.status_code == 400, response.text
        document = response.json()
        return document["__type"], document["message"]

    def together(self, operation: str, bodies: list[dict[str, Any]]) -> list[httpx.Response]:
        """Many requests at once."""

        async def all_at_once() -> list[httpx.Response]:
            return await asyncio.gather(*(self.post(operation, body) for body in bodies))

        return self.runner.run(all_at_once())

    def pool(self, **settings: Any) -> str:
        """A new pool's id."""
        pool_id: str = self.call("CreateUserPool", **{"PoolName": "harbour", **settings})["UserPool"]["Id"]
        return pool_id

    def client(self, pool_id: str, **settings: Any) -> dict[str, Any]:
        """A new client, as described; every built flow is on."""
        settings = {"ClientName": "quay", "ExplicitAuthFlows": FLOWS, **settings}
        described: dict[str, Any] = self.call("CreateUserPoolClient", UserPoolId=pool_id, **settings)["UserPoolClient"]
        return described

    def client_id(self, pool_id: str, **settings: Any) -> str:
        client_id: str = self.client(pool_id, **settings)["ClientId"]
        return client_id

    def user(self, pool_id: str, name: str = "marina", password: str = PASSWORD, **attributes: str) -> str:
        """A confirmed user's ``sub``."""
        listed = [{"Name": attribute, "Value": value} for attribute, value in attributes.items()]
        made = self.call(
            "AdminCreateUser", UserPoolId=pool_id, Username=name, UserAttributes=listed, MessageAction="SUPPRESS"
        )["User"]
        self.call("AdminSetUserPassword", UserPoolId=pool_id, Username=name, Password=password, Permanent=True)
        sub: str = next(pair["Value"] for pair in made["Attributes"] if pair["Name"] == "sub")
        return sub

    def password_request(self, client_id: str, name: str = "marina", password: str = PASSWORD) -> dict[str, Any]:
        parameters = {"USERNAME": name, "PASSWORD": password}
        return {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client_id, "AuthParameters": parameters}

    def sign_in(self, client_id: str, name: str = "marina", password: str = PASSWORD) -> dict[str, Any]:
        """The AuthenticationResult of USER_PASSWORD_AUTH."""
        answer = self.call("InitiateAuth", **self.password_request(client_id, name, password))
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result

    def srp_start(self, client_id: str, name: str = "marina", **parameters: str) -> dict[str, str]:
        """ChallengeParameters of USER_SRP_AUTH."""
        asked = {"USERNAME": name, "SRP_A": self.srp.srp_a, **parameters}
        answer = self.call("InitiateAuth", AuthFlow="USER_SRP_AUTH", ClientId=client_id, AuthParameters=asked)
        assert answer["ChallengeName"] == "PASSWORD_VERIFIER"
        challenge: dict[str, str] = answer["ChallengeParameters"]
        return challenge

    def srp_proof(self, pool_id: str, challenge: dict[str, str], password: str = PASSWORD) -> dict[str, str]:
        return self.srp.answer(pool_id, password, challenge, srp.format_timestamp(self.clock.now()))

    def refresh_request(self, client_id: str, refresh_token: str) -> dict[str, Any]:
        parameters = {"REFRESH_TOKEN": refresh_token}
        return {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": client_id, "AuthParameters": parameters}

    def messages(self, pool_id: str) -> list[dict[str, Any]]:
        """What was sent to the pool's users, newest last."""
        found, after = [], 0
        while page := self.get(f"/_poolhouse/inbox?after={after}").json()["messages"]:
            found += [item["message"] for item in page]
            after = page[-1]["id"]
        return [message for message in found if message["pool_id"] == pool_id]

    def code(self, pool_id: str) -> str:
        """The newest code sent to a user of the pool."""
        code: str = self.messages(pool_id)[-1]["code"]
        return code

    @staticmethod
    def claims(token: str) -> dict[str, Any]:
        """A token's claims; nobody looks at the signature."""
        payload = token.split(".")[1]
        claims: dict[str, Any] = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    def attributes(self, pool_id: str, name: str = "marina") -> dict[str, str]:
        user = self.call("AdminGetUser", UserPoolId=pool_id, Username=name)
        return {pair["Name"]: pair["Value"] for pair in user["UserAttributes"]}


@pytest.fixture(scope="session")
def make_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Houses with functions of the tests' own: name → handler, as in the configuration file."""
    houses: list[House] = []

    def make(**handlers: Path | str) -> House:
        functions = {name: FunctionTable(handler=str(path)) for name, path in handlers.items()}
        houses.append(House(tmp_path_factory.mktemp("house") / "data", functions))
        return houses[-1]

    yield make
    for house in houses:
        house.close()


@pytest.fixture(scope="session")
def house(make_house: Callable[..., House]) -> House:
    """One service for all tests of a worker; each makes its own pools."""
    return make_house()


@dataclass(frozen=True)
class Pair:
    """PEM files of a certificate and its private key."""

    certificate: Path
    key: Path


@pytest.fixture
def make_pair(tmp_path: Path) -> Callable[..., Pair]:
    """A self-signed pair for localhost; ``starts`` and ``ends`` are days from now."""

    def make(name: str = "own", *, starts: float = -1, ends: float = 30, password: bytes | None = None) -> Pair:
        key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=starts))
            .not_valid_after(now + timedelta(days=ends))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        pair = Pair(tmp_path / f"{name}.pem", tmp_path / f"{name}.key")
        pair.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        encryption = BestAvailableEncryption(password) if password else NoEncryption()
        pair.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        return pair

    return make


@pytest.fixture
def factors(house: Any) -> Factors:
    """Users turn their second factor on themselves."""
    return make_factors(house)


@pytest.fixture
def strict(house: Any) -> Factors:
    """Nobody gets in without a second factor."""
    return make_factors(house, "ON")
