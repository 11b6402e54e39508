from __future__ import annotations

import json

import pytest

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.model import password_policy
from poolhouse.pages import refusals
from poolhouse.pages.texts import FOLDER, Languages

ENGLISH, GERMAN = Languages().choose("en", None), Languages().choose("de", None)

WORDED: dict[str, ServiceError] = {
    "incorrect_password": errors.INCORRECT_PASSWORD(),
    "no_such_user": errors.USERNAME_CLIENT_NOT_FOUND(),
    "disabled": errors.USER_DISABLED(),
    "locked_out": errors.LOCKED_OUT(),
    "temporary_password_expired": errors.TEMPORARY_PASSWORD_EXPIRED(),
    "attempt_limit": errors.ATTEMPT_LIMIT(),
    "user_exists": errors.SIGN_UP_USER_EXISTS(),
    "email_exists": errors.ALIAS_IN_USE_AT_SIGN_UP(name="email"),
    "phone_number_exists": errors.ALIAS_IN_USE_AT_CONFIRMATION(name="phone_number"),
    "sign_up_off": errors.SIGN_UP_OFF(),
    "not_email": errors.EMAIL_SHAPE(),
    "not_phone_number": errors.PHONE_SHAPE(),
    "not_email_or_phone_number": errors.USERNAME_NOT_EITHER(),
    "username_like_email": errors.USERNAME_LIKE_EMAIL(),
    "username_like_phone_number": errors.USERNAME_LIKE_PHONE(),
    "code_mismatch": errors.CODE_MISMATCH(),
    "code_expired": errors.CODE_EXPIRED(),
    "code_used": errors.SOFTWARE_TOKEN_CODE_USED(),
    "already_confirmed": errors.CANNOT_CONFIRM(status="CONFIRMED"),
    "code_not_delivered": errors.CODE_NOT_DELIVERED(),
    "no_channel": errors.NO_VERIFIED_CHANNEL(),
    "cannot_reset": errors.CANNOT_RESET(),
    "ask_administrator": errors.CONTACT_ADMINISTRATOR(),
    "password_short": errors.SIGN_UP_PASSWORD_WEAK(reason=password_policy.NOT_LONG_ENOUGH),
    "password_long": errors.PASSWORD_WEAK(reason=password_policy.TOO_LONG),
    "password_blank": errors.PASSWORD_WEAK(reason=password_policy.BLANK_AT_END),
    "password_uppercase": errors.PASSWORD_WEAK(reason=password_policy.NO_UPPERCASE),
    "password_lowercase": errors.PASSWORD_WEAK(reason=password_policy.NO_LOWERCASE),
    "password_number": errors.PASSWORD_WEAK(reason=password_policy.NO_NUMBER),
    "password_symbol": errors.SIGN_UP_PASSWORD_WEAK(reason=password_policy.NO_SYMBOL),
    "password_used": errors.PASSWORD_USED_BEFORE(),
    "passkey_unknown": errors.PASSKEY_REFUSED(),
    "passkey_unusable": errors.PASSKEY_ORIGIN(),
    "passkey_outdated": errors.PASSKEY_CHALLENGE_NOT_FOUND(),
    "passkeys_full": errors.TOO_MANY_PASSKEYS(most=20),
}


@pytest.mark.parametrize("key", WORDED)
def test_known_errors_are_said_in_the_visitors_language(key: str) -> None:
    for texts in (ENGLISH, GERMAN):
        assert refusals.words(WORDED[key], texts) == texts(f"refusal.{key}")


def test_every_text_has_an_error() -> None:
    said = {f"refusal.{key}" for key in WORDED} | {"refusal.field_missing", "refusal.not_valid"}
    catalogue = json.loads((FOLDER / "en.json").read_text())
    assert {key for key in catalogue if key.startswith("refusal.")} == said


@pytest.mark.parametrize(
    "refusal",
    [
        ServiceError("UserLambdaValidationException", "PreSignUp failed with error Only from harbour.test."),
        ServiceError("UserLambdaValidationException", "Incorrect username or password."),
        errors.ATTRIBUTE_NOT_WRITABLE(),
    ],
)
def test_what_else_there_is_is_said_as_it_is(refusal: ServiceError) -> None:
    assert refusals.words(refusal, GERMAN) == refusal.message


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("1 validation error detected: Value at 'password' failed to satisfy …", "password", "Passwort"),
        ("2 validation errors detected: Value 'x y' at 'username' failed …; Value at", "username", "Benutzername"),
        ("1 validation error detected: Value 'a' at 'confirmationCode' failed …", "code", "Code"),
        ("Attributes did not conform to the schema: birthdate: Birthdate must be …", "", "Geburtsdatum"),
        ("Attributes did not conform to the schema: custom:berth: String must …", "", "berth"),
    ],
)
def test_what_does_not_fit_names_its_input(text: str, field: str, words: str) -> None:
    refusal = ServiceError("InvalidParameterException", text)
    assert refusals.words(refusal, GERMAN) == f"Prüfen Sie Ihre Eingabe: {words}"
    assert refusals.field(refusal) == field
