"""The ASGI edge: dispatch, authorisation, limits and the rendering of answers."""
