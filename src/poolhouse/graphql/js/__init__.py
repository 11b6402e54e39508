"""APPSYNC_JS: a harness for Node.js, and the client of it."""
