"""What a visitor reads when an operation refuses: the catalogue's errors in the visitor's language.

Texts of trigger functions, and others that are not listed, are shown as they are (Cognito developer guide, "Customizing
user pool workflows with Lambda triggers": a function's error is shown above the form).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from poolhouse import errors
from poolhouse.errors import Problem, ServiceError
from poolhouse.model import password_policy
from poolhouse.model.passkey import MOST_PASSKEYS
from poolhouse.pages.fields import label_of
from poolhouse.pages.texts import Texts

_KEYS: Mapping[Problem, str] = {
    errors.INCORRECT_PASSWORD: "incorrect_password",
    errors.USER_NOT_FOUND: "no_such_user",
    errors.USERNAME_CLIENT_NOT_FOUND: "no_such_user",
    errors.USER_DISABLED: "disabled",
    errors.LOCKED_OUT: "locked_out",
    errors.TEMPORARY_PASSWORD_EXPIRED: "temporary_password_expired",
    errors.ATTEMPT_LIMIT: "attempt_limit",
    errors.SIGN_UP_USER_EXISTS: "user_exists",
    errors.SIGN_UP_OFF: "sign_up_off",
    errors.USERNAME_NOT_EMAIL: "not_email",
    errors.USERNAME_NOT_PHONE: "not_phone_number",
    errors.USERNAME_NOT_EITHER: "not_email_or_phone_number",
    errors.USERNAME_LIKE_EMAIL: "username_like_email",
    errors.USERNAME_LIKE_PHONE: "username_like_phone_number",
    errors.EMAIL_SHAPE: "not_email",
    errors.PHONE_SHAPE: "not_phone_number",
    errors.CODE_MISMATCH: "code_mismatch",
    errors.CODE_EXPIRED: "code_expired",
    errors.ALREADY_CONFIRMED: "already_confirmed",
    errors.CODE_NOT_DELIVERED: "code_not_delivered",
    errors.NO_VERIFIED_CHANNEL: "no_channel",
    errors.NOTHING_TO_VERIFY: "no_channel",
    errors.CANNOT_RESET: "cannot_reset",
    errors.CONTACT_ADMINISTRATOR: "ask_administrator",
    errors.PASSWORD_USED_BEFORE: "password_used",
    errors.SOFTWARE_TOKEN_CODE_MISMATCH: "code_mismatch",
    errors.SOFTWARE_TOKEN_MISMATCH: "code_mismatch",
    errors.SOFTWARE_TOKEN_CODE_USED: "code_used",
    errors.PASSKEY_REFUSED: "passkey_unknown",
    errors.PASSKEY_MALFORMED: "passkey_unusable",
    errors.PASSKEY_NOT_SUPPORTED: "passkey_unusable",
    errors.PASSKEY_ORIGIN: "passkey_unusable",
    errors.PASSKEY_RELYING_PARTY: "passkey_unusable",
    errors.PASSKEY_CHALLENGE_NOT_FOUND: "passkey_outdated",
    errors.PASSKEY_OF_ANOTHER_CLIENT: "passkey_outdated",
}
_BY_TEXT = {(problem.type, problem.text): key for problem, key in _KEYS.items()} | {
    (errors.TOO_MANY_PASSKEYS.type, errors.TOO_MANY_PASSKEYS.text.format(most=MOST_PASSKEYS)): "passkeys_full",
    (errors.CANNOT_CONFIRM.type, errors.CANNOT_CONFIRM.text.format(status="CONFIRMED")): "already_confirmed",
    **{
        (problem.type, problem.text.format(name=name)): f"{name}_exists"
        for problem in (errors.ALIAS_IN_USE, errors.ALIAS_IN_USE_AT_SIGN_UP, errors.ALIAS_IN_USE_AT_CONFIRMATION)
        for name in ("email", "phone_number")
    },
    **{
        (problem.type, problem.text.format(reason=reason)): f"password_{key}"
        for problem in (errors.SIGN_UP_PASSWORD_WEAK, errors.PASSWORD_WEAK)
        for reason, key in (
            (password_policy.NOT_LONG_ENOUGH, "short"),
            (password_policy.TOO_LONG, "long"),
            (password_policy.BLANK_AT_END, "blank"),
            (password_policy.NO_UPPERCASE, "uppercase"),
            (password_policy.NO_LOWERCASE, "lowercase"),
            (password_policy.NO_NUMBER, "number"),
            (password_policy.NO_SYMBOL, "symbol"),
        )
    },
}
_FIELDS: Mapping[str, str] = {
    "CodeMismatchException": "code",
    "ExpiredCodeException": "code",
    "EnableSoftwareTokenMFAException": "code",
    "InvalidPasswordException": "password",
    "PasswordHistoryPolicyViolationException": "password",
    "UsernameExistsException": "username",
}
_VIOLATION = re.compile(r"\d+ validation errors? detected: .*? at '(\w+)'")
_MEMBERS: Mapping[str, str] = {"username": "username", "password": "password", "confirmationCode": "code"}
_SCHEMA = re.compile(r"Attributes did not conform to the schema: ([\w:]+): ")


def words(refusal: ServiceError, texts: Texts) -> str:
    """The text to show."""
    if key := _BY_TEXT.get((refusal.type, refusal.message)):
        return texts(f"refusal.{key}")
    if member := _violated(refusal):
        return texts("refusal.not_valid", field=texts(f"field.{member}"))
    if (found := _SCHEMA.match(refusal.message)) and refusal.type == errors.SCHEMA.type:
        return texts("refusal.not_valid", field=label_of(found[1], texts))
    return refusal.message


def field(refusal: ServiceError) -> str:
    """The name of the input that is to blame, empty where none is."""
    return _FIELDS.get(refusal.type) or _violated(refusal)


def _violated(refusal: ServiceError) -> str:
    found = _VIOLATION.match(refusal.message) if refusal.type == errors.INVALID_PARAMETER.type else None
    return _MEMBERS.get(found[1], "") if found else ""
