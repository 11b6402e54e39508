"""Mail by SMTP (RFC 5321) for those who configure it; text messages still go to the inbox."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal

import msgspec

from poolhouse.model.masking import masked_email
from poolhouse.ports import Message, MessageNotSent, MessageSender

_log = logging.getLogger(__name__)
_SECONDS = 20.0


class SmtpSettings(msgspec.Struct, frozen=True):
    """``security``: ``starttls`` (RFC 3207), ``tls`` from the start (RFC 8314), or ``none`` on a trusted network."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"

    def __repr__(self) -> str:
        return f"SmtpSettings(host={self.host!r}, port={self.port}, sender={self.sender!r})"


class SmtpSender:
    """A :class:`poolhouse.ports.MessageSender`; ``otherwise`` carries what is no mail."""

    def __init__(self, settings: SmtpSettings, otherwise: MessageSender) -> None:
        self._settings = settings
        self._otherwise = otherwise

    async def send(self, message: Message) -> None:
        if message.medium != "EMAIL":
            await self._otherwise.send(message)
            return
        mail = self._mail(message)
        try:
            await asyncio.to_thread(self._deliver, mail)
        except (OSError, smtplib.SMTPException) as error:
            # An SMTP error's text may quote the message; its type and code say enough.
            code = getattr(error, "smtp_code", "")
            raise MessageNotSent(f"{self._settings.host} refused the mail: {type(error).__name__} {code}") from None
        _log.info("%s for %s was handed to %s", message.purpose, masked_email(message.recipient), self._settings.host)

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        try:
            # A pool may have been set up before subjects had to be one line.
            mail["From"], mail["Subject"] = self._settings.sender, " ".join(message.subject.splitlines())
            mail["To"] = Address(addr_spec=message.recipient)
            mail.set_content(message.body)
        except Exception as error:
            # The library's parser answers odd addresses and headers with nearly any exception.
            raise MessageNotSent(f"the mail cannot be written: {type(error).__name__}") from None
        return mail

    def _deliver(self, mail: EmailMessage) -> None:
        settings = self._settings
        connect = smtplib.SMTP_SSL if settings.security == "tls" else smtplib.SMTP
        with connect(settings.host, settings.port, timeout=_SECONDS) as carrier:
            if settings.security == "starttls":
                carrier.starttls(context=ssl.create_default_context())
            if settings.username is not None:
                carrier.login(settings.username, settings.password or "")
            carrier.send_message(mail)
