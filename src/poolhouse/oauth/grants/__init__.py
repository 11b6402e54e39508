"""One file per grant of the token endpoint."""
