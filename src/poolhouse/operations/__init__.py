"""One file per operation of the API, in folders by subject; :mod:`poolhouse.operations.catalogue` lists them.

An operation takes its request and, by keyword, exactly the services it needs; the composition root supplies them.
"""
