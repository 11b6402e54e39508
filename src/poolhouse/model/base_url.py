"""URLs of servers, as people configure them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_FORM = re.compile(r"https?://[^\s?#]+")


def is_base_url(text: str) -> bool:
    """Of http or https, with a host; without a query and a fragment, since paths are put behind it, and without a
    password, since it goes into tokens, mails and logs."""
    try:
        url = urlsplit(text)
        return bool(_FORM.fullmatch(text) and url.hostname) and url.port != 0 and "@" not in url.netloc
    except ValueError:
        return False
