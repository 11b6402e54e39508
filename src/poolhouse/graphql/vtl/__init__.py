"""The Velocity template language as AppSync's mapping templates use it (Apache Velocity 1.x)."""
