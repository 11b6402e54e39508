"""What a pool asks of its passwords (Cognito developer guide, "Adding user pool password requirements")."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase, digits

import msgspec

SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`+=- ")
"""The guide's list; the blank counts as a symbol inside a password, never at its ends."""

LONGEST = 256

NOT_LONG_ENOUGH = "Password not long enough"
TOO_LONG = "Password too long"
BLANK_AT_END = "Password must not begin or end with a space"
NO_UPPERCASE = "Password must have uppercase characters"
NO_LOWERCASE = "Password must have lowercase characters"
NO_NUMBER = "Password must have numeric characters"
NO_SYMBOL = "Password must have symbol characters"

_UPPERCASE = frozenset(ascii_uppercase)
_LOWERCASE = frozenset(ascii_lowercase)
_DIGITS = frozenset(digits)


class PasswordPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one pool; the defaults are those of a pool made without a policy. Lengths in characters."""

    minimum_length: int = 8
    require_uppercase: bool = True
    require_lowercase: bool = True
    require_numbers: bool = True
    require_symbols: bool = True


def check(policy: PasswordPolicy, password: str) -> str | None:
    """The first reason why ``password`` does not do, without a final period, or None.

    Letters and digits are those of basic Latin. The order of the reasons, and the texts for a password that is too
    long or has a blank at an end (which request validation normally catches first), are our choice.
    """
    characters = set(password)
    if len(password) < policy.minimum_length:
        return NOT_LONG_ENOUGH
    if len(password) > LONGEST:
        return TOO_LONG
    if password != password.strip(" "):
        return BLANK_AT_END
    if policy.require_uppercase and characters.isdisjoint(_UPPERCASE):
        return NO_UPPERCASE
    if policy.require_lowercase and characters.isdisjoint(_LOWERCASE):
        return NO_LOWERCASE
    if policy.require_numbers and characters.isdisjoint(_DIGITS):
        return NO_NUMBER
    if policy.require_symbols and characters.isdisjoint(SYMBOLS):
        return NO_SYMBOL
    return None
