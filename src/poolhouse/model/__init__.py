"""Domain types and pure rules: values in, values out; no clock, no database, no HTTP."""
