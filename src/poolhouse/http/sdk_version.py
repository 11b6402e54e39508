"""``callerContext.awsSdkVersion`` from the caller's user agent.

SDKs name themselves ``aws-sdk-<language>/<version>``, except the Python one: ``Boto3/<version>``, or ``Botocore`` alone
and inside the AWS CLI. Browsers send their own User-Agent, so the JavaScript SDK repeats itself in X-Amz-User-Agent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

UNKNOWN = "aws-sdk-unknown-unknown"

_SDK = re.compile(
    rb"\baws-sdk-(?P<language>[a-z][a-z0-9-]{0,30})/(?P<version>[0-9A-Za-z.+-]{1,40})"
    rb"|\b(?:Boto3/|Botocore[/#])(?P<python>[0-9A-Za-z.+-]{1,40})"
)


def sdk_version(headers: Mapping[bytes, bytes]) -> str:
    """For example ``aws-sdk-python-1.44.5``; header names in lower case."""
    found = _SDK.search(headers.get(b"user-agent", b"")) or _SDK.search(headers.get(b"x-amz-user-agent", b""))
    if not found:
        return UNKNOWN
    language, version = (b"python", found["python"]) if found["python"] else (found["language"], found["version"])
    return f"aws-sdk-{language.decode('ascii')}-{version.decode('ascii')}"
