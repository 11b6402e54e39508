"""``POST /`` with form fields: the Query protocol of CloudFormation."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope, Send

from poolhouse.cloudformation.api.actions import CHANGING, UNKNOWN_ACTION, VERSION, Actions
from poolhouse.cloudformation.api.form import Form
from poolhouse.cloudformation.api.xml import failure, success
from poolhouse.errors import Problem, ServiceError
from poolhouse.http.authorization import Authorizer
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.failures import log_crash, log_refusal
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.ports import Gone

INTERNAL_FAILURE = Problem("InternalFailure", "The request processing has failed.", 500)
FORBIDDEN = 403
_SIGNATURE_PROBLEMS = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "UnrecognizedClientException",
    }
)


class QueryApi:
    """Authorises, then runs the action. ``limits`` bound the body."""

    def __init__(self, actions: Actions, authorizer: Authorizer, limits: BodyLimits) -> None:
        self._actions = actions
        self._authorizer = authorizer
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = REQUEST_ID.get()
        try:
            body = await read_body(scope, receive, self._limits)
            await _send(send, 200, await self._answer(scope, body, request_id), request_id)
        except ServiceError as error:
            log_refusal("CloudFormation", error)
            status = FORBIDDEN if error.type in _SIGNATURE_PROBLEMS else error.status
            await _refuse(send, error, status, request_id)
        except Disconnected:
            return
        except Gone:
            raise
        except Exception as error:
            log_crash("CloudFormation", error)
            await _refuse(send, INTERNAL_FAILURE(), INTERNAL_FAILURE.status, request_id)

    async def _answer(self, scope: Scope, body: bytes, request_id: str) -> bytes:
        principal = await self._authorizer.authorize(scope, body)
        form = Form.parse(body)
        name = form.get("Action", "")
        if form.get("Version", VERSION) != VERSION:
            raise UNKNOWN_ACTION(action=name, version=form["Version"])
        action = self._actions.find(name)
        if principal.require is not None:
            await principal.require(f"cloudformation:{name}", self._actions.resource_of(form))
            if name in CHANGING:
                # Deployments act with the account's own rights: whoever may deploy may do anything.
                await principal.require("poolhouse:Deploy", "*")
        return success(name, await action(form), request_id)


async def _refuse(send: Send, error: ServiceError, status: int, request_id: str) -> None:
    body = failure(error.type, error.message, request_id, sender=status < 500)
    await _send(send, status, body, request_id)


async def _send(send: Send, status: int, body: bytes, request_id: str) -> None:
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": [
            (b"content-type", b"text/xml"),
            (b"content-length", b"%d" % len(body)),
            (b"x-amzn-requestid", request_id.encode("ascii")),
        ],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})
