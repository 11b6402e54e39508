"""Resolvers: units and pipelines of request handler, data source and response handler, in VTL or APPSYNC_JS."""
