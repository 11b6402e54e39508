"""The ``poolhouse`` command; one file per subcommand."""
