"""Carriers of messages to users."""
