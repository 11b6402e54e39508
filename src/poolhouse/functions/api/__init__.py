"""The Lambda REST API under ``/2015-03-31/functions``. Authorisation happens in front of it."""
