"""A running Poolhouse as deploying commands see it: CloudFormation's API, and a place to put objects and secrets."""

from __future__ import annotations

import os
import ssl
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.model.sigv4 import Credentials, Scope, sign

SECONDS = 60.0
REGION = "us-east-1"
_ANYONE = Credentials("AKIAPOOLHOUSELOCAL00", "accepted-on-loopback-only")
"""Without ``--auth sigv4`` a server on this machine wants a signature and does not look at it."""

Element = dict[str, Any]


class Refused(Exception):
    """CloudFormation's error: ``code`` and text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Server:
    """Signs with the AWS credentials of the environment where there are some.

    ``trusted`` tells which certificates a server of https may show; those that httpx trusts unless given.
    """

    def __init__(self, endpoint: str, region: str = REGION, *, trusted: ssl.SSLContext | bool = True) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or region
        self._credentials = _credentials()
        self._http = httpx.Client(timeout=SECONDS, verify=trusted)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def answers(self) -> bool:
        """Whether a Poolhouse listens there."""
        try:
            return bool(self._http.get(f"{self.endpoint}/health").json().get("status") == "ok")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
            return False

    def call(self, action: str, fields: Mapping[str, str]) -> Element:
        """A CloudFormation action → its result. Raises Refused, AmplifyProblem."""
        body = urlencode({"Action": action, "Version": "2010-05-15", **fields}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer = self._send("POST", "/", "cloudformation", headers, body)
        try:
            root = _plain(ElementTree.fromstring(answer.content))  # noqa: S314 - from the server that was chosen
        except ElementTree.ParseError:
            raise AmplifyProblem(f"{self.endpoint} is no Poolhouse server", mend="Name it with --endpoint.") from None
        if answer.status_code != httpx.codes.OK:
            error = root.get("Error", {})
            raise Refused(error.get("Code", str(answer.status_code)), error.get("Message", "refused"))
        result = root.get(f"{action}Result")
        return result if isinstance(result, dict) else {}

    def has_object(self, bucket: str, key: str) -> bool:
        return self._send("HEAD", _object_path(bucket, key), "s3", {}, b"").status_code == httpx.codes.OK

    def put_object(self, bucket: str, key: str, content: bytes) -> None:
        """Raises AmplifyProblem."""
        self._expect(self._send("PUT", _object_path(bucket, key), "s3", {}, content), f"{bucket}/{key}")

    def parameter_names(self, prefix: str) -> list[str]:
        path = f"/_poolhouse/parameters?{urlencode({'prefix': prefix})}"
        answer = self._expect(self._send("GET", path, "s3", {}, b""), "secrets")
        names: list[str] = answer.json()["names"]
        return names

    def put_parameter(self, name: str, value: str) -> None:
        path = f"/_poolhouse/parameters{quote(name)}"
        self._expect(self._send("PUT", path, "s3", {}, value.encode()), "the secret")

    def delete_parameter(self, name: str) -> bool:
        """False when there is none."""
        answer = self._send("DELETE", f"/_poolhouse/parameters{quote(name)}", "s3", {}, b"")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return False
        self._expect(answer, "the secret")
        return True

    def _expect(self, answer: httpx.Response, what: str) -> httpx.Response:
        if not answer.is_success:
            try:
                text = answer.json()["message"]
            except (ValueError, KeyError, TypeError):
                text = f"HTTP {answer.status_code}"
            raise AmplifyProblem(f"the server refused {what}: {text}", mend=_sign_in_advice(answer.status_code))
        return answer

    def _send(self, method: str, path: str, service: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        url = f"{self.endpoint}{path}"
        named = {**headers, "host": urlsplit(url).netloc}
        signed = sign(method, url, named, body, self._credentials, Scope(time.time(), self._region, service))
        try:
            return self._http.request(method, url, headers=signed, content=body)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise AmplifyProblem(
                f"no server answers at {self.endpoint}: {problem}",
                mend="Start one with 'poolhouse serve', or name its URL with --endpoint.",
            ) from None


def _sign_in_advice(status: int) -> str:
    if status not in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return ""
    return "Make a key with 'poolhouse keys create' and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."


def _object_path(bucket: str, key: str) -> str:
    return f"/_poolhouse/objects/{quote(bucket)}/{quote(key)}"


def _credentials() -> Credentials:
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    return Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN")) if key and secret else _ANYONE


def _plain(element: ElementTree.Element) -> Any:
    """Elements → dictionaries, ``<member>`` elements → lists, text → text."""
    children = list(element)
    if not children:
        return element.text or ""
    names = [child.tag.rpartition("}")[2] for child in children]
    if set(names) == {"member"}:
        return [_plain(child) for child in children]
    return {name: _plain(child) for name, child in zip(names, children, strict=True)}
