"""ID, access and refresh tokens: what stands in them, their keys, and their issue."""
