from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.snippets.markdown_pages import markdown_snippets
from poolhouse.snippets.problems import SnippetsError


def found(text: str) -> list[tuple[str, str]]:
    return [(snippet.name, snippet.text) for snippet in markdown_snippets("page.md", text)]


def test_a_title_names_the_snippet() -> None:
    text = "# Page\n\n```ts title=\"src/a.ts\" showLineNumbers={false}\nlet a;\n```\n\n~~~ title='b.sh'\nls\n~~~\n"
    assert found(text) == [("src/a.ts", "let a;\n"), ("b.sh", "ls\n")]


def test_line_and_language_are_those_of_the_fence() -> None:
    (snippet,) = markdown_snippets("page.md", "one\n\ntwo\n\n```js\nx\n```\n")
    assert (snippet.line, snippet.language) == (5, "js")


@pytest.mark.parametrize(
    "line",
    ["// src/a.ts", "# src/a.ts", "-- src/a.ts", "; src/a.ts", "/* src/a.ts */", "<!-- src/a.ts -->", "  //src/a.ts"],
)
def test_a_comment_in_the_first_line_names_the_file(line: str) -> None:
    assert found(f"```\n{line}\ncode\n```\n") == [("src/a.ts", f"{line}\ncode\n")]


@pytest.mark.parametrize("line", ["// see src/a.ts", "#!/usr/bin/env node", "# Title", "// 1.5", "src/a.ts", "// e.g."])
def test_other_first_lines_name_nothing(line: str) -> None:
    assert found(f"```\n{line}\ncode\n```\n")[0][0] == "Unnamed Snippet"


def test_a_title_goes_before_a_comment_and_an_empty_one_does_not() -> None:
    assert found('```ts title="a.ts"\n// b.ts\n```\n')[0][0] == "a.ts"
    assert found('```ts title=""\n// b.ts\n```\n')[0][0] == "b.ts"
    assert found('```ts subtitle="a.ts"\nx\n```\n')[0][0] == "Unnamed Snippet"


def test_empty_lines_at_the_end_do_not_count_and_others_do() -> None:
    assert found("```\n\n  a\n\tb\n\n\n```\n") == [("Unnamed Snippet", "\n  a\n\tb\n")]


def test_fences_without_code_are_no_snippets() -> None:
    assert found("```\n```\n\n```sh\n\n  \n```\n") == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(line_end: str) -> None:
    text = 'words\n\n```ts title="a.ts"\nlet a;\n\nlet b;\n```\n'.replace("\n", line_end)
    assert found(text) == [("a.ts", "let a;\n\nlet b;\n")]
    assert markdown_snippets("page.md", text)[0].line == 3


def test_a_longer_fence_holds_shorter_ones() -> None:
    inner = '```ts title="inner.ts"\nlet a;\n```\n'
    assert found(f"````md\n{inner}````\n") == [("Unnamed Snippet", inner)]
    assert found(f"~~~md\n{inner}~~~\n") == [("Unnamed Snippet", inner)]


def test_lists_and_quotations_do_not_indent_the_code() -> None:
    assert found("* item\n\n  ```ts\n  let a = {\n    b: 1,\n  };\n  ```\n") == [
        ("Unnamed Snippet", "let a = {\n  b: 1,\n};\n")
    ]
    assert found("> ```sh\n> ls\n> ```\n") == [("Unnamed Snippet", "ls\n")]


def test_what_a_comment_hides_is_no_snippet() -> None:
    assert found("<!--\n```ts\nlet hidden;\n```\n-->\n\n<!-- shown -->\n```ts\nlet shown;\n```\n") == [
        ("Unnamed Snippet", "let shown;\n")
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("words\n\n```ts\nlet a;\n", 3),
        ("````\na\n```\n", 1),
        ("```\na\n~~~\n", 1),
        ("> ```\n> a\n\nwords\n", 1),
        ("```", 1),
        ("```ts\na\n``` ts\n", 1),
    ],
)
def test_a_fence_that_nothing_closes_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SnippetsError) as refused:
        markdown_snippets("docs/page.md", text)
    assert str(refused.value) == f"docs/page.md:{line}: nothing closes the code fence that begins here"


CODE_LINE = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="`"), min_size=1)


@given(st.lists(CODE_LINE, min_size=1).filter(lambda lines: any(line.strip() for line in lines)))
def test_any_code_comes_out_as_it_stands(lines: list[str]) -> None:
    text = "\n".join(lines).rstrip("\n")
    assert found(f"before\n\n```\n{text}\n```\n\nafter\n")[0][1] == f"{text}\n"
