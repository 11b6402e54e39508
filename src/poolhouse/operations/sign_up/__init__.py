"""Sign-up and its confirmation."""
