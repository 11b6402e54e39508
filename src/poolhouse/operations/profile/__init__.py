"""What a signed-in user does with the own profile."""
