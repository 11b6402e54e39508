"""``poolhouse.toml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from poolhouse.config import BadConfiguration, ConfigFile, SmtpTable, config_functions, read_config, smtp_settings


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "poolhouse.toml"
    path.write_text(text)
    return path


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    config = read_config(tmp_path / "poolhouse.toml", must_exist=False)
    assert (config.region, config.account, config.issuer, config.functions) == ("us-east-1", "000000000000", None, {})


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="does not exist"):
        read_config(tmp_path / "poolhouse.toml", must_exist=True)


def test_functions_are_found_beside_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        region = "eu-west-1"
        [functions.tier]
        handler = "src/handler.ts"
        timeout = 7
        env = { TABLE = "tiers" }
        [functions.far]
        endpoint = "https://lambda.poolhouse.test"
        """,
    )
    config = read_config(path, must_exist=True)
    near, far = config_functions(config, tmp_path)
    assert config.region == "eu-west-1"
    assert near.handler == str(tmp_path / "src/handler.ts")
    assert (near.timeout, near.env) == (7, {"TABLE": "tiers"})
    assert far.endpoint == "https://lambda.poolhouse.test"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("region = 5", "region"),
        ("regoin = 'us-east-1'", "regoin"),
        ("[functions.tier]\nhandlr = 'x.ts'", "handlr"),
        ("region = ", "Invalid value"),
        ("[smtp]\nhost = 'mail'", "sender"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadConfiguration, match=complaint) as problem:
        read_config(written(tmp_path, text), must_exist=True)
    assert "poolhouse.toml" in str(problem.value)


@pytest.mark.parametrize("table", ["", "handler = 'a.ts'\nendpoint = 'https://lambda.poolhouse.test'"])
def test_a_function_is_here_or_elsewhere_never_both(tmp_path: Path, table: str) -> None:
    config = read_config(written(tmp_path, f"[functions.tier]\n{table}"), must_exist=True)
    with pytest.raises(BadConfiguration, match="tier"):
        config_functions(config, tmp_path)


def test_the_mail_password_comes_from_the_environment() -> None:
    table = SmtpTable(host="mail.poolhouse.test", sender="pool@poolhouse.test", username="pool")
    assert smtp_settings(table, {"POOLHOUSE_SMTP_PASSWORD": "from-environment"}).password == "from-environment"
    with pytest.raises(BadConfiguration, match="POOLHOUSE_SMTP_PASSWORD"):
        smtp_settings(table, {})
    assert ConfigFile().smtp is None
