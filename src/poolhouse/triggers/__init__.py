"""Trigger functions: what each one is told, how it is called, and what becomes of its answer."""
