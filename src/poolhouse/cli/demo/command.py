"""``poolhouse demo``, step by step."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from poolhouse.cli.options import fail

if TYPE_CHECKING:
    import httpx
    from rich.console import Console

    from poolhouse.cli.demo.aws_client import UserPoolApi
    from poolhouse.triggers.recent import InvocationRecord

HANDLER = Path(__file__).with_name("harbour_pass.ts")
FUNCTION = "harbour-pass"
USERNAME, EMAIL = "marina", "marina@example.com"
PASSWORD = "Tide-Pool!2026"  # noqa: S105 - of a user who lives for seconds
CLIENT_METADATA = {"boat": "Petrel"}
NEW_IN_EVERY_SESSION = ("auth_time", "event_id", "exp", "iat", "jti", "origin_jti")


class _Tokens(NamedTuple):
    """The verified claims of both tokens, and the keys that signed them."""

    id_claims: dict[str, Any]
    access_claims: dict[str, Any]
    key_ids: tuple[str, str]


def demo() -> None:
    """Watch a TypeScript function change a real ID token and access token."""
    import httpx
    from rich.console import Console

    from poolhouse.cli.demo.server import running

    console = Console(highlight=False)
    began = time.monotonic()
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(TemporaryDirectory(prefix="poolhouse-demo-")))
        config = folder / "poolhouse.toml"
        config.write_text(f"[functions.{FUNCTION}]\nhandler = '{HANDLER}'\n")
        with _step(console, "Start a server with its own data directory"):
            url = until_the_end.enter_context(running(folder, config))
        http = until_the_end.enter_context(httpx.Client(base_url=url, timeout=30))
        before, after, invocation = _live(console, http)
    _show(console, before, after, invocation)
    console.print(f"Took {time.monotonic() - began:.1f} s. The server is stopped and its data gone.\n", style="dim")
    program = "poolhouse" if shutil.which("poolhouse") else sys.argv[0]
    console.print(f"Try your own function:   {program} trigger test handler.ts --version 2", soft_wrap=True)
    console.print(f"Start your own server:   {program} serve", soft_wrap=True)


def _live(console: Console, http: httpx.Client) -> tuple[_Tokens, _Tokens, InvocationRecord]:
    """A pool's life: the tokens of a sign-in without the function, of one with it, and the function's call."""
    from poolhouse.cli.demo.aws_client import Refused, UserPoolApi
    from poolhouse.config import ConfigFile

    region, account = ConfigFile().region, ConfigFile().account
    api = UserPoolApi(http, region)
    pool_settings = {"AutoVerifiedAttributes": ["email"]}
    with _step(console, "Create a user pool, an app client and a group"):
        pool_id = api.call("CreateUserPool", PoolName="harbour", **pool_settings)["UserPool"]["Id"]
        client_id = api.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="web")["UserPoolClient"]["ClientId"]
        api.call("CreateGroup", UserPoolId=pool_id, GroupName="divers")
    with _step(console, f"Sign {USERNAME} up and confirm with the code from the inbox"):
        _sign_up(api, http, pool_id, client_id)
    with _step(console, "Sign in by SRP; both signatures are valid"):
        before = _sign_in(api, http, pool_id, client_id)
    with _step(console, f"Make {HANDLER.name} the pool's trigger, event version V2_0"):
        arn = f"arn:aws:lambda:{region}:{account}:function:{FUNCTION}"
        trigger = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": arn}}
        api.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=trigger, **pool_settings)
    try:
        with _step(console, "Sign in again: changed tokens, valid signatures"):
            after = _sign_in(api, http, pool_id, client_id)
    except Refused as refused:
        failure = _last_invocation(http, pool_id).failure
        fail(str(refused), mend=failure.hint if failure else "")
    return before, after, _last_invocation(http, pool_id)


def _sign_up(api: UserPoolApi, http: httpx.Client, pool_id: str, client_id: str) -> None:
    attributes = [{"Name": "email", "Value": EMAIL}, {"Name": "name", "Value": "Marina"}]
    api.call("SignUp", ClientId=client_id, Username=USERNAME, Password=PASSWORD, UserAttributes=attributes)
    code = http.get("/_poolhouse/inbox").json()["messages"][-1]["message"]["code"]
    api.call("ConfirmSignUp", ClientId=client_id, Username=USERNAME, ConfirmationCode=code)
    api.call("AdminAddUserToGroup", UserPoolId=pool_id, Username=USERNAME, GroupName="divers")


def _sign_in(api: UserPoolApi, http: httpx.Client, pool_id: str, client_id: str) -> _Tokens:
    from poolhouse.cli.demo import srp_client
    from poolhouse.cli.demo.signatures import verified_claims

    result = srp_client.sign_in(api, pool_id, client_id, USERNAME, PASSWORD, CLIENT_METADATA)
    key_set = http.get(f"/{pool_id}/.well-known/jwks.json").json()
    id_claims, id_key = verified_claims(result["IdToken"], key_set)
    access_claims, access_key = verified_claims(result["AccessToken"], key_set)
    return _Tokens(id_claims, access_claims, (id_key, access_key))


def _last_invocation(http: httpx.Client, pool_id: str) -> InvocationRecord:
    import msgspec

    from poolhouse.triggers.recent import InvocationRecord

    newest_first = http.get(f"/_poolhouse/pools/{pool_id}/invocations").json()["invocations"]
    return msgspec.convert(newest_first[0], InvocationRecord)


@contextmanager
def _step(console: Console, text: str) -> Iterator[None]:
    from rich.text import Text

    began = time.monotonic()
    with console.status(text):
        yield
    duration = (time.monotonic() - began) * 1000
    console.print(Text.assemble(("✓ ", "green"), (f"{duration:5.0f} ms  ", "dim"), text))


def _show(console: Console, before: _Tokens, after: _Tokens, invocation: InvocationRecord) -> None:
    from rich.syntax import Syntax
    from rich.text import Text

    from poolhouse.cli.token_changes import mends, rows, table

    console.print(Text.assemble("\n", ("The function", "bold"), (f"  {HANDLER.name}", "dim")))
    answer = HANDLER.read_text().partition("  event.response = ")[1:]
    console.print(Syntax("".join(answer).rstrip(), "typescript", theme="ansi_dark", background_color="default"))
    for token, title, old, new, key_id in (
        ("id", "The ID token", before.id_claims, after.id_claims, after.key_ids[0]),
        ("access", "The access token", before.access_claims, after.access_claims, after.key_ids[1]),
    ):
        same_session = {**old, **{name: new[name] for name in NEW_IN_EVERY_SESSION if name in new}}
        decisions = [decision for decision in invocation.decisions if decision.token == token]
        console.print(table(title, rows(same_session, new, decisions)))
        console.print(Text.assemble((" ✓ ", "green"), (f"RS256 signature valid, key {key_id}\n", "dim")))
    for mend in mends(invocation.decisions):
        console.print(Text(f"→ {mend}\n", "yellow"))
