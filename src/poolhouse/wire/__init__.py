"""Requests and responses of the AWS JSON protocol: generated types, decoding and AWS's validation texts."""
