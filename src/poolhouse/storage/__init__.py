"""What lasts: schema, migrations and the adapters behind :class:`poolhouse.ports.Store`."""
