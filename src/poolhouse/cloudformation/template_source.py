"""Where a template's text comes from: the request itself, or an object that was put here before."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from poolhouse.cloudformation.errors import BODY_TOO_LONG, NO_BODY, TEMPLATE_NOT_FOUND, TEMPLATE_URL
from poolhouse.cloudformation.template import Template
from poolhouse.ports import Records

LONGEST_BODY = 51_200
LONGEST_OBJECT = 1_048_576


async def template_text(records: Records, body: str | None, url: str | None) -> str:
    """Raises ServiceError (``ValidationError``)."""
    if body:
        if len(body.encode()) > LONGEST_BODY:
            raise BODY_TOO_LONG(limit=LONGEST_BODY)
        return body
    if not url:
        raise NO_BODY()
    bucket, key = _location(url)
    content = await records.get_object(bucket, key)
    if content is None or len(content) > LONGEST_OBJECT:
        raise TEMPLATE_NOT_FOUND()
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise TEMPLATE_NOT_FOUND() from None


async def nested_template(records: Records, url: str) -> Template:
    """Raises ServiceError (``ValidationError``)."""
    return Template.parse(await template_text(records, None, url))


def _location(url: str) -> tuple[str, str]:
    """Bucket and key of ``https://s3.region.suffix/bucket/key``, ``https://bucket.s3.region.suffix/key`` or
    ``s3://bucket/key``."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", unquote(parts.path.lstrip("/"))
    if parts.scheme == "s3":
        return host, path
    if parts.scheme == "https" and host.startswith(("s3.", "s3-")):
        bucket, _, key = path.partition("/")
        return bucket, key
    if parts.scheme == "https" and ".s3" in host:
        return host.partition(".s3")[0], path
    raise TEMPLATE_URL()
