"""Identities of users whom the developer's own service vouches for."""
