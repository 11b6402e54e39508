from __future__ import annotations

import pytest

from poolhouse.directory.attribute_rules import as_mapping, changed
from poolhouse.wire import cognito_idp as wire

VERIFIED = {"email": "a@b.test", "email_verified": "true", "name": "A"}


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({}, VERIFIED),
        ({"name": ""}, {"email": "a@b.test", "email_verified": "true"}),
        ({"name": "B"}, VERIFIED | {"name": "B"}),
        ({"email": "a@b.test"}, VERIFIED),
        ({"email": "c@d.test"}, VERIFIED | {"email": "c@d.test", "email_verified": "false"}),
        ({"email": "c@d.test", "email_verified": "true"}, VERIFIED | {"email": "c@d.test"}),
        ({"email": ""}, {"name": "A"}),
        (
            {"phone_number": "+15555550123"},
            VERIFIED | {"phone_number": "+15555550123", "phone_number_verified": "false"},
        ),
    ],
)
def test_changed(changes: dict[str, str], after: dict[str, str]) -> None:
    assert changed(VERIFIED, changes) == after
    assert VERIFIED == {"email": "a@b.test", "email_verified": "true", "name": "A"}


def test_the_last_of_two_values_counts() -> None:
    listed = [wire.AttributeType(name="name", value="A"), wire.AttributeType(name="name", value="B")]
    assert as_mapping(listed) == {"name": "B"}
    assert as_mapping(None) == {}
    assert as_mapping([wire.AttributeType(name="name")]) == {"name": ""}
