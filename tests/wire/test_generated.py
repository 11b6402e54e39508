"""The committed modules are what the generator makes of the installed service model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from botocore import xform_name

from poolhouse.wire import cognito_idp, cognito_idp_rules
from poolhouse.wire.cognito_idp import OPERATIONS
from tools.generate_wire import load_model, rules_module, types_module


@pytest.fixture(scope="module")
def model() -> dict[str, Any]:
    return load_model()


def test_committed_types_are_current(model: dict[str, Any]) -> None:
    assert cognito_idp.__file__ is not None
    assert Path(cognito_idp.__file__).read_text(encoding="utf-8") == types_module(model)


def test_committed_rules_are_current(model: dict[str, Any]) -> None:
    assert Path(cognito_idp_rules.__file__).read_text(encoding="utf-8") == rules_module(model)


def test_every_operation_and_member_of_the_model(model: dict[str, Any]) -> None:
    """Wire names survive the renaming, and the attribute names are the ones boto3 users know."""
    assert OPERATIONS.keys() == model["operations"].keys()
    for name, operation in model["operations"].items():
        for side, struct in (("input", OPERATIONS[name].request), ("output", OPERATIONS[name].response)):
            if struct is None:
                assert side not in operation
                continue
            members = model["shapes"][operation[side]["shape"]]["members"]
            assert struct.__struct_encode_fields__ == tuple(members)
            assert struct.__struct_fields__ == tuple(map(xform_name, members))


def test_every_type_can_be_decoded_and_encoded() -> None:
    for operation in OPERATIONS.values():
        msgspec.json.Decoder(operation.request)
        if operation.response is not None:
            msgspec.json.Decoder(operation.response)


def test_values_do_not_print_what_they_hold() -> None:
    request = cognito_idp.SignUpRequest(client_id="abc", username="jo", password="hunter2")
    assert repr(request) == "SignUpRequest(client_id, username, password)"
