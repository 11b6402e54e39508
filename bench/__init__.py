"""Benchmarks: server CPU per operation beside the cryptographic floor of the same run."""
