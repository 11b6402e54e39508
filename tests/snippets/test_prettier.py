from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.snippets.prettier import (
    LARGEST_CHARACTERS,
    Prettier,
    ScriptTest,
    check_prettier,
    find_prettier,
    running_prettier,
)
from poolhouse.snippets.problems import SnippetsError


def test_the_check_value_of_a_command(hashed: Callable[[str], str]) -> None:
    assert hashed("npm add --save-dev @types/aws-lambda\n") == "859a0bc7ceb3d153"


def test_typescript_is_formatted_before_it_is_hashed(prettier: Prettier, hashed: Callable[[str], str]) -> None:
    assert prettier.format_all(["const a = {b:'c',\n}\n"]) == ['const a = { b: "c" };\n']
    assert hashed("const a = {b:'c',\n}\n") == hashed('const a = { b: "c" };\n')


@pytest.mark.parametrize("text", ["npm add x\n", '{ "iss": "...", }\n', "def f(): pass\n", "<b>\n", "\t\ta b\n"])
def test_what_is_refused_stays_as_it_is(prettier: Prettier, text: str) -> None:
    assert prettier.format_all([text]) == [text]


def test_order_copies_and_every_character_survive(prettier: Prettier) -> None:
    texts = ["a;\n", "no code é \u2028 \u2029 😀\n", "a;\n", "b;\n"]
    assert prettier.format_all(texts) == texts
    assert prettier.format_all([]) == []


def test_many_texts_go_in_batches(prettier: Prettier) -> None:
    texts = [f"let a{number} = '{'x' * 3000}'\n" for number in range(200)]
    assert prettier.format_all(texts) == [f'let a{number} =\n  "{"x" * 3000}";\n' for number in range(200)]


def test_a_text_of_5_mb_is_taken_as_it_stands(prettier: Prettier) -> None:
    text = "let  a = 1\n" * (5_000_000 // 11)
    assert prettier.format_all([text, "let  b\n"]) == [text, "let b;\n"]
    below = "x" * (LARGEST_CHARACTERS - 1) + "\n"
    assert prettier.format_all([below]) == [below[:-1] + ";\n"]


def test_tests_of_a_script_with_their_titles_and_lines(prettier: Prettier) -> None:
    code = (
        'describe("sums", () => {\n'
        '  it.each([[1, 2]])("adds %i and %i", (a: number) => {\n    expect(a);\n  });\n'
        "  describe.skip(name, () => {\n    test(`for ${name}`, async () => {});\n  });\n"
        "});\n"
        'test("alone", { timeout: 1 }, () => {});\ntesting("no", () => {});\n'
    )
    assert prettier.tests_in(code) == [
        ScriptTest((("sums",), ("adds ", " and ", "")), 2, 4),
        ScriptTest((("sums",), ("", ""), ("for ", "")), 6, 6),
        ScriptTest((("alone",),), 9, 9),
    ]
    assert prettier.tests_in("this is no code\n") is None


def package(folder: Path, **manifest: Any) -> Path:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "prettier", **manifest}))
    return folder


def test_the_nearest_prettier_3_is_found(tmp_path: Path) -> None:
    node = tmp_path / "node" / "bin" / "node"
    beside = package(tmp_path / "node" / "lib" / "node_modules" / "prettier", version="3.1.0")
    package(tmp_path / "a" / "b" / "node_modules" / "prettier", version="2.8.8")
    assert find_prettier(tmp_path / "a" / "b", node) == beside
    above = package(tmp_path / "a" / "node_modules" / "prettier", version="10.0.0")
    assert find_prettier(tmp_path / "a" / "b", node) == above


def test_without_prettier_3_the_message_says_what_to_do(tmp_path: Path) -> None:
    node = tmp_path / "node" / "bin" / "node"
    old = package(tmp_path / "node_modules" / "prettier", version="1.19.1")
    with pytest.raises(SnippetsError) as refused:
        find_prettier(tmp_path, node)
    assert str(refused.value) == (
        f"prettier: snippets are normalised by prettier 3, found nowhere ({old} is 1.19.1): "
        "npm install --save-dev prettier"
    )
    with pytest.raises(SnippetsError, match=r"is prettier 1\.19\.1; needed is 3 or newer"):
        check_prettier(old)
    with pytest.raises(SnippetsError, match="is no prettier; needed is 3 or newer"):
        check_prettier(tmp_path)


@pytest.mark.parametrize("manifest", ["[]", "{", '{"name": "prettier", "version": 3}', '{"name": "x", "version": "3"}'])
def test_other_packages_are_not_taken_for_it(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "package.json").write_text(manifest)
    with pytest.raises(SnippetsError, match="is no prettier"):
        check_prettier(tmp_path)


def test_a_prettier_that_cannot_be_loaded_is_an_error(tmp_path: Path, node: Path) -> None:
    folder = package(tmp_path / "prettier", version="3.0.0")
    with (
        running_prettier(node, folder) as broken,
        pytest.raises(SnippetsError, match="prettier: has ended before its work"),
    ):
        broken.format_all(["a;\n"])
