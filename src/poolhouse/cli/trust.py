"""Which certificates commands accept of a server."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

from poolhouse.cli.options import DEFAULT_DATA, fail


def make_authority(data: Path) -> None:
    """See that the data directory has its local authority."""
    from poolhouse.certificates.authority import authority
    from poolhouse.certificates.pem_file import BadCertificate
    from poolhouse.cli.data import make_folder

    make_folder(data)
    try:
        authority(data, time.time())
    except BadCertificate as problem:
        fail(str(problem), mend=problem.mend)
    except OSError as problem:
        fail(str(problem))


def trusted(endpoint: str, data: Path = DEFAULT_DATA) -> ssl.SSLContext | bool:
    """What httpx takes as ``verify``: for https also the local authority of the data directory."""
    if not endpoint.startswith("https:"):
        return True
    from poolhouse.certificates.trust import trusting

    try:
        return trusting(data)
    except OSError as problem:
        fail(f"the certificates to trust cannot be read: {problem}")
