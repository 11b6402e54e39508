"""What every generated type shares."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Shape(Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False, rename="pascal"):
    """A structure of a service model. Members that are ``None`` stay off the wire; unknown members are ignored.

    Frozen values cannot take part in a cycle, so the garbage collector need not visit them; the few types that hold
    arbitrary JSON opt back in.
    """

    def __repr__(self) -> str:
        """Names of the members that are set, without their values: passwords and tokens must not reach a log."""
        present = (name for name in self.__struct_fields__ if getattr(self, name) is not None)
        return f"{type(self).__name__}({', '.join(present)})"


class OperationModel(NamedTuple):
    """An operation of a service model. ``unsigned``: callers need no AWS credentials and any they send are ignored."""

    name: str
    request: type[Shape]
    response: type[Shape] | None
    unsigned: bool
