from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from poolhouse.snippets.problems import SnippetsError
from poolhouse.snippets.sources import read_pages
from poolhouse.snippets.web import LARGEST_BYTES

PAGE = "```ts\nlet a;\n```\n"
HTML = "<pre>let a;</pre>"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*sources: str, prefixes: tuple[str, ...] = ()) -> list[str]:
    return [page.name for page in read_pages(sources, prefixes)]


def refusal(*sources: str, prefixes: tuple[str, ...] = ()) -> str:
    with pytest.raises(SnippetsError) as refused:
        read_pages(sources, prefixes)
    return str(refused.value)


def sitemap(*addresses: str, root: str = "urlset", entry: str = "url") -> str:
    entries = "".join(f"<{entry}><loc> {address} </loc></{entry}>" for address in addresses)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'


def test_a_folder_gives_its_pages_and_each_once(here: Path) -> None:
    for name in (
        "b/two.html",
        "b/three.HTM",
        "a.md",
        "c.mdx",
        "d.markdown",
        "notes.txt",
        "node_modules/x.md",
        ".x/y.md",
    ):
        file = here / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE if "m" in file.suffix[:2] else HTML)
    expected = ["docs/a.md", "docs/c.mdx", "docs/d.markdown", "docs/b/three.HTM", "docs/b/two.html"]
    assert names("docs", "docs/a.md", str(here / "docs" / "b")) == expected


def test_a_page_elsewhere_goes_by_its_whole_path(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.md").write_text(PAGE)
    (here / "inner").mkdir()
    monkeypatch.chdir(here / "inner")
    assert names("../a.md") == [(here / "a.md").resolve().as_posix()]


def test_a_byte_order_mark_is_no_text(here: Path) -> None:
    (here / "a.md").write_bytes(b"\xef\xbb\xbf" + PAGE.encode())
    (page,) = read_pages(["a.md"])
    assert [snippet.text for snippet in page.snippets] == ["let a;\n"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.md: is a binary file"),
        (PAGE.encode("utf-16"), "a.md: is a binary file"),
        (b"one\ntwo \xe9\n", "a.md:2: is not UTF-8 text (byte 8)"),
    ],
)
def test_what_is_not_text_is_an_error(here: Path, content: bytes, problem: str) -> None:
    (here / "a.md").write_bytes(content)
    assert refusal("a.md") == problem


def test_everything_that_cannot_be_read_is_told_together(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.md").write_text("```\n")
    (here / "docs" / "b.html").write_text("<pre>")
    (here / "empty").mkdir()
    (here / "a.txt").write_text("")
    assert refusal("docs", "gone.md", "a.txt", "empty").splitlines() == [
        "docs/a.md:1: nothing closes the code fence that begins here",
        "docs/b.html:1: nothing closes the <pre> that begins here",
        "gone.md: there is no such file or folder",
        "a.txt: is no page: known are .md, .markdown, .mdx, .html, .htm and sitemaps (.xml)",
        "empty: holds no page (.md, .markdown, .mdx, .html, .htm)",
    ]


def test_addresses_are_read_by_their_media_type_or_their_name(site: Any) -> None:
    addresses = [
        site.add("/a", "text/html; charset=utf-8", HTML),
        site.add("/b", "text/markdown", PAGE),
        site.add("/c.md", "application/octet-stream", PAGE),
    ]
    pages = read_pages(addresses)
    assert [page.name for page in pages] == addresses
    assert [snippet.text for page in pages for snippet in page.snippets] == ["let a;\n"] * 3
    assert all(page.path is None for page in pages)


def test_a_sitemap_gives_its_pages_filtered_by_prefix(site: Any) -> None:
    pages = [site.add(path, "text/html", HTML) for path in ("/react/a", "/react/b", "/vue/c")]
    address = site.add("/sitemap.xml", "application/xml", sitemap(*pages, pages[0]))
    assert names(address) == pages
    assert names(address, prefixes=("/react/",)) == pages[:2]
    assert refusal(address, prefixes=("/angular/",)) == f"{address}: names no page with these prefixes"


def test_an_index_of_sitemaps_is_followed_and_circles_end(site: Any) -> None:
    page = site.add("/a", "text/html", HTML)
    inner = site.add("/inner.xml", "text/xml", sitemap(page))
    index = site.url + "/index.xml"
    site.add("/index.xml", "text/xml", sitemap(inner, index, root="sitemapindex", entry="sitemap"))
    assert names(index) == [page]


def test_a_sitemap_on_disk(here: Path, site: Any) -> None:
    page = site.add("/a", "text/html", HTML)
    (here / "sitemap.xml").write_text(sitemap(page))
    assert names("sitemap.xml") == [page]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (sitemap("http://elsewhere.test/a"), "names http://elsewhere.test/a: a sitemap speaks for its own site only"),
        (sitemap("file:///etc/passwd"), "names 'file:///etc/passwd', which is no http address"),
        (sitemap(), "names no page"),
        ("<html></html>", "is no sitemap: its root is <html>"),
    ],
)
def test_sitemaps_that_are_not_followed(site: Any, document: str, problem: str) -> None:
    address = site.add("/sitemap.xml", "application/xml", document)
    assert refusal(address) == f"{address}: {problem}"


def test_xml_that_is_refused(site: Any) -> None:
    broken = site.add("/broken.xml", "application/xml", "<urlset>\n<url>")
    assert refusal(broken) == f"{broken}:2: this is not XML: no element found"
    bomb = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<urlset>&b;</urlset>'
    address = site.add("/bomb.xml", "application/xml", bomb)
    assert refusal(address) == f"{address}:2: XML with a document type declaration is not read"


def test_answers_that_are_no_page(site: Any) -> None:
    missing = f"{site.url}/missing"
    picture = site.add("/picture", "image/png", "")
    assert refusal(missing, picture).splitlines() == [
        f"{missing}: the site answered 404",
        f"{picture}: is neither Markdown nor HTML but image/png",
    ]


def test_every_page_of_a_sitemap_that_fails_is_told(site: Any) -> None:
    address = site.add("/sitemap.xml", "text/xml", sitemap(f"{site.url}/x", f"{site.url}/y"))
    expected = [f"{site.url}/{name}: the site answered 404" for name in "xy"]
    assert refusal(address).splitlines() == expected


def test_redirects_are_followed_within_the_site_only(site: Any) -> None:
    site.add("/new", "text/html", HTML)
    moved = site.add("/old", "text/html", "", 301, location="/new")
    away = site.add("/away", "text/html", "", 302, location="http://elsewhere.test/")
    circle = site.add("/circle", "text/html", "", 302, location="/circle")
    assert names(moved) == [moved]
    assert refusal(away) == f"{away}: has moved to another site: name http://elsewhere.test/ if you want that one"
    assert refusal(circle) == f"{circle}: redirects more than 5 times"


def test_a_site_that_does_not_answer_or_sends_without_end(site: Any) -> None:
    assert "http://127.0.0.1:1/a: cannot be fetched: " in refusal("http://127.0.0.1:1/a")
    huge = site.add("/huge", "text/html", "x" * (LARGEST_BYTES + 1))
    assert refusal(huge) == f"{huge}: is larger than {LARGEST_BYTES} bytes"
