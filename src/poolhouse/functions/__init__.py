"""Functions: worker processes, remote Lambda-compatible endpoints and the Lambda REST API."""
