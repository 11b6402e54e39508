"""Elements of an XML document whose author nobody vouches for, in the order in which they end."""

from __future__ import annotations

from xml.parsers import expat

import msgspec

from poolhouse.snippets.problems import refuse


class Element(msgspec.Struct):
    """``name`` has no namespace; ``children`` are the elements directly inside."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = msgspec.field(default_factory=list)


def root_element(path: str, content: bytes) -> Element:
    """The document's outermost element.

    Raises SnippetsError for what is not XML and for document type declarations: entities can be made to grow without
    end, and neither test results nor sitemaps need them.
    """
    document = Element("", {})
    open_elements = [document]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(" ")[2], attributes)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def data(text: str) -> None:
        open_elements[-1].text += text

    def declaration(*_: object) -> None:
        raise refuse(path, parser.CurrentLineNumber, "XML with a document type declaration is not read")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = declaration
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise refuse(path, problem.lineno, f"this is not XML: {expat.ErrorString(problem.code)}") from None
    return document.children[0]
