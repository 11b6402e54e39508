"""What an API is made of, as a deployment hands it over, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Properties = Mapping[str, Any]
"""Properties of a CloudFormation resource, without intrinsic functions."""


class BadApi(Exception):
    """The API cannot be deployed; the text names the resolver, field or line at fault."""


class ApiKey(msgspec.Struct, frozen=True):
    """``expires_at`` in Unix seconds."""

    expires_at: float


class ApiSource(msgspec.Struct, frozen=True, kw_only=True):
    """The CloudFormation properties of an API's parts, S3 locations already replaced by their text.

    ``properties`` are those of AWS::AppSync::GraphQLApi; ``data_sources`` by name, ``functions`` by function id;
    ``api_keys`` maps a key (``da2-…``) to its end. ``schema`` is the SDL, without AppSync's own directives and scalars.
    """

    api_id: str
    arn: str
    properties: Properties
    schema: str
    api_keys: Mapping[str, ApiKey]
    data_sources: Mapping[str, Properties]
    functions: Mapping[str, Properties]
    resolvers: Sequence[Properties]
