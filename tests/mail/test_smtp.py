"""Mail over real sockets, to a small SMTP server of the test's own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_string, policy

import msgspec
import pytest

from poolhouse.mail.smtp import SmtpSender, SmtpSettings
from poolhouse.ports import Message, MessageNotSent

MAIL = Message(
    pool_id="us-east-1_Mail00001",
    username="marina",
    medium="EMAIL",
    recipient="marina@poolhouse.test",
    purpose="SignUp",
    subject="Your verification code",
    body="Your verification code is 314159",
    code="314159",
)
TEXT = msgspec.structs.replace(MAIL, medium="SMS", recipient="+15550100")


@dataclass
class Post:
    """A mail server that speaks just enough of RFC 5321."""

    refuse: bytes = b""
    port: int = 0
    mails: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 post.poolhouse.test\r\n")
        while line := await reader.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"QUIT":
                break
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            if verb == b"RCPT" and self.refuse:
                writer.write(self.refuse)
            else:
                writer.write(b"250 fine\r\n")
        writer.write(b"221 bye\r\n")
        await writer.drain()
        writer.close()


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    office = Post()
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office


class Otherwise:
    """Takes what is no mail."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> None:
        self.sent.append(message)


def sender(port: int, otherwise: Otherwise) -> SmtpSender:
    return SmtpSender(SmtpSettings("127.0.0.1", port, "pool@poolhouse.test", security="none"), otherwise)


@pytest.mark.parametrize("subject", ["Hi\n", "Hi\r\nthere"])
async def test_a_subject_stays_in_its_header(post: Post, subject: str) -> None:
    await sender(post.port, Otherwise()).send(msgspec.structs.replace(MAIL, subject=subject))
    mail = message_from_string(post.mails[0], policy=policy.default)
    assert mail["Subject"] == " ".join(subject.split())
    assert mail["To"] == "marina@poolhouse.test"


async def test_a_mail_arrives_with_its_code_and_the_log_holds_none(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await sender(post.port, Otherwise()).send(MAIL)
    [mail] = post.mails
    assert "To: marina@poolhouse.test" in mail
    assert "From: pool@poolhouse.test" in mail
    assert "Subject: Your verification code" in mail
    assert "Your verification code is 314159" in mail
    assert "m***@p***" in caplog.text
    assert "314159" not in caplog.text


async def test_a_long_link_arrives_whole(post: Post) -> None:
    """Mails have short lines; readers put together what was broken."""
    query = f"client_id={'c' * 26}&user_name={'%C3%A9' * 128}&confirmation_code=314159"
    body = f"Please click the link below. Verify Email <https://id.poolhouse.test/confirmUser?{query}>"
    await sender(post.port, Otherwise()).send(msgspec.structs.replace(MAIL, body=body))
    [mail] = post.mails
    parsed = message_from_string(mail.removesuffix("\r\n.\r\n"), policy=policy.default)
    assert parsed.get_content().strip() == body
    assert max(map(len, mail.splitlines())) <= 78


async def test_a_refused_mail_is_told_without_its_text(post: Post) -> None:
    post.refuse = b"550 no such user, code 314159 not delivered\r\n"
    with pytest.raises(MessageNotSent) as refusal:
        await sender(post.port, Otherwise()).send(MAIL)
    assert "SMTPRecipientsRefused" in str(refusal.value)
    assert "314159" not in str(refusal.value)


async def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(MessageNotSent, match="ConnectionRefusedError"):
        await sender(1, Otherwise()).send(MAIL)


async def test_text_messages_go_the_other_way(post: Post) -> None:
    otherwise = Otherwise()
    await sender(post.port, otherwise).send(TEXT)
    assert otherwise.sent == [TEXT]
    assert post.mails == []


def test_settings_never_show_their_password() -> None:
    assert "hunter2" not in repr(SmtpSettings("host", 25, "a@b", "user", "hunter2"))
