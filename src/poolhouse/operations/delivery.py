"""Where a code for a user goes, what it says, and sending it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from poolhouse import errors
from poolhouse.directory.strangers import Strangers
from poolhouse.model.attributes import is_email, is_phone_number
from poolhouse.model.masking import masked
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Medium, Message, MessageNotSent, MessageSender
from poolhouse.wire import cognito_idp as wire

_MEDIA: Mapping[str, Medium] = {"email": "EMAIL", "phone_number": "SMS"}
_BY_PREFERENCE = ("phone_number", "email")
"""With both at hand, AWS prefers the text message."""

DEFAULT_SUBJECT = "Your verification code"
DEFAULT_TEXT = "Your verification code is {####}"
DEFAULT_LINK_SUBJECT = "Your verification link"
DEFAULT_LINK_TEXT = "Please click the link below to verify your email address. {##Verify Email##}"
_LINK = re.compile(r"\{##(.*?)##\}", re.DOTALL)
INVITATION_SUBJECT = "Your temporary password"
INVITATION_TEXT = "Your username is {username} and your temporary password is {####}"


class Delivery(NamedTuple):
    """A place that a code can go to: the attribute and its value."""

    attribute: str
    destination: str

    @property
    def medium(self) -> Medium:
        return _MEDIA[self.attribute]

    def details(self) -> wire.CodeDeliveryDetailsType:
        return wire.CodeDeliveryDetailsType(
            destination=masked(self.attribute, self.destination),
            delivery_medium=self.medium,
            attribute_name=self.attribute,
        )


def for_verification(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Where sign-up proves an attribute: one that the pool verifies automatically and the user has."""
    automatic = pool.settings.auto_verified_attributes or ()
    return next(
        (Delivery(name, attributes[name]) for name in _BY_PREFERENCE if name in automatic and name in attributes), None
    )


def for_recovery(pool: UserPool, user: User) -> Delivery | None:
    """Where a reset code goes: the best verified channel.

    Raises ServiceError when only an administrator may reset passwords.
    """
    attributes = user.attributes
    return next(
        (
            Delivery(name, attributes[name])
            for name in recovery_order(pool)
            if name in attributes and attributes.get(f"{name}_verified") == "true"
        ),
        None,
    )


def simulated(pool: UserPool, name: str, strangers: Strangers) -> Delivery:
    """Where a code for a user who does not exist would seem to go: the name itself if it is an address or number."""
    if is_email(name):
        return Delivery("email", name)
    if is_phone_number(name):
        return Delivery("phone_number", name)
    digest = strangers.derive(pool, name, "delivery")
    if recovery_order(pool)[-1] == "phone_number":
        return Delivery("phone_number", f"+{int.from_bytes(digest[:8], 'big')}")
    local, domain = (chr(ord("a") + byte % 26) for byte in digest[:2])
    return Delivery("email", f"{local}@{domain}")


def recovery_order(pool: UserPool) -> tuple[str, ...]:
    """Attributes that may receive a reset code, the best first. Raises ServiceError: administrators only."""
    setting = pool.settings.account_recovery_setting
    if setting is None or not setting.recovery_mechanisms:
        return _BY_PREFERENCE
    mechanisms = sorted(setting.recovery_mechanisms, key=lambda mechanism: mechanism.priority)
    if mechanisms[0].name == "admin_only":
        raise errors.CONTACT_ADMINISTRATOR()
    return tuple(mechanism.name.removeprefix("verified_") for mechanism in mechanisms)


def mails_links(pool: UserPool) -> bool:
    """Whether an address is confirmed by a link at sign-up, rather than by a code."""
    template = pool.settings.verification_message_template
    return template is not None and template.default_email_option == "CONFIRM_WITH_LINK"


def verification_message(
    pool: UserPool, user: User, delivery: Delivery, purpose: str, code: str, link: str | None = None
) -> Message:
    """The pool's own texts where it has some. A mail has the ``link``, if there is one, in place of the code."""
    template = pool.settings.verification_message_template or wire.VerificationMessageTemplateType()
    subject = template.email_subject or pool.settings.email_verification_subject or DEFAULT_SUBJECT
    if delivery.medium == "SMS":
        body = template.sms_message or pool.settings.sms_verification_message or DEFAULT_TEXT
    elif link is not None:
        subject = template.email_subject_by_link or DEFAULT_LINK_SUBJECT
        body = _with_link(template.email_message_by_link or DEFAULT_LINK_TEXT, link)
    else:
        body = template.email_message or pool.settings.email_verification_message or DEFAULT_TEXT
    return _message(user, delivery, purpose, subject, body, code, user.username)


def invitation(pool: UserPool, user: User, delivery: Delivery, password: str, given: str) -> Message:
    """What a user made by an administrator receives; the code is the temporary password. ``given`` is how the
    administrator named the user."""
    configuration = pool.settings.admin_create_user_config
    template = (configuration.invite_message_template if configuration else None) or wire.MessageTemplateType()
    body = (template.sms_message if delivery.medium == "SMS" else template.email_message) or INVITATION_TEXT
    subject = template.email_subject or INVITATION_SUBJECT
    return _message(user, delivery, "AdminCreateUser", subject, body, password, _sign_in_name(pool, user, given))


def _sign_in_name(pool: UserPool, user: User, given: str) -> str:
    """What the user can type. Where addresses or numbers are the names, the user name is an id that nobody knows."""
    if not pool.username_attributes:
        return user.username
    if given != user.username:
        return given
    known = (user.attributes.get(name) for name in sorted(pool.username_attributes))
    return next((value for value in known if value), user.username)


def _with_link(body: str, link: str) -> str:
    """Mails are plain text: the address stands in angle brackets behind its words (RFC 3986, appendix C)."""
    return _LINK.sub(lambda found: f"{found[1].strip()} <{link}>".lstrip(), body)


def _message(user: User, delivery: Delivery, purpose: str, subject: str, body: str, code: str, name: str) -> Message:
    return Message(
        pool_id=user.pool_id,
        username=user.username,
        medium=delivery.medium,
        recipient=delivery.destination,
        purpose=purpose,
        subject=subject,
        body=body.replace("{username}", name).replace("{####}", code),
        code=code,
    )


async def send(messages: MessageSender, message: Message) -> None:
    """Raises ServiceError CodeDeliveryFailureException."""
    try:
        await messages.send(message)
    except MessageNotSent as refusal:
        raise errors.CODE_NOT_DELIVERED(hint=str(refusal)) from refusal
