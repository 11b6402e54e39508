"""Identity pools themselves and the roles that they give."""
