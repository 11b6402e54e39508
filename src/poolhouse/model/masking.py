"""How a destination is shown to someone who may not know it."""

from __future__ import annotations


def masked_email(address: str) -> str:
    """First letters alone: ``j***@e***``."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}***@{domain[:1]}***"


def masked_phone_number(number: str) -> str:
    """The last four digits: ``+*******1234``."""
    return f"+*******{number[-4:]}"


def masked(attribute: str, value: str) -> str:
    return masked_phone_number(value) if attribute == "phone_number" else masked_email(value)
