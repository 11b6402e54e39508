"""Certificates for TLS: a local authority with the server certificates that it issues, or a pair of one's own."""
