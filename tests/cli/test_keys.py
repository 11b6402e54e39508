from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_a_key_opens_a_server_that_verifies_signatures_and_a_deleted_one_does_not(
    poolhouse: Callable[..., Any], new_server: Callable[..., Any], tmp_path: Path
) -> None:
    server = new_server("--auth", "sigv4")
    made = poolhouse("keys", "create", "--note", "ci", "--data", str(server.data))
    assert made.returncode == 0, made.stderr
    key_id, secret = re.findall(r"^export AWS_\w+=(\S+)$", made.stdout, re.MULTILINE)
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key_id)
    assert len(secret) == 40

    cognito = server.client(aws_access_key_id=key_id, aws_secret_access_key=secret)
    assert cognito.list_user_pools(MaxResults=1)["UserPools"] == []
    with pytest.raises(ClientError):
        server.client(aws_access_key_id=key_id).list_user_pools(MaxResults=1)

    listed = poolhouse("keys", "list", "--data", str(server.data))
    assert key_id in listed.stdout
    assert "ci" in listed.stdout
    assert secret not in listed.stdout + listed.stderr

    assert poolhouse("keys", "delete", key_id, "--data", str(server.data)).returncode == 0
    with pytest.raises(ClientError):
        cognito.list_user_pools(MaxResults=1)


def test_a_key_can_be_made_before_the_server_first_runs(poolhouse: Callable[..., Any], tmp_path: Path) -> None:
    made = json.loads(poolhouse("keys", "create", "--json").stdout)
    listed = json.loads(poolhouse("keys", "list", "--json").stdout)
    assert [key["AccessKeyId"] for key in listed] == [made["AccessKeyId"]]
    assert "SecretAccessKey" not in listed[0]
    assert (tmp_path / ".poolhouse" / "poolhouse.db").stat().st_mode & 0o077 == 0


def test_an_unknown_key_cannot_be_deleted(poolhouse: Callable[..., Any]) -> None:
    poolhouse("keys", "create")
    refused = poolhouse("keys", "delete", "AKIANOTTHERE")
    assert refused.returncode == 1
    assert "there is no access key AKIANOTTHERE" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_listing_does_not_make_a_data_directory(poolhouse: Callable[..., Any], tmp_path: Path) -> None:
    refused = poolhouse("keys", "list", "--data", "mistyped")
    assert refused.returncode == 1
    assert "there is no data directory mistyped" in refused.stderr
    assert not (tmp_path / "mistyped").exists()
