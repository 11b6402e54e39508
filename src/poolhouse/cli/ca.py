"""``poolhouse ca``: the local certificate authority behind ``serve --tls``."""

from __future__ import annotations

from typing import Annotated

import typer

from poolhouse.cli.options import DEFAULT_DATA, Data
from poolhouse.cli.trust import make_authority

_HOW = """
Programs of your own, for as long as the variable is set:
  Node.js      export NODE_EXTRA_CA_CERTS={path}
  Python, CLI  export SSL_CERT_FILE={path} AWS_CA_BUNDLE={path}
  curl         curl --cacert {path} …

This machine and its browsers:
  macOS            sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain {path}
  Debian, Ubuntu   sudo install -m 644 {path} /usr/local/share/ca-certificates/poolhouse.crt
                   sudo update-ca-certificates
  Fedora           sudo trust anchor {path}
  Windows          certutil -addstore -f ROOT {path}
  Chromium, Linux  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n poolhouse -i {path}
  Firefox          Settings → Certificates → View Certificates → Authorities → Import

Whoever can read {folder} can pose as any site to those who trust it: trust it on machines for development alone."""


def ca(
    data: Data = DEFAULT_DATA,
    path: Annotated[bool, typer.Option("--path", help="Print the certificate's file name alone.")] = False,
    pem: Annotated[bool, typer.Option("--pem", help="Print the certificate alone.")] = False,
) -> None:
    """Show the certificate of the local authority, made at first use, and how to trust it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    from poolhouse.certificates.authority import public_certificate

    make_authority(data)
    file = public_certificate(data.resolve())
    content = file.read_text()
    if pem:
        typer.echo(content, nl=False)
    elif path:
        typer.echo(file)
    else:
        certificate = x509.load_pem_x509_certificate(content.encode())
        typer.echo(f"Certificate  {file}")
        typer.echo(f"SHA-256      {certificate.fingerprint(hashes.SHA256()).hex(':').upper()}")
        typer.echo(f"Valid until  {certificate.not_valid_after_utc:%Y-%m-%d}")
        typer.echo(_HOW.format(path=file, folder=file.parent))
