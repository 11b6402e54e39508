"""Identity pools: one file per operation of the API, in folders; :mod:`poolhouse.identity.catalogue` lists them."""
