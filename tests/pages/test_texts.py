from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import poolhouse.pages
from poolhouse.model.attributes import STANDARD
from poolhouse.pages.texts import FOLDER, Languages

PACKAGE = Path(poolhouse.pages.__file__).parent
CATALOGUES = {file.stem: json.loads(file.read_text()) for file in FOLDER.glob("*.json")}
ENGLISH = CATALOGUES["en"]
OF_COGNITO = {"de", "en", "es", "fr", "id", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW"}


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_languages_are_those_of_managed_login() -> None:
    assert set(Languages().tags) == OF_COGNITO


@pytest.mark.parametrize("language", sorted(OF_COGNITO))
def test_every_language_says_everything(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert list(catalogue) == list(ENGLISH)
    for key, text in catalogue.items():
        assert text.strip() == text
        assert text
        assert names(text) == names(ENGLISH[key]), key
    if language != "en":
        assert not {
            key for key, text in catalogue.items() if text == ENGLISH[key] and len(text) > len("Error: {title}")
        }


def test_nothing_is_said_that_no_page_says() -> None:
    """And every text that the code asks for is there."""
    code = "\n".join(file.read_text() for file in PACKAGE.rglob("*") if file.suffix in (".py", ".html"))
    assert set(re.findall(r"""texts?\(\s*"([\w.]+)"[,)]""", code)) <= ENGLISH.keys()
    put_together = ("field", "rules")
    for key in ENGLISH.keys() - {f"field.{attribute.name}" for attribute in STANDARD}:
        first, _, last = key.partition(".")
        # Those of refusals are looked at where the refusals are.
        assert f'"{key}"' in code or first == "refusal" or (first in put_together and f'"{last}"' in code), key


def test_every_standard_attribute_has_a_label() -> None:
    unasked = {"sub", "identities", "email_verified", "phone_number_verified"}
    for attribute in STANDARD:
        assert (f"field.{attribute.name}" in ENGLISH) != (attribute.name in unasked)


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        (None, None, "en"),
        ("de", "fr", "de"),
        ("DE", None, "de"),
        ("de-AT", None, "de"),
        ("pt", None, "pt-BR"),
        ("pt-PT", None, "pt-BR"),
        ("pt_BR", None, "pt-BR"),
        ("zh", None, "zh-CN"),
        ("zh-HK", None, "zh-TW"),
        ("zh-Hant", None, "zh-TW"),
        ("xx", "fr", "fr"),
        ("xx", "yy", "en"),
        ("", "ja", "ja"),
        ("-", None, "en"),
        (None, "fr;q=0.5, de;q=0.9, *;q=0.1", "de"),
        (None, "nl, ko;q=0.8", "ko"),
        (None, "de;q=0, fr", "fr"),
        (None, "de;q=oops, fr", "fr"),
        (None, "en-GB,de;q=0.9", "en"),
        (None, ",;,", "en"),
        (None, "x" * 2000 + ",de", "en"),
    ],
)
def test_choice(asked: str | None, accepted: str | None, chosen: str) -> None:
    assert Languages().choose(asked, accepted).language == chosen


@pytest.mark.parametrize(("language", "words"), [("de", "Benutzername oder Passwort"), ("ja", "パスワード")])
def test_pages_speak_it(harbour: Any, language: str, words: str) -> None:
    browser = harbour.browser()
    page = browser.open(harbour.path("/login") + f"&lang={language}")
    assert ("html", {"lang": language, "dir": "ltr"}) in page.page.elements
    answer = browser.submit(page, username="nobody@harbour.test", password="wrong-Pass-1")
    assert answer.status == 401
    assert words in answer.alert
    assert browser.open(harbour.path("/login"), accept_language=language).heading == page.heading
    assert browser.open(f"/error?error=server_error&lang={language}").page.elements[0] == (
        "html",
        {"lang": language, "dir": "ltr"},
    )
