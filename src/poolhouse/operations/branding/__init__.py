"""How a pool's sign-in pages look."""
