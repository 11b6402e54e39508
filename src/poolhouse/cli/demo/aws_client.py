"""Calls to the user pool API as an AWS SDK makes them: JSON 1.1 with Signature Version 4."""

from __future__ import annotations

import time
from typing import Any

import httpx
import msgspec

from poolhouse.model import sigv4

CONTENT_TYPE = "application/x-amz-json-1.1"
CREDENTIALS = sigv4.Credentials("AKIADEMODEMODEMODEMO", "any secret will do on a loopback address")


class Refused(Exception):
    """The API answered with an error."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(f"{error_type}: {message}")


class UserPoolApi:
    """``http`` has the server's URL as its base."""

    def __init__(self, http: httpx.Client, region: str) -> None:
        self._http = http
        self._region = region

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Raises Refused."""
        payload = msgspec.json.encode(parameters)
        url = self._http.base_url.join("/")
        headers = {
            "host": url.netloc.decode(),
            "content-type": CONTENT_TYPE,
            "x-amz-target": f"AWSCognitoIdentityProviderService.{operation}",
        }
        scope = sigv4.Scope(time.time(), self._region, "cognito-idp")
        signed = sigv4.sign("POST", str(url), headers, payload, CREDENTIALS, scope)
        answer = self._http.post(url, content=payload, headers=signed)
        document: dict[str, Any] = msgspec.json.decode(answer.content) if answer.content else {}
        if answer.is_error:
            raise Refused(document.get("__type", str(answer.status_code)), document.get("message", ""))
        return document
