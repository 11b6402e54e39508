"""Data sources, one file per type."""
