"""The AWS SDK for JavaScript v3."""

from __future__ import annotations

import base64
from typing import Any

READS_ITS_SURROUNDINGS = """
import { readFileSync } from "node:fs";
export const handler = async ({ name, database }) => {
  console.log(`greeting ${name}`);
  let read;
  try { read = readFileSync(database).length; } catch (error) { read = error.code; }
  return { greeting: `${process.env.GREETING}, ${name}`, read };
};
"""
THROWS = "export const handler = async () => { throw new TypeError('no harbour'); };"


def test_sign_in_refresh_rotation_and_errors(cognito: Any, make_pool: Any, make_user: Any, run_scenario: Any) -> None:
    pool = make_pool()
    make_user(pool)
    rotating = cognito.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="rotating",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )["UserPoolClient"]["ClientId"]
    seen = run_scenario("sdk_v3", clientId=pool.client_id, rotatingClientId=rotating)

    claims = seen["signedIn"].pop("claims")
    assert seen["signedIn"] == {"ExpiresIn": 3600, "TokenType": "Bearer"}
    assert seen["user"] == claims["cognito:username"] == "marina"
    incorrect = "Incorrect username or password."
    assert seen["wrongPassword"] == {"isKind": True, "message": incorrect, "status": 400}
    assert seen["unknownUser"] == {"isKind": True, "message": "User does not exist.", "status": 400}

    assert "RefreshToken" not in seen["refreshed"]["members"]
    assert {"AccessToken", "IdToken"} <= set(seen["refreshed"]["members"])
    assert seen["refreshed"]["claims"]["origin_jti"] == claims["origin_jti"]
    assert seen["refreshed"]["claims"]["jti"] != claims["jti"]
    assert seen["revoked"]["isKind"] is True

    assert seen["rotated"]["changed"] is True
    assert seen["rotated"]["claims"]["auth_time"] == seen["original"]["auth_time"]
    assert seen["rotated"]["claims"]["jti"] != seen["original"]["jti"]
    assert seen["reuse"]["isKind"] is True


def test_functions(server: Any, make_zip: Any, run_scenario: Any) -> None:
    database = server.data / "poolhouse.db"
    assert database.exists()

    def archive(code: str) -> str:
        return base64.b64encode(make_zip({"index.mjs": code})).decode()

    seen = run_scenario(
        "sdk_v3_lambda",
        name="greeter",
        event={"name": "Marina", "database": str(database)},
        first=archive(READS_ITS_SURROUNDINGS),
        second=archive(THROWS),
    )

    assert seen["arn"] == "arn:aws:lambda:us-east-1:000000000000:function:greeter"
    assert seen["first"]["error"] is None
    assert seen["first"]["payload"]["greeting"] == "ahoy, Marina"
    assert seen["first"]["payload"]["read"] in ("EACCES", "ENOENT", "ERR_ACCESS_DENIED")
    assert "greeting Marina" in seen["first"]["log"]
    assert "REPORT RequestId: " in seen["first"]["log"]
    assert seen["codeChanged"] is True
    assert seen["second"]["error"] == "Unhandled"
    assert seen["second"]["payload"]["errorType"] == "TypeError"
    assert seen["second"]["payload"]["errorMessage"] == "no harbour"
    assert seen["gone"] is True
