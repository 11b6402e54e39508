"""The resource that a request is about, as IAM policies name it (Service Authorization Reference)."""

from __future__ import annotations

from collections.abc import Callable

from poolhouse.wire.shape import Shape

ANYTHING = "*"
"""The resource of an operation that is about none in particular."""


def resource_of(member: str, arn_prefix: str) -> Callable[[Shape], str]:
    """By the member that holds a pool's id, else by the ``ResourceArn`` of the operations on tags."""

    def resource(request: Shape) -> str:
        pool_id: str | None = getattr(request, member, None)
        if pool_id is not None:
            return f"{arn_prefix}/{pool_id}"
        arn: str = getattr(request, "resource_arn", ANYTHING)
        return arn

    return resource
