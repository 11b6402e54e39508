"""Stacks as they are kept: what was asked for, what was made, and what happened meanwhile."""

from __future__ import annotations

from typing import Any

import msgspec


class StackResource(msgspec.Struct, frozen=True, kw_only=True):
    """``properties`` are resolved and checked; ``ref`` is what Ref gives, ``attributes`` what Fn::GetAtt gives.

    ``needs`` are the logical ids that must outlive it. Times in Unix seconds.
    """

    logical_id: str
    type: str
    physical_id: str
    ref: str
    attributes: dict[str, Any]
    properties: dict[str, Any]
    needs: list[str]
    deletion_policy: str
    update_replace_policy: str
    status: str
    changed_at: float


class StackOutput(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    value: str
    description: str | None = None
    export_name: str | None = None


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """``parameters`` as given, ``defaults`` as the template declares them; ``template`` is the text as
    submitted. ``allow_unsupported`` lets resource types that are not built here stand as mere records. Times in Unix
    seconds."""

    id: str
    name: str
    template: str
    status: str
    created_at: float
    parameters: dict[str, str] = {}
    tags: dict[str, str] = {}
    capabilities: list[str] = []
    resources: dict[str, StackResource] = {}
    outputs: list[StackOutput] = []
    imports: list[str] = []
    defaults: dict[str, str] = {}
    hidden_parameters: list[str] = []
    description: str = ""
    parent_id: str | None = None
    root_id: str | None = None
    updated_at: float | None = None
    deleted_at: float | None = None
    reason: str | None = None
    disable_rollback: bool = False
    termination_protection: bool = False
    allow_unsupported: bool = False


class StackEvent(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    stack_id: str
    stack_name: str
    logical_id: str
    physical_id: str
    type: str
    timestamp: float
    status: str
    reason: str | None = None


class GraphqlPart(msgspec.Struct, frozen=True, kw_only=True):
    """One resource of a GraphQL API: its CloudFormation properties, resolved, S3 locations replaced by the text there.

    ``kind`` is ``api``, ``schema``, ``key``, ``data_source``, ``function`` or ``resolver``; ``name`` is unique within.
    """

    api_id: str
    kind: str
    name: str
    properties: dict[str, Any]
