"""An answer that is read in one pass means what it means to the two passes that find the words for refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.ports import Invocation
from poolhouse.triggers.invoke import read_answer
from poolhouse.triggers.pre_token_generation.event import NAME, EventVersion, Principal, build_event
from poolhouse.triggers.pre_token_generation.response import Override, parse_response, read_override
from tests.triggers.pre_token_generation.test_merge_of_any_answer import ANSWERS, VALUES

MakePrincipal = Callable[..., Principal]

MEMBERS = ("version", "triggerSource", "region", "userPoolId", "userName", "callerContext", "request", "response")
CONTEXTS = st.fixed_dictionaries(
    {"awsSdkVersion": st.text(max_size=3)}, optional={"clientId": st.text(max_size=3) | VALUES, "more": VALUES}
)
CHANGES = st.dictionaries(st.sampled_from([*MEMBERS, "more"]), VALUES | CONTEXTS, max_size=2)


def outcome(version: EventVersion, sent: dict[str, Any], invocation: Invocation, *, twice: bool) -> Override | str:
    try:
        if twice:
            return parse_response(version, read_answer(NAME, sent, invocation)["response"])
        return read_override(version, sent, invocation)
    except ServiceError as error:
        return f"{error.type} {error.message} {error.hint}"


def answered(body: object) -> Invocation:
    return Invocation("r", body if isinstance(body, bytes) else json.dumps(body).encode(), None, bytes, 1.0)


@given(answer=ANSWERS, changes=CHANGES, missing=st.sampled_from([None, *MEMBERS]))
def test_both_ways_agree(
    make_principal: MakePrincipal, answer: tuple[EventVersion, dict[str, Any]], changes: dict[str, Any], missing: str
) -> None:
    version, response = answer
    sent = build_event(make_principal(), version)
    body = {**sent, "response": response, **changes}
    body.pop(missing, None)
    assert outcome(version, sent, answered(body), twice=False) == outcome(version, sent, answered(body), twice=True)


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"\xff"', b"{", b"[" * 5000, b"{}", b'{"response":1}'])
def test_both_ways_agree_on_what_is_no_event(make_principal: MakePrincipal, version: EventVersion, body: bytes) -> None:
    sent = build_event(make_principal(), version)
    assert outcome(version, sent, answered(body), twice=False) == outcome(version, sent, answered(body), twice=True)


def test_both_ways_agree_on_text_that_is_not_unicode_where_nobody_looks(make_principal: MakePrincipal) -> None:
    sent = build_event(make_principal(), "V2_0")
    body = json.dumps(sent).encode().replace(b"marina@", b"\xff@")
    assert outcome("V2_0", sent, answered(body), twice=False) == outcome("V2_0", sent, answered(body), twice=True)


def test_the_last_of_two_equal_members_counts(make_principal: MakePrincipal) -> None:
    sent = build_event(make_principal(), "V1_0")
    first = json.dumps({**sent, "response": {"claimsOverrideDetails": 7}})[:-1]
    body = f'{first}, "response": {{"claimsOverrideDetails": {{"claimsToSuppress": ["email"]}}}}}}'.encode()
    assert read_override("V1_0", sent, answered(body)).id.suppress == ("email",)
