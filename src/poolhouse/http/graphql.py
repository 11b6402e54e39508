"""``/graphql/<apiId>``: the ASGI side of the GraphQL endpoint."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from poolhouse.errors import ServiceError
from poolhouse.graphql.endpoint import LARGEST_BODY, GraphqlEndpoint
from poolhouse.graphql.request import GraphqlRequest
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.request_id import REQUEST_ID


class GraphqlApp:
    def __init__(self, endpoint: GraphqlEndpoint) -> None:
        self._endpoint = endpoint
        # One byte more than the endpoint takes, so that it is the one to say so in its own form.
        self._limits = BodyLimits(size=LARGEST_BODY + 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(scope, receive, self._limits)
        except ServiceError as error:
            # The rest of the body is unread: the connection cannot serve another request.
            refusal = Response(error.message, error.status, {"connection": "close"}, "text/plain")
            await refusal(scope, receive, send)
            return
        except Disconnected:
            return
        client = scope.get("client")
        answer = await self._endpoint.handle(
            scope["path_params"]["api_id"],
            GraphqlRequest(
                method=scope["method"],
                path=scope["raw_path"].decode("latin-1"),
                query=scope["query_string"].decode("latin-1"),
                headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
                body=body,
                source_ip=client[0] if client else "",
                request_id=REQUEST_ID.get(),
            ),
        )
        response = Response(answer.body, answer.status)
        response.raw_headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        await response(scope, receive, send)
