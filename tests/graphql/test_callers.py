"""API keys, signatures, OpenID Connect and Lambda authorizers: who passes, who does not, and what resolvers see."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from poolhouse.graphql.ports import SignedCaller
from poolhouse.graphql.source import ApiKey
from poolhouse.model import sigv4
from poolhouse.tokens import jwt
from tests.graphql.conftest import ACCOUNT, Harbour, Reply, api_arn, function_arn, js, unit

KEY, EXPIRED = "da2-" + "k" * 26, "da2-" + "e" * 26
WHOAMI = js("return {payload: {identity: ctx.identity, type: util.authType()}}")
NOT_AUTHORIZED = (401, "UnauthorizedException", "You are not authorized to make this call.")
NO_HEADER = (401, "UnauthorizedException", "Valid authorization header not provided.")


def deploy(harbour: Harbour, *modes: dict[str, Any], api_keys: dict[str, ApiKey] | None = None) -> str:
    first, *others = modes
    properties = {**first, "AdditionalAuthenticationProviders": others}
    return harbour.deploy(
        "type Query { whoami: AWSJSON  other: String }",
        [unit("Query", "whoami", WHOAMI), unit("Query", "other", js("return {payload: 'other'}"))],
        properties=properties,
        api_keys=api_keys,
    )


def seen(reply: Reply) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reply.data["whoami"])
    return found


class TestApiKey:
    @pytest.fixture(scope="class")
    @classmethod
    def api(cls, harbour: Harbour) -> str:
        now = harbour.house.clock.now()
        keys = {KEY: ApiKey(now + 10**9), EXPIRED: ApiKey(now)}
        return deploy(harbour, {"AuthenticationType": "API_KEY"}, api_keys=keys)

    def test_a_key_has_no_identity(self, harbour: Harbour, api: str) -> None:
        assert seen(harbour.ask_by_key(api, "{ whoami }", KEY)) == {"identity": None, "type": "API Key Authorization"}

    @pytest.mark.parametrize("key", [EXPIRED, "da2-" + "x" * 26, ""])
    def test_other_keys_do_not_pass(self, harbour: Harbour, api: str, key: str) -> None:
        assert harbour.ask_by_key(api, "{ whoami }", key).refusal == NOT_AUTHORIZED

    def test_no_key_does_not_pass(self, harbour: Harbour, api: str) -> None:
        assert harbour.send(api, {"query": "{ whoami }"}).refusal == NOT_AUTHORIZED

    def test_a_token_does_not_pass(self, harbour: Harbour, api: str) -> None:
        assert harbour.ask(api, "{ whoami }").refusal == NO_HEADER

    def test_a_key_means_nothing_to_an_api_without_the_mode(self, harbour: Harbour) -> None:
        api = deploy(harbour, harbour.user_pool, api_keys={KEY: ApiKey(10**12)})
        assert harbour.ask_by_key(api, "{ whoami }", KEY).refusal == NO_HEADER

    def test_a_key_of_another_api_does_not_pass(self, harbour: Harbour, api: str) -> None:
        other = deploy(harbour, {"AuthenticationType": "API_KEY"}, api_keys={"da2-" + "o" * 26: ApiKey(10**12)})
        assert harbour.ask_by_key(other, "{ whoami }", KEY).refusal == NOT_AUTHORIZED


class TestIam:
    ADMIN = sigv4.Credentials("AKIAEXAMPLEADMIN0001", "an-administrators-example-secret")
    GUEST = sigv4.Credentials("ASIAEXAMPLEGUEST0001", "a-guests-example-secret", "example-session")
    ROLE = f"arn:aws:iam::{ACCOUNT}:role/guest"

    @pytest.fixture(scope="class")
    @classmethod
    def api(cls, harbour: Harbour) -> str:
        keys = harbour.keys
        keys.known[cls.ADMIN.access_key_id, None] = SignedCaller(
            secret=cls.ADMIN.secret_access_key,
            user_arn=f"arn:aws:iam::{ACCOUNT}:user/admin",
            account=ACCOUNT,
            username="AIDAEXAMPLE",
        )
        keys.known[cls.GUEST.access_key_id, cls.GUEST.session_token] = SignedCaller(
            secret=cls.GUEST.secret_access_key,
            user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/guest/CognitoIdentityCredentials",
            account=ACCOUNT,
            username="AROAEXAMPLE:CognitoIdentityCredentials",
            role_arn=cls.ROLE,
            identity_pool_id="us-east-1:pool",
            identity_id="us-east-1:identity",
            auth_type="unauthenticated",
        )
        api = deploy(harbour, {"AuthenticationType": "AWS_IAM"})
        keys.allowed.add((cls.ROLE, f"{api_arn(api)}/types/Query/fields/whoami"))
        return api

    def test_a_key_of_the_account_is_its_administrator(self, harbour: Harbour, api: str) -> None:
        assert seen(harbour.ask_signed(api, "{ whoami }", self.ADMIN)) == {
            "type": "IAM Authorization",
            "identity": {
                "accountId": ACCOUNT,
                "userArn": f"arn:aws:iam::{ACCOUNT}:user/admin",
                "username": "AIDAEXAMPLE",
                "sourceIp": ["192.0.2.7"],
                "cognitoIdentityPoolId": None,
                "cognitoIdentityId": None,
                "cognitoIdentityAuthType": None,
                "cognitoIdentityAuthProvider": None,
            },
        }

    def test_session_keys_carry_their_identity(self, harbour: Harbour, api: str) -> None:
        identity = seen(harbour.ask_signed(api, "{ whoami }", self.GUEST))["identity"]
        assert identity["cognitoIdentityPoolId"] == "us-east-1:pool"
        assert identity["cognitoIdentityId"] == "us-east-1:identity"
        assert identity["cognitoIdentityAuthType"] == "unauthenticated"

    def test_a_role_calls_only_the_fields_that_it_may(self, harbour: Harbour, api: str) -> None:
        reply = harbour.ask_signed(api, "{ whoami other }", self.GUEST)
        assert reply.json["data"]["whoami"] is not None
        assert reply.json["data"]["other"] is None
        assert reply.error["message"] == "Not Authorized to access other on type Query"

    def test_a_field_without_resolver_needs_permission_too(self, harbour: Harbour, api: str) -> None:
        bare = harbour.deploy("type Query { a: String }", properties={"AuthenticationType": "AWS_IAM"})
        assert harbour.ask_signed(bare, "{ a }", self.GUEST).error["errorType"] == "Unauthorized"
        assert harbour.ask_signed(bare, "{ a }", self.ADMIN).data == {"a": None}

    def test_an_identity_without_a_role_may_nothing(self, harbour: Harbour, api: str) -> None:
        lost = sigv4.Credentials("ASIAEXAMPLELOST00001", "an-example-secret", "lost")
        known = harbour.keys.known[self.GUEST.access_key_id, self.GUEST.session_token]
        harbour.keys.known[lost.access_key_id, "lost"] = replace(known, secret=lost.secret_access_key, role_arn=None)
        assert harbour.ask_signed(api, "{ whoami }", lost).error["errorType"] == "Unauthorized"

    @pytest.mark.parametrize(
        "credentials",
        [
            sigv4.Credentials("AKIAUNKNOWN000000001", "whatever"),
            sigv4.Credentials(GUEST.access_key_id, GUEST.secret_access_key),
            sigv4.Credentials(GUEST.access_key_id, GUEST.secret_access_key, "another-session"),
        ],
    )
    def test_unknown_keys_and_sessions_do_not_pass(
        self, harbour: Harbour, api: str, credentials: sigv4.Credentials
    ) -> None:
        status, kind, _ = harbour.ask_signed(api, "{ whoami }", credentials).refusal
        assert (status, kind) == (403, "UnrecognizedClientException")

    def test_a_wrong_secret_does_not_pass(self, harbour: Harbour, api: str) -> None:
        wrong = sigv4.Credentials(self.ADMIN.access_key_id, "guessed")
        assert harbour.ask_signed(api, "{ whoami }", wrong).refusal[:2] == (403, "InvalidSignatureException")

    @pytest.mark.parametrize("changed", [{"region": "eu-west-1"}, {"service": "lambda"}])
    def test_a_signature_for_elsewhere_does_not_pass(self, harbour: Harbour, api: str, changed: dict[str, str]) -> None:
        reply = harbour.ask_signed(api, "{ whoami }", self.ADMIN, **changed)
        assert reply.refusal[:2] == (403, "InvalidSignatureException")

    def test_a_changed_body_does_not_pass(self, harbour: Harbour, api: str) -> None:
        scope = sigv4.Scope(harbour.house.clock.now(), "us-east-1", "appsync")
        url = f"http://localhost:9500/graphql/{api}"
        signed = sigv4.sign("POST", url, {"host": "localhost:9500"}, b'{"query":"{ other }"}', self.ADMIN, scope)
        headers = [pair for pair in signed.items() if pair[0] != "host"]
        reply = harbour.send(api, b'{"query":"{ whoami }"}', headers)
        assert reply.refusal[:2] == (403, "InvalidSignatureException")

    def test_half_a_signature_does_not_pass(self, harbour: Harbour, api: str) -> None:
        reply = harbour.send(api, {"query": "{ whoami }"}, [("authorization", "AWS4-HMAC-SHA256 Credential=x")])
        assert reply.refusal[:2] == (403, "IncompleteSignatureException")

    def test_signatures_mean_nothing_to_an_api_without_the_mode(self, harbour: Harbour, api: str) -> None:
        other = deploy(harbour, harbour.user_pool)
        assert harbour.ask_signed(other, "{ whoami }", self.ADMIN).refusal == NO_HEADER

    def test_a_malformed_token_beside_the_mode_is_no_header(self, harbour: Harbour) -> None:
        api = deploy(harbour, harbour.user_pool, {"AuthenticationType": "AWS_IAM"})
        assert harbour.send(api, {"query": "{ whoami }"}, [("authorization", "garbage")]).refusal == NO_HEADER


class Provider(HTTPServer):
    """An OpenID Connect provider in a thread."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Documents)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.keys = {"first": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.asked: list[str] = []

    def token(self, claims: dict[str, Any], kid: str = "first", key: rsa.RSAPrivateKey | None = None) -> str:
        return jwt.sign(jwt.header_prefix(kid), claims, key or self.keys[kid])

    def document(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        if path == "/keys":
            return {"keys": [_jwk(kid, key) for kid, key in self.keys.items()]}
        return None


def _jwk(kid: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    n, e = (jwt.base64url(number.to_bytes(256, "big").lstrip(b"\0")).decode() for number in (numbers.n, numbers.e))
    return {"kid": kid, "kty": "RSA", "use": "sig", "n": n, "e": e}


class _Documents(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        document = self.server.document(self.path)
        self.send_response(200 if document else 404)
        self.end_headers()
        self.wfile.write(msgspec.json.encode(document))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class TestOpenIdConnect:
    @pytest.fixture(scope="class")
    @classmethod
    def provider(cls) -> Iterator[Provider]:
        with Provider() as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield server
            server.shutdown()
            thread.join()

    @classmethod
    def config(cls, provider: Provider, **more: Any) -> dict[str, Any]:
        return {"AuthenticationType": "OPENID_CONNECT", "OpenIDConnectConfig": {"Issuer": provider.issuer, **more}}

    @pytest.fixture(scope="class")
    @classmethod
    def api(cls, harbour: Harbour, provider: Provider) -> str:
        return deploy(harbour, cls.config(provider, ClientId="web|mobile"))

    def claims(self, harbour: Harbour, provider: Provider, **changes: Any) -> dict[str, Any]:
        now = int(harbour.house.clock.now())
        base = {"iss": provider.issuer, "sub": "user-1", "aud": "web", "iat": now, "exp": now + 600}
        return {name: value for name, value in {**base, **changes}.items() if value is not None}

    def ask(self, harbour: Harbour, api: str, token: str) -> Reply:
        return harbour.send(api, {"query": "{ whoami }"}, [("authorization", f"Bearer {token}")])

    @pytest.mark.parametrize("client", [{"aud": "web"}, {"aud": ["x", "mobile"]}, {"aud": "x", "azp": "web"}])
    def test_a_token_of_the_issuer_passes(
        self, harbour: Harbour, provider: Provider, api: str, client: dict[str, Any]
    ) -> None:
        claims = self.claims(harbour, provider, **client)
        assert seen(self.ask(harbour, api, provider.token(claims))) == {
            "identity": {"sub": "user-1", "issuer": provider.issuer, "claims": claims},
            "type": "Open ID Connect Authorization",
        }

    @pytest.mark.parametrize("changes", [{"aud": "webs"}, {"aud": None}, {"aud": ["x"]}, {"exp": None}, {"exp": "9"}])
    def test_other_clients_and_odd_claims_do_not_pass(
        self, harbour: Harbour, provider: Provider, api: str, changes: dict[str, Any]
    ) -> None:
        token = provider.token(self.claims(harbour, provider, **changes))
        assert self.ask(harbour, api, token).refusal == NOT_AUTHORIZED

    def test_a_token_that_is_not_valid_yet_does_not_pass(self, harbour: Harbour, provider: Provider, api: str) -> None:
        token = provider.token(self.claims(harbour, provider, nbf=int(harbour.house.clock.now()) + 60))
        assert self.ask(harbour, api, token).refusal == NOT_AUTHORIZED

    def test_a_token_ends(self, harbour: Harbour, provider: Provider, api: str) -> None:
        token = provider.token(self.claims(harbour, provider, exp=int(harbour.house.clock.now())))
        assert self.ask(harbour, api, token).refusal == (401, "UnauthorizedException", "Token has expired.")

    def test_a_strangers_signature_does_not_pass(self, harbour: Harbour, provider: Provider, api: str) -> None:
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        token = provider.token(self.claims(harbour, provider), key=stranger)
        assert self.ask(harbour, api, token).refusal == NOT_AUTHORIZED

    def test_a_token_of_another_issuer_does_not_pass(self, harbour: Harbour, provider: Provider, api: str) -> None:
        token = provider.token(self.claims(harbour, provider, iss="http://127.0.0.1:1"))
        assert self.ask(harbour, api, token).refusal == NOT_AUTHORIZED
        assert self.ask(harbour, api, harbour.token()).refusal == NOT_AUTHORIZED

    @pytest.mark.parametrize(("setting", "claim"), [("IatTTL", "iat"), ("AuthTTL", "auth_time")])
    def test_lifetimes_of_the_api_count_from_the_claim(
        self, harbour: Harbour, provider: Provider, setting: str, claim: str
    ) -> None:
        api = deploy(harbour, self.config(provider, **{setting: 60_000}))
        now = int(harbour.house.clock.now())
        assert self.ask(harbour, api, provider.token(self.claims(harbour, provider, **{claim: now - 59}))).data
        late = self.ask(harbour, api, provider.token(self.claims(harbour, provider, **{claim: now - 60})))
        assert late.refusal[2] == "Token has expired."
        assert self.ask(harbour, api, provider.token(self.claims(harbour, provider, **{claim: None}))).status == 401

    def test_new_keys_are_fetched_but_not_again_and_again(self, harbour: Harbour, provider: Provider, api: str) -> None:
        self.ask(harbour, api, provider.token(self.claims(harbour, provider)))
        asked = len(provider.asked)
        provider.keys["second"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        harbour.house.clock.advance(30)
        token = provider.token(self.claims(harbour, provider), kid="second")
        assert self.ask(harbour, api, token).data
        assert len(provider.asked) == asked + 2
        harbour.house.clock.advance(29)
        for _ in range(5):
            unknown = provider.token(self.claims(harbour, provider), kid="third", key=provider.keys["second"])
            assert self.ask(harbour, api, unknown).status == 401
        assert len(provider.asked) == asked + 2

    def test_an_issuer_in_trouble_is_not_asked_by_every_request(self, harbour: Harbour, provider: Provider) -> None:
        issuer = f"{provider.issuer}/elsewhere"
        api = deploy(harbour, self.config(provider, Issuer=issuer))
        asked, token = len(provider.asked), provider.token(self.claims(harbour, provider, iss=issuer))
        for _ in range(3):
            assert self.ask(harbour, api, token).refusal == NOT_AUTHORIZED
        assert len(provider.asked) == asked + 1

    def test_an_issuer_that_does_not_answer_lets_nobody_pass(self, harbour: Harbour, provider: Provider) -> None:
        silent = {"AuthenticationType": "OPENID_CONNECT", "OpenIDConnectConfig": {"Issuer": "http://127.0.0.1:1"}}
        token = provider.token(self.claims(harbour, provider, iss="http://127.0.0.1:1"))
        assert self.ask(harbour, deploy(harbour, silent), token).refusal == NOT_AUTHORIZED


class TestLambdaAuthorizer:
    CODE = """
    let calls = 0;
    export const handler = async (event) => {
      calls += 1;
      const token = event.authorizationToken;
      if (token === 'throw') throw new Error('no');
      if (token === 'odd') return { isAuthorized: 'yes' };
      if (token === 'nested') return { isAuthorized: true, resolverContext: { a: {} } };
      if (token === 'kept') return { isAuthorized: true, resolverContext: { calls }, ttlOverride: 60 };
      if (token.startsWith('denied:')) return { isAuthorized: true, deniedFields: [token.slice(7)] };
      return { isAuthorized: token.startsWith('ok'), resolverContext: { event: JSON.stringify(event), calls } };
    };
    """

    @pytest.fixture(scope="class")
    @classmethod
    def api(cls, harbour: Harbour) -> str:
        return deploy(harbour, cls.config(harbour), harbour.user_pool)

    @classmethod
    def config(cls, harbour: Harbour, **more: Any) -> dict[str, Any]:
        arn = harbour.function("gatekeeper", cls.CODE)
        return {"AuthenticationType": "AWS_LAMBDA", "LambdaAuthorizerConfig": {"AuthorizerUri": arn, **more}}

    def ask(self, harbour: Harbour, api: str, token: str, query: str = "{ whoami }") -> Reply:
        body = {"query": query, "variables": {"a": 1}, "operationName": None}
        return harbour.send(api, body, [("authorization", token), ("cookie", "c=1")])

    def test_the_function_sees_the_request_and_gives_the_context(self, harbour: Harbour, api: str) -> None:
        found = seen(self.ask(harbour, api, "ok then"))
        assert found["type"] == "Lambda Authorization"
        event = json.loads(found["identity"]["resolverContext"]["event"])
        assert event == {
            "authorizationToken": "ok then",
            "requestContext": {
                "apiId": api,
                "accountId": ACCOUNT,
                "requestId": "6f9d1f0e-0000-4000-8000-000000000001",
                "queryString": "{ whoami }",
                "operationName": None,
                "variables": {"a": 1},
            },
            "requestHeaders": {
                "host": "localhost:9500",
                "content-type": "application/json",
                "authorization": "ok then",
            },
        }

    @pytest.mark.parametrize("token", ["no", "throw", "odd", "nested"])
    def test_anything_but_yes_is_no(self, harbour: Harbour, api: str, token: str) -> None:
        assert self.ask(harbour, api, token).refusal == NOT_AUTHORIZED

    def test_a_function_that_is_not_there_says_no(self, harbour: Harbour) -> None:
        config = {"AuthorizerUri": function_arn("nobody")}
        api = deploy(harbour, {"AuthenticationType": "AWS_LAMBDA", "LambdaAuthorizerConfig": config})
        assert self.ask(harbour, api, "ok").refusal == NOT_AUTHORIZED

    @pytest.mark.parametrize(
        "denied",
        [
            "Query.other",
            "arn:aws:appsync:us-east-1:000000000000:apis/{api}/types/Query/fields/other",
            "arn:aws:appsync:eu-central-1:111122223333:apis/another/types/Query/fields/other",
            "arn:aws-cn:appsync:cn-north-1:111122223333:apis/another/types/Query/fields/other",
        ],
    )
    def test_denied_fields_are_null(self, harbour: Harbour, api: str, denied: str) -> None:
        denied = denied.format(api=api)
        reply = self.ask(harbour, api, f"denied:{denied}", "{ other whoami }")
        assert reply.json["data"]["other"] is None
        assert reply.json["data"]["whoami"] is not None
        assert reply.error["errorType"] == "Unauthorized"

    @pytest.mark.parametrize(
        "denied",
        [
            "",
            "other",
            "Query.*",
            "Query/other",
            "Query.other.more",
            " Query.other",
            "Query/fields/other",
            "types/Query/fields/other",
            "arn:aws:appsync:us-east-1:000000000000:apis/a/types/Query/fields/*",
            "arn:aws:appsync:us-east-1:000000000000:apis/a/types/Query.other",
        ],
    )
    def test_denied_fields_that_name_none_deny_everything(self, harbour: Harbour, api: str, denied: str) -> None:
        assert self.ask(harbour, api, f"denied:{denied}").refusal == NOT_AUTHORIZED

    def test_tokens_of_the_pool_never_reach_the_function(self, harbour: Harbour, api: str) -> None:
        body = {"query": "{ whoami }"}
        reply = harbour.send(api, body, [("authorization", harbour.token())])
        # The pool is no default mode here, so its users see nothing without a directive.
        assert reply.error["errorType"] == "Unauthorized"

    def test_answers_are_kept_only_as_long_as_they_say(self, harbour: Harbour, api: str) -> None:
        def calls(token: str) -> int:
            count: int = seen(self.ask(harbour, api, token))["identity"]["resolverContext"]["calls"]
            return count

        assert calls("ok") < calls("ok")
        first = calls("kept")
        harbour.house.clock.advance(59)
        assert calls("kept") == first
        harbour.house.clock.advance(1)
        assert calls("kept") > first

    def test_a_token_of_another_form_is_refused_without_a_call(self, harbour: Harbour) -> None:
        api = deploy(harbour, self.config(harbour, IdentityValidationExpression="^ok-[0-9]+$"))
        assert self.ask(harbour, api, "ok-12").data
        assert self.ask(harbour, api, "ok").refusal == NOT_AUTHORIZED


def test_callers_of_several_modes_are_told_apart(harbour: Harbour) -> None:
    keys = {KEY: ApiKey(10**12)}
    api = deploy(harbour, harbour.user_pool, {"AuthenticationType": "API_KEY"}, api_keys=keys)
    assert seen(harbour.ask(api, "{ whoami }"))["type"] == "User Pool Authorization"
    # The choice for a request with both: the key counts, and it is not of the default mode.
    both = harbour.send(api, {"query": "{ whoami }"}, [("x-api-key", KEY), ("authorization", harbour.token())])
    assert both.error["errorType"] == "Unauthorized"
