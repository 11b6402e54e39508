"""Resource servers and their scopes."""
