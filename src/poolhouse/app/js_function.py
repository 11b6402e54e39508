"""The function in which APPSYNC_JS code runs: an ordinary worker of the server's own."""

from __future__ import annotations

from poolhouse.functions.source import ConfigFunction
from poolhouse.graphql.js.runner import ENVIRONMENT, HANDLER_SECONDS, HARNESS

JS_FUNCTION = "_poolhouse-appsync-js"
"""Templates cannot name functions so."""

JS_MEMORY_MIB = 256


def js_function() -> ConfigFunction:
    return ConfigFunction(
        name=JS_FUNCTION,
        handler=str(HARNESS),
        env=ENVIRONMENT,
        timeout=HANDLER_SECONDS,
        memory=JS_MEMORY_MIB,
        code_root=HARNESS.parent,
    )
