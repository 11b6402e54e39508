"""Names of buckets (Amazon S3 user guide, "Bucket naming rules"): what is not one cannot be reached by templates."""

from __future__ import annotations

import re

from poolhouse.cloudformation.errors import ResourceFailed

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def bucket_name(value: object) -> str:
    """Raises ResourceFailed."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ResourceFailed("Bucket name should be 3 to 63 lower-case letters, digits, hyphens and periods.")
    return value
