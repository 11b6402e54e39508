"""Identity providers of a pool."""
