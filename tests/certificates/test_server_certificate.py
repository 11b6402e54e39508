from __future__ import annotations

import ipaddress
import stat
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from poolhouse.certificates.authority import authority, public_certificate
from poolhouse.certificates.pem_file import BadCertificate
from poolhouse.certificates.server_certificate import server_certificate

NOW = float(int(time.time()))
DAY = 86_400.0


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def names(path: Path) -> set[str]:
    found = load(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "harbour.poolhouse.test", "192.0.2.7"])
def test_a_verifier_of_the_webs_rules_accepts_each_name(tmp_path: Path, host: str) -> None:
    path = server_certificate(tmp_path, host, NOW)
    subject: x509.GeneralName
    try:
        subject = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    verifier = PolicyBuilder().store(Store([load(public_certificate(tmp_path))])).build_server_verifier(subject)
    assert verifier.verify(load(path), [])
    other = PolicyBuilder().store(Store([load(public_certificate(tmp_path))]))
    with pytest.raises(VerificationError):
        other.build_server_verifier(x509.DNSName("elsewhere.poolhouse.test")).verify(load(path), [])


def test_this_machines_names_are_always_there(tmp_path: Path) -> None:
    assert names(server_certificate(tmp_path, "0.0.0.0", NOW)) == {"localhost", "127.0.0.1", "::1"}
    assert names(server_certificate(tmp_path, "quay.poolhouse.test", NOW)) >= {"localhost", "quay.poolhouse.test"}


def test_the_authority_is_made_once_and_signs_no_further_authority(tmp_path: Path) -> None:
    first = authority(tmp_path, NOW).certificate
    server_certificate(tmp_path, "localhost", NOW)
    assert authority(tmp_path, NOW + 400 * DAY).certificate == first == load(public_certificate(tmp_path))
    constraints = first.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value.path_length == 0


def test_nobody_else_reads_the_keys(tmp_path: Path) -> None:
    server_certificate(tmp_path, "localhost", NOW)
    folder = tmp_path / "tls"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert files == {"authority.pem": 0o600, "server.pem": 0o600, "ca.pem": 0o600}
    (folder / "authority.pem").chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        server_certificate(tmp_path, "localhost", NOW)


def test_the_public_file_has_no_key(tmp_path: Path) -> None:
    authority(tmp_path, NOW)
    assert b"PRIVATE" not in public_certificate(tmp_path).read_bytes()


def test_a_certificate_is_kept_until_a_month_before_its_end(tmp_path: Path) -> None:
    first = load(server_certificate(tmp_path, "localhost", NOW))
    assert load(server_certificate(tmp_path, "localhost", NOW + 59 * DAY)) == first
    renewed = load(server_certificate(tmp_path, "localhost", NOW + 61 * DAY))
    assert renewed != first
    assert renewed.not_valid_after_utc.timestamp() == NOW + 151 * DAY


def test_another_name_another_authority_or_a_broken_file_give_a_new_certificate(tmp_path: Path) -> None:
    path = server_certificate(tmp_path, "localhost", NOW)
    first = load(path)
    second = load(server_certificate(tmp_path, "quay.poolhouse.test", NOW))
    assert second != first
    # What has the name already serves the fewer as well.
    assert load(server_certificate(tmp_path, "localhost", NOW)) == second
    (tmp_path / "tls" / "authority.pem").unlink()
    third = load(server_certificate(tmp_path, "localhost", NOW))
    third.verify_directly_issued_by(load(public_certificate(tmp_path)))
    path.write_text("torn")
    load(server_certificate(tmp_path, "localhost", NOW)).verify_directly_issued_by(load(public_certificate(tmp_path)))


def test_an_authority_that_ended_is_told(tmp_path: Path) -> None:
    authority(tmp_path, NOW)
    near_the_end = load(server_certificate(tmp_path, "localhost", NOW + 3640 * DAY))
    assert near_the_end.not_valid_after_utc == authority(tmp_path, NOW).certificate.not_valid_after_utc
    with pytest.raises(BadCertificate, match="has expired") as refused:
        server_certificate(tmp_path, "localhost", NOW + 3651 * DAY)
    assert str(tmp_path / "tls") in refused.value.mend


def test_an_authority_file_with_a_foreign_key_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        authority(tmp_path / name, NOW)
    path, other = (tmp_path / name / "tls" / "authority.pem" for name in ("one", "two"))
    key, certificate = path.read_text().split("-----BEGIN CERTIFICATE-----")[0], other.read_text()
    path.write_text(key + certificate[certificate.index("-----BEGIN CERTIFICATE-----") :])
    with pytest.raises(BadCertificate, match="no key with its certificate"):
        authority(tmp_path / "one", NOW)


def test_what_is_no_host_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCertificate, match="no certificate can name"):
        server_certificate(tmp_path, "a..b", NOW)
