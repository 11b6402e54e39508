"""``poolhouse demo``: a TypeScript function changes a real ID token and a real access token."""
