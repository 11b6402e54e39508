"""Finding pools, clients and users, and standing in for users whom a client must not find."""
