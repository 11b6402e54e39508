"""Tags of identity pools."""
