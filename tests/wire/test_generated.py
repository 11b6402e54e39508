"""The committed modules are what the generator makes of the installed service model."""

from __future__ import annotations

import importlib
from typing import Any

import msgspec
import pytest
from botocore import xform_name

from poolhouse.wire import cognito_idp
from poolhouse.wire.shape import OperationModel
from tools.generate_wire import SERVICES, WIRE, Service, load_model, rules_module, types_module


@pytest.fixture(params=SERVICES, ids=lambda service: service.model, scope="module")
def service(request: pytest.FixtureRequest) -> Service:
    found: Service = request.param
    return found


@pytest.fixture(scope="module")
def model(service: Service) -> dict[str, Any]:
    return load_model(service)


@pytest.fixture(scope="module")
def operations(service: Service) -> dict[str, OperationModel]:
    found: dict[str, OperationModel] = importlib.import_module(f"poolhouse.wire.{service.module}").OPERATIONS
    return found


def test_committed_types_are_current(service: Service, model: dict[str, Any]) -> None:
    assert (WIRE / f"{service.module}.py").read_text(encoding="utf-8") == types_module(service, model)


def test_committed_rules_are_current(service: Service, model: dict[str, Any]) -> None:
    assert (WIRE / f"{service.module}_rules.py").read_text(encoding="utf-8") == rules_module(service, model)


def test_every_operation_and_member_of_the_model(model: dict[str, Any], operations: dict[str, OperationModel]) -> None:
    """Wire names survive the renaming, and the attribute names are the ones boto3 users know."""
    assert operations.keys() == model["operations"].keys()
    for name, operation in model["operations"].items():
        for side, struct in (("input", operations[name].request), ("output", operations[name].response)):
            if struct is None:
                assert side not in operation
                continue
            members = model["shapes"][operation[side]["shape"]]["members"]
            assert struct.__struct_encode_fields__ == tuple(members)
            assert struct.__struct_fields__ == tuple(map(xform_name, members))


def test_every_type_can_be_decoded_and_encoded(operations: dict[str, OperationModel]) -> None:
    for operation in operations.values():
        msgspec.json.Decoder(operation.request)
        if operation.response is not None:
            msgspec.json.Decoder(operation.response)


def test_values_do_not_print_what_they_hold() -> None:
    request = cognito_idp.SignUpRequest(client_id="abc", username="jo", password="hunter2")
    assert repr(request) == "SignUpRequest(client_id, username, password)"
