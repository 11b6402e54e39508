"""Messages that wait until the answer has been given."""

from __future__ import annotations

import asyncio
import logging

import pytest

from poolhouse.mail.later import LaterSender
from poolhouse.ports import Message, MessageNotSent

MESSAGE = Message(
    pool_id="us-east-1_Later0001",
    username="marina",
    medium="EMAIL",
    recipient="marina@poolhouse.test",
    purpose="ForgotPassword",
    subject="Your verification code",
    body="Your verification code is 123456",
    code="123456",
)


class Carrier:
    """Delivers when it is told to, or refuses."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.go, self.delivered, self._refusal = asyncio.Event(), list[Message](), refusal

    async def send(self, message: Message) -> None:
        await self.go.wait()
        if self._refusal is not None:
            raise self._refusal
        self.delivered.append(message)


async def test_nobody_waits_for_the_carrier() -> None:
    carrier = Carrier()
    later = LaterSender(carrier)
    await later.send(MESSAGE)
    assert carrier.delivered == []
    carrier.go.set()
    await later.close()
    assert carrier.delivered == [MESSAGE]


@pytest.mark.parametrize("refusal", [MessageNotSent("the server is full"), RuntimeError("code 123456")])
async def test_a_refusal_is_told_to_the_log_alone(refusal: Exception, caplog: pytest.LogCaptureFixture) -> None:
    carrier = Carrier(refusal)
    later = LaterSender(carrier)
    carrier.go.set()
    with caplog.at_level(logging.WARNING):
        await later.send(MESSAGE)
        await later.close()
    assert "ForgotPassword was not sent" in caplog.text
    assert "123456" not in caplog.text
