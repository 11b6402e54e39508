"""What a style sheet may hold: the documented classes, and nothing that fetches or runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.operations.branding.css import CLASSES, check_css

TEMPLATE = """
/* The look of the harbour. */
.logo-customizable { max-width: 60%; max-height: 30%; }
.banner-customizable { padding: 25px 0px 25px 0px; background-color: #d3d3d3; }
.submitButton-customizable { font-size: 14px; font-weight: bold; margin: 20px 0px 10px 0px; height: 40px;
  width: 100%; color: rgb(255, 255, 255); background-color: rgba(0, 0, 0, .5); }
.submitButton-customizable:hover, .idpButton-customizable:hover { color: #fff; background-color: #286090 !important }
.inputField-customizable:focus { border-color: #66afe9; outline: 0; }
.inputField-customizable::placeholder { color: hsl(200 10% 40%); }
.textDescription-customizable { font-family: "Open Sans", 'Verdana', sans-serif; padding: calc(1em + 2px); }
.background-customizable { background: linear-gradient(90deg, #fff 0%, navy 100%); }
.passwordCheck-notValid-customizable { color: #DF3312; }
"""


def test_a_style_sheet_as_people_write_them() -> None:
    check_css(TEMPLATE)
    check_css("")
    check_css("/* nothing */")


def test_every_documented_class() -> None:
    assert len(CLASSES) == 15
    for name in CLASSES:
        check_css(f".{name} {{ color: red }}")


@pytest.mark.parametrize(
    "css",
    [
        "body { color: red }",
        "* { color: red }",
        "#login { color: red }",
        ".card { color: red }",
        ".banner-customizable .card { color: red }",
        ".banner-customizable > input { color: red }",
        ".banner-customizable[class] { color: red }",
        ".banner-customizable, body { color: red }",
        ".banner-customizable::before { content: 'x' }",
        ".banner-customizable:has(input) { color: red }",
        "@import 'https://elsewhere.test/x.css';",
        "@import url(https://elsewhere.test/x.css);",
        "@font-face { font-family: x; src: url(https://elsewhere.test/x) }",
        "@media print { .banner-customizable { color: red } }",
        ".banner-customizable { background: url(https://elsewhere.test/x.png) }",
        ".banner-customizable { background: URL ( https://elsewhere.test/x.png ) }",
        ".banner-customizable { background: u\\72l(https://elsewhere.test/x.png) }",
        ".banner-customizable { background: u/**/rl(//elsewhere.test/x.png) }",
        ".banner-customizable { background: image-set('https://elsewhere.test/x.png' 1x) }",
        ".banner-customizable { background: -webkit-image-set('x' 1x) }",
        ".banner-customizable { background: src('//elsewhere.test') }",
        ".banner-customizable { width: expression(alert(1)) }",
        ".banner-customizable { behavior: inherit }",
        ".banner-customizable { -moz-binding: none }",
        ".banner-customizable { --x: red }",
        ".banner-customizable { color: var(--x) }",
        ".banner-customizable { color: red",
        ".banner-customizable color: red }",
        ".banner-customizable { .label-customizable { color: red } }",
        ".banner-customizable { color }",
        ".banner-customizable { color: red } /* never closed",
        "</style><script>alert(1)</script>",
        ".banner-customizable { color: red } <!-- -->",
        "{ color: red }",
        ".banner-customizable { font-family: '/*'; background: url(//elsewhere.test/x); color: '*/' }",
        '.banner-customizable { font-family: "/*"; background: url(//elsewhere.test/x); color: "*/" }',
        ".banner-customizable { font-family: '\n; background: url(//elsewhere.test/x); color: ' }",
        ".banner-customizable { font-family: '\\'; background: url(//elsewhere.test/x); color: ' }",
        ".banner-customizable { font-family: 'open }",
    ],
)
def test_what_is_refused(css: str) -> None:
    with pytest.raises(ServiceError) as refused:
        check_css(css)
    assert refused.value.type == "InvalidParameterException"


def test_texts_and_comments_may_hold_what_begins_the_other() -> None:
    check_css(""".label-customizable { font-family: "it's /* not a comment"; /* "nor a text */ color: red }""")
    check_css(""".label-customizable { font-family: 'url(//elsewhere.test/x); } body {' }""")


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(ServiceError, match=r"CSS class card-customizable is not supported\."):
        check_css(".card-customizable { color: red }")


TOKENS = re.compile(
    r"""/\*.*?(?:\*/|\Z) | "(?:[^"\\\n\r\f]|\\.)*"? | '(?:[^'\\\n\r\f]|\\.)*'? | .""", re.DOTALL | re.VERBOSE
)
"""Comments, texts and single characters, as browsers tell them apart (CSS Syntax Module, 4.3)."""

PIECES = st.sampled_from(
    ["/*", "*/", "'", '"', "\\", "\n", "{", "}", ";", ":", "a", "1", "#", "(", ")", "url(", "@", "<"]
)


@settings(max_examples=1000)
@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(sorted(CLASSES)))
def test_whatever_is_let_through_fetches_nothing(text: str, name: str) -> None:
    css = f".{name} {{ color: {text} }}"
    try:
        check_css(css)
    except ServiceError:
        return
    seen = "".join(token if len(token) == 1 else " " for token in TOKENS.findall(css))
    assert not set("@\\<") & set(seen)
    assert "url(" not in seen


@pytest.mark.parametrize(
    "piece", ["/*", "{", "}", ".label-customizable{", "a:b;", "(", "*/", ",", "a", "-a", " ", "a:", "\n", "a ("]
)
@pytest.mark.parametrize("before", [".label-customizable{", ".label-customizable{color:", ""])
def test_long_nonsense_is_refused_without_long_thought(before: str, piece: str) -> None:
    """131,072 characters are the most that a request can hold; more than a linear pass would take minutes here."""
    with pytest.raises(ServiceError):
        check_css(before + piece * (131000 // len(piece)) + "\\")
