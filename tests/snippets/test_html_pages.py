from __future__ import annotations

import pytest

from poolhouse.snippets.html_pages import html_snippets
from poolhouse.snippets.problems import SnippetsError


def found(text: str) -> list[tuple[str, str]]:
    return [(snippet.name, snippet.text) for snippet in html_snippets("page.html", text)]


def test_the_first_word_of_the_label_names_the_snippet() -> None:
    text = '<p>no code</p>\n<pre aria-label="src/a.ts code example">let a;</pre><pre aria-label="">ls</pre>'
    assert found(text) == [("src/a.ts", "let a;\n"), ("Unnamed Snippet", "ls\n")]


def test_every_div_is_a_line() -> None:
    code = "<div><span>let</span> a = {</div><div>  b: 1,</div><div></div><div>};</div>"
    assert found(f"<pre><code>{code}</code></pre>") == [("Unnamed Snippet", "let a = {\n  b: 1,\n\n};\n")]
    assert found(f"<pre><div>{code}</div></pre>") == [("Unnamed Snippet", "let a = {\n  b: 1,\n\n};\n")]
    assert found("<pre><div>a\n</div><div>b\n</div></pre>")[0][1] == "a\nb\n"


def test_the_caption_of_the_copy_button_is_no_code() -> None:
    text = "<pre><button>Copy <span>code</span></button><style>pre{}</style><div>let a;</div></pre>"
    assert found(text) == [("Unnamed Snippet", "let a;\n")]


def test_entities_are_the_characters_that_they_mean() -> None:
    assert found("<pre>a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#x27;e&#39;&nbsp;&eacute; &unknown;</pre>") == [
        ("Unnamed Snippet", "a < b && c > \"d\" 'e'\xa0é &unknown;\n")
    ]


def test_tabs_breaks_and_line_ends() -> None:
    assert found("<pre>\r\n\tone<br>two<br/>three\r\n\r\n</pre>") == [("Unnamed Snippet", "\tone\ntwo\nthree\n")]


def test_comments_scripts_and_empty_elements_give_nothing() -> None:
    assert found("<!-- <pre>no</pre> --><script>'<pre>no</pre>'</script><pre> \n </pre><pre><!-- no --></pre>") == []


def test_an_element_inside_another_belongs_to_it() -> None:
    assert found("<pre>a <pre>b</pre> c</pre>") == [("Unnamed Snippet", "a b c\n")]


def test_a_stray_end_tag_does_nothing() -> None:
    assert found("</pre></div><pre>a</div></button>b</pre></pre>") == [("Unnamed Snippet", "ab\n")]


def test_an_element_that_nothing_closes_is_an_error_with_its_line() -> None:
    with pytest.raises(SnippetsError) as refused:
        html_snippets("docs/page.html", "<p>\n<pre>a</pre>\n<pre>b\n")
    assert str(refused.value) == "docs/page.html:3: nothing closes the <pre> that begins here"
