"""XML of other parties: no document type, no entities, no network, no comments."""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = Any
"""An ``lxml`` element; the library has no types."""

NAMESPACES = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


class BadXml(Exception):
    """Not well-formed, or with parts that no SAML message has; the text is for the log."""


def parse(content: bytes) -> Element:
    """The root element. Raises BadXml."""
    try:
        root = etree.fromstring(content, parser())
    except (etree.XMLSyntaxError, ValueError):
        raise BadXml("not well-formed") from None
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None or info.externalDTD is not None:
        raise BadXml("a document type declaration")
    if next(root.iter(etree.Entity), None) is not None:
        raise BadXml("an entity reference")
    return root


def parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        # A comment inside a name would split its text in two, of which a careless reader sees one.
        remove_comments=True,
        remove_pis=True,
    )


def name(prefixed: str) -> str:
    """``saml:Assertion`` → ``{urn:…}Assertion``."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def children(element: Element, prefixed: str) -> list[Element]:
    return list(element.findall(prefixed, NAMESPACES))


def everywhere(element: Element, prefixed: str) -> list[Element]:
    """The element itself included."""
    return list(element.iter(name(prefixed)))


def text_of(element: Element) -> str:
    """All text inside, without the blanks around it."""
    return "".join(element.itertext()).strip()


def is_metadata(content: bytes) -> bool:
    """Whether it can be read at all, and claims to be metadata (saml-metadata-2.0-os, 2.3). What it holds is judged at
    each sign-in: its time may be over by then."""
    try:
        root = parse(content)
    except BadXml:
        return False
    return root.tag in (name("md:EntityDescriptor"), name("md:EntitiesDescriptor"))
