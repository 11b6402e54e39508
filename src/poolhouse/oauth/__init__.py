"""OAuth 2.0 (RFC 6749) as the domain endpoints of a user pool speak it.

token           the token endpoint: form → grant → answer
clients         who asks, and with which proof
grants/         one file per grant
errors          what is refused, in OAuth's words
"""
