from __future__ import annotations

from collections.abc import Callable

import msgspec

from poolhouse.errors import ServiceError
from poolhouse.triggers.errors import FUNCTION_FAILED
from poolhouse.triggers.pre_token_generation.decision import Decision
from poolhouse.triggers.pre_token_generation.event import Principal
from poolhouse.triggers.pre_token_generation.trigger import Outcome, TriggerConfig
from poolhouse.triggers.recent import KEPT_DECISIONS, KEPT_PER_POOL, InvocationRecord, RecentInvocations, record

CONFIG = TriggerConfig("arn:aws:lambda:us-west-2:000000000000:function:pre-token", "V2_0")
ADDED = Decision("id", "tier", "add", "applied", "the function asked for it")


def make(principal: Principal, result: Outcome | ServiceError, request_id: str = "r1") -> InvocationRecord:
    return record(
        time=1795201507.0,
        request_id=request_id,
        duration_ms=2.5,
        config=CONFIG,
        principal=principal,
        base_id={"sub": "s", "email": "marina@poolhouse.test"},
        base_access={"sub": "s"},
        result=result,
    )


def outcome(decisions: tuple[Decision, ...] = (ADDED,)) -> Outcome:
    return Outcome({"sub": "s", "tier": "gold"}, {"sub": "s", "scope": "x"}, ("x",), decisions)


def test_a_record_names_claims_and_holds_no_values(make_principal: Callable[..., Principal]) -> None:
    kept = make(make_principal(), outcome())
    assert kept.id_claims is not None
    assert (kept.id_claims.before, kept.id_claims.after) == (("sub", "email"), ("sub", "tier"))
    assert (kept.access_claims.before, kept.access_claims.after) == (("sub", "scope"), ("sub", "scope"))
    assert kept.decisions == (ADDED,)
    assert kept.failure is None
    assert (kept.username, kept.sub) == ("marina", "7c9e6679-7425-40de-944b-e07fc1f90ae7")
    text = msgspec.json.encode(kept).decode()
    assert "gold" not in text
    assert "marina@poolhouse.test" not in text


def test_a_failure_keeps_text_and_hint(make_principal: Callable[..., Principal]) -> None:
    error = FUNCTION_FAILED(trigger="PreTokenGeneration", error="no", hint="Look at the log.")
    kept = make(make_principal(), error)
    assert kept.failure is not None
    assert kept.failure.type == "UserLambdaValidationException"
    assert kept.failure.message == "PreTokenGeneration failed with error no."
    assert kept.failure.hint == "Look at the log."
    assert kept.id_claims is not None
    assert kept.id_claims.after is None


def test_a_huge_answer_keeps_a_bounded_number_of_decisions(make_principal: Callable[..., Principal]) -> None:
    long = Decision("id", "x" * 100_000, "add", "applied", "the function asked for it")
    kept = make(make_principal(), outcome((long,) + (ADDED,) * (KEPT_DECISIONS + 6)))
    assert len(kept.decisions) == KEPT_DECISIONS
    assert kept.decisions_left_out == 7
    assert len(kept.decisions[0].claim) == 256
    error = FUNCTION_FAILED(trigger="PreTokenGeneration", error="x" * 100_000)
    failure = make(make_principal(), error).failure
    assert failure is not None
    assert len(failure.message) == 256


def test_the_newest_records_of_each_pool_are_kept(make_principal: Callable[..., Principal]) -> None:
    recent = RecentInvocations()
    for number in range(KEPT_PER_POOL + 1):
        recent.add(make(make_principal(), outcome(), f"r{number}"))
    other = make(make_principal(user_pool_id="us-west-2_Another01"), outcome(), "other")
    recent.add(other)
    kept = recent.of_pool("us-west-2_PoolHse01")
    assert [invocation.request_id for invocation in kept] == [f"r{n}" for n in range(KEPT_PER_POOL, 0, -1)]
    assert recent.of_pool("us-west-2_Another01") == (other,)
    recent.forget_pool("us-west-2_PoolHse01")
    assert recent.of_pool("us-west-2_PoolHse01") == ()
    assert recent.of_pool("us-west-2_Another01") == (other,)
