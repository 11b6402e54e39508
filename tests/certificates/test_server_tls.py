from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.certificates.authority import public_certificate
from poolhouse.certificates.server_tls import LocalCertificates, OwnCertificates, ServerTls


class Clock:
    def __init__(self) -> None:
        self.time = time.time()

    def now(self) -> float:
        return self.time


def shown(tls: ServerTls, trusted: Path) -> dict[str, Any]:
    """The certificate that a client on this machine is shown in a handshake."""
    client = ssl.create_default_context(cafile=str(trusted))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    theirs = tls.context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (ours, theirs):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    certificate = ours.getpeercert()
    assert certificate
    return certificate


def test_a_running_server_shows_a_new_certificate_in_time(tmp_path: Path) -> None:
    clock = Clock()
    clock.time -= 61 * 86_400
    tls = ServerTls(LocalCertificates(tmp_path, "localhost", clock))
    first = shown(tls, public_certificate(tmp_path))
    tls.renew()
    assert shown(tls, public_certificate(tmp_path)) == first
    clock.time += 61 * 86_400
    tls.renew()
    assert shown(tls, public_certificate(tmp_path))["serialNumber"] != first["serialNumber"]


def test_a_pair_that_was_renewed_beside_the_server_is_taken_and_a_bad_one_is_not(
    make_pair: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    pair, newer = make_pair("own"), make_pair("newer")
    tls = ServerTls(OwnCertificates(pair.certificate, pair.key, Clock()))
    first = shown(tls, pair.certificate)
    pair.certificate.write_bytes(newer.certificate.read_bytes())
    with caplog.at_level(logging.ERROR):
        tls.renew()
    assert "does not belong to the private key" in caplog.text
    pair.key.write_bytes(newer.key.read_bytes())
    tls.renew()
    assert shown(tls, newer.certificate)["serialNumber"] != first["serialNumber"]
