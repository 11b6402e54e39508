"""The AppSync-compatible GraphQL endpoint."""
