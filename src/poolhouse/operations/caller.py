"""Who calls an operation, as far as the edge can tell."""

from __future__ import annotations

import msgspec


class Caller(msgspec.Struct, frozen=True):
    """The caller of one request.

    ``sdk_version`` is the triggers' ``callerContext.awsSdkVersion`` (``aws-sdk-python-1.44.5``); ``base_url`` is the
    address the caller used, ``http://host:port`` without a path; ``source_ip`` is empty when there is no network peer;
    ``principal_arn`` is set for signed operations alone.
    """

    sdk_version: str
    base_url: str
    source_ip: str
    request_id: str
    principal_arn: str | None
