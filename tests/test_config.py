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


@pytest.mark.parametrize(
    ("text", "setting", "rule"),
    [
        ("region = 'Narnia'", "region", "such as us-east-1"),
        ("region = ''", "region", "such as us-east-1"),
        ("account = '12'", "account", "12 digits"),
        ("account = '١٢٣٤٥٦٧٨٩٠١٢'", "account", "12 digits"),
        ("issuer = 'id.example.com'", "issuer", "https://id.example.com"),
        ("issuer = ''", "issuer", "https://id.example.com"),
        ("issuer = 'https://'", "issuer", "https://id.example.com"),
        ("issuer = 'https://id.example.com:seven'", "issuer", "https://id.example.com"),
        ("issuer = 'https://id.example.com/?tenant=1'", "issuer", "without a query"),
        ("issuer = 'https://id.example.com#top'", "issuer", "without a query"),
        ("issuer = 'https://me:secret@id.example.com'", "issuer", "https://id.example.com"),
        ("issuer = 'ftp://id.example.com'", "issuer", "https://id.example.com"),
        ("proxies = ['10.0.0.1/8']", "proxies", "host bits"),
        ("[functions.tier]\nhandler = 'x.ts'\ntimeout = -1", "functions.tier.timeout", "between 1 and 900"),
        ("[functions.tier]\nhandler = 'x.ts'\ntimeout = 901", "functions.tier.timeout", "between 1 and 900"),
        ("[functions.tier]\nhandler = 'x.ts'\ntimeout = nan", "functions.tier.timeout", "between 1 and 900"),
        ("[functions.tier]\nhandler = 'x.ts'\nmemory = 1", "functions.tier.memory", "between 128 and 10240"),
        ("[functions.tier]\nhandler = 'x.ts'\nmemory = 10241", "functions.tier.memory", "between 128 and 10240"),
        ("[functions.'a b']\nhandler = 'x.ts'", 'functions."a b"', "1 to 64 letters"),
        (f"[functions.{'a' * 65}]\nhandler = 'x.ts'", "functions.", "1 to 64 letters"),
        ("[functions.far]\nendpoint = 'lambda.poolhouse.test'", "functions.far.endpoint", "URL of http or https"),
    ],
)
def test_a_value_that_would_fail_later_is_refused_with_its_rule(
    tmp_path: Path, text: str, setting: str, rule: str
) -> None:
    with pytest.raises(BadConfiguration) as problem:
        read_config(written(tmp_path, text), must_exist=True)
    path, told, words = str(problem.value).partition(f"poolhouse.toml: {setting}")
    assert path.startswith(str(tmp_path))
    assert told
    assert rule in words


def test_all_flaws_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as problem:
        read_config(written(tmp_path, "region = 'Narnia'\naccount = '12'"), must_exist=True)
    assert len(str(problem.value).splitlines()) == 2


@pytest.mark.parametrize(
    "text",
    [
        *(f"region = '{name}'" for name in ("eu-west-1", "us-gov-east-1", "us-isob-east-1", "ap-southeast-7")),
        *(f"issuer = '{url}'" for url in ("aws", "http://[::1]:9500", "https://id.example.com/pools/")),
        "account = '123456789012'",
        "[functions.Tier_1-x]\nhandler = 'x.ts'\ntimeout = 900\nmemory = 10240",
        "[functions.tier]\nendpoint = 'http://127.0.0.1:3001'\ntimeout = 1.5\nmemory = 128",
    ],
)
def test_what_aws_allows_is_allowed(tmp_path: Path, text: str) -> None:
    assert read_config(written(tmp_path, text), must_exist=True)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="cannot be read"):
        read_config(tmp_path, must_exist=True)
    path = tmp_path / "poolhouse.toml"
    path.write_text("region = 'eu-west-1'", encoding="utf-16")
    with pytest.raises(BadConfiguration, match=r"poolhouse\.toml is not text in UTF-8"):
        read_config(path, must_exist=True)


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
