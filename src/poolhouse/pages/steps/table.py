"""Which page is where, and which one puts which question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from poolhouse.flows import mfa
from poolhouse.flows import new_password as flow_of_new_password
from poolhouse.pages import paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps import (
    add_passkey,
    confirm,
    forgot,
    login,
    new_password,
    resend,
    reset,
    second_factor,
    set_up_app,
    sign_up,
)
from poolhouse.pages.steps.step import Step
from poolhouse.pages.visit import Answer, Asked, Visit

STEPS: Mapping[str, Step] = {
    paths.LOGIN: login.STEP,
    paths.SIGN_UP: sign_up.STEP,
    paths.CONFIRM: confirm.STEP,
    "/confirm": confirm.STEP,
    paths.RESEND: resend.STEP,
    paths.FORGOT: forgot.STEP,
    paths.RESET: reset.STEP,
    "/resetPassword": reset.STEP,
    paths.NEW_PASSWORD: new_password.STEP,
    paths.MFA: second_factor.STEP,
    paths.MFA_SETUP: set_up_app.STEP,
    paths.ADD_PASSKEY: add_passkey.STEP,
}
GROUPS = (paths.MFA, "/passkeys")
"""What else lies below is answered by a page that says that there is none."""

QUESTIONS: Mapping[str, Callable[[Visit, Asked, PageServices], Awaitable[Answer]]] = {
    flow_of_new_password.NAME: new_password.ask,
    mfa.SOFTWARE_TOKEN: second_factor.ask,
    mfa.SETUP: set_up_app.ask,
}
"""Challenge → its page."""
