"""What a page shows, as values. Every text in here is in the visitor's language already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from poolhouse.pages.texts import Texts

Scheme = Literal["auto", "light", "dark"]


class Brand(msgspec.Struct, frozen=True):
    """Whose pages these are: paths to the pool's own style sheet and logo, ``dark_logo_path`` where the dark scheme
    has another. ``scheme`` is what the style sheet was made for."""

    style_path: str | None = None
    logo_path: str | None = None
    dark_logo_path: str | None = None
    scheme: Scheme = "auto"


class Frame(msgspec.Struct, frozen=True):
    """What surrounds every page. ``app`` names the application that the visitor came from, empty when unknown."""

    texts: Texts
    brand: Brand = msgspec.field(default_factory=Brand)
    app: str = ""


class Link(msgspec.Struct, frozen=True):
    text: str
    url: str


class Rule(msgspec.Struct, frozen=True):
    """One rule of the password policy. ``kind`` tells the script what to look for: ``length``, ``uppercase``,
    ``lowercase``, ``number``, ``symbol``; ``count`` is the least number of characters."""

    kind: str
    text: str
    count: int = 1


class Field(msgspec.Struct, frozen=True):
    """One input. ``type`` is HTML's; ``autocomplete`` a token of HTML's "Autofill" section, which WCAG 1.3.5 asks for.

    ``wrong`` marks what the page's alert is about; ``rules`` are listed below a new password.
    """

    name: str
    label: str
    type: Literal["text", "email", "tel", "password", "url", "date"] = "text"
    autocomplete: str = "off"
    value: str = ""
    hint: str = ""
    wrong: bool = False
    code: bool = False
    aside: Link | None = None
    rules: tuple[Rule, ...] = ()

    @property
    def id(self) -> str:
        return self.name.replace("[", "-").replace("]", "").replace(":", "-")


class Choice(msgspec.Struct, frozen=True):
    """A box to tick, which may stay empty."""

    name: str
    text: str


class AppKey(msgspec.Struct, frozen=True, kw_only=True):
    """The key for an authenticator app: as a link, which opens an app on this very device, as a QR code (a ``data:``
    address) and as text."""

    uri: str
    picture: str
    alternative: str
    introduction: str
    text: str


class ProviderLink(msgspec.Struct, frozen=True):
    """``social`` providers have a style class of their own."""

    text: str
    initial: str
    url: str
    social: bool = False


class FormAgain(msgspec.Struct, frozen=True):
    """A second, small form: a sentence and a button that sends ``hidden`` to ``action``."""

    text: str
    submit: str
    action: str
    hidden: Mapping[str, str]


class PasskeyButton(msgspec.Struct, frozen=True, kw_only=True):
    """``ceremony`` is WebAuthn's method, ``options`` its argument as JSON text. ``stopped`` is said when nothing came
    of it, ``present`` when the authenticator has a passkey for this account already."""

    text: str
    ceremony: Literal["create", "get"]
    options: str
    stopped: str
    present: str = ""


class FormPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page with a form. ``alert`` is what went wrong with the last one, ``notice`` what went well.

    ``leaves`` says that sending the form may lead to another site: back to the client.
    ``fields`` is empty where only providers sign people in, or where ``passkey`` is all there is to do. ``question``
    stands before ``way_out`` in the last line.
    """

    title: str
    action: str
    submit: str
    csrf: str
    leaves: bool = False
    introduction: str = ""
    notice: str = ""
    alert: str = ""
    key: AppKey | None = None
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    hidden: Mapping[str, str] = msgspec.field(default_factory=dict)
    passkey: PasskeyButton | None = None
    providers: tuple[ProviderLink, ...] = ()
    again: FormAgain | None = None
    question: str = ""
    way_out: Link | None = None

    @property
    def focused(self) -> str:
        """Name of the field to begin with: the first that is wrong, else the first that is empty."""
        wrong = [part.name for part in self.fields if part.wrong]
        empty = [part.name for part in self.fields if not part.value]
        return next(iter((*wrong, *empty)), "")


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page without a form. ``code`` is OAuth's name of the error."""

    title: str
    text: str
    advice: str = ""
    code: str = ""
    way_out: Link | None = None


Page = FormPage | MessagePage
