"""What an identity gets: keys of a session, or a token of its own."""
