"""Where a browser may be sent, or a secret go, on behalf of an identity provider."""

from __future__ import annotations

from urllib.parse import urlsplit

_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def is_safe(url: str) -> bool:
    """Encrypted, or never leaving this machine; and the same address to every reader.

    What parsers strip or read in several ways is out: anything but printable ASCII, backslashes (slashes to browsers),
    user information. A fragment would swallow the parameters that are added (RFC 6749, 3.1).
    """
    if not all("!" <= letter <= "~" for letter in url) or "\\" in url or "#" in url:
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or port == 0 or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK_HOSTS)
