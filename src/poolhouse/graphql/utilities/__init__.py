"""What templates and resolver code may call: ``$util`` and ``$extensions`` (AppSync developer guide)."""
