"""Devices that users have confirmed."""
