"""The two languages behind one shape: a request handler and a response handler.

Source: AppSync Developer Guide, "Resolver mapping template reference" and "JavaScript resolvers overview".
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from poolhouse.graphql.failures import FieldError
from poolhouse.graphql.ports import Phase
from poolhouse.graphql.resolvers.run import Run
from poolhouse.graphql.utilities.errors import ResolverError, TemplateFailure, Unauthorized
from poolhouse.graphql.vtl.template import Template

_decode = msgspec.json.Decoder().decode


class Outcome(msgspec.Struct, frozen=True):
    """``early``: ended by ``#return`` or ``runtime.earlyReturn``; ``to_end`` then skips the rest of the pipeline."""

    value: Any
    early: bool = False
    to_end: bool = False


class Handlers(Protocol):
    """Each of the two is None-able: without it the step has nothing to do there."""

    async def request(self, run: Run) -> Outcome | None:
        """Raises FieldError."""
        ...

    async def response(self, run: Run) -> Outcome | None:
        """Raises FieldError."""
        ...


class VtlHandlers(msgspec.Struct, frozen=True):
    """Mapping templates."""

    request_template: Template | None
    response_template: Template | None

    async def request(self, run: Run) -> Outcome | None:
        return self._render(self.request_template, run)

    async def response(self, run: Run) -> Outcome | None:
        return self._render(self.response_template, run)

    def _render(self, template: Template | None, run: Run) -> Outcome | None:
        if template is None:
            return None
        seen = len(run.utilities.appended_errors)
        try:
            rendered = template.render(run.context, run.utilities)
        except ResolverError as error:
            raise _field_error(error) from None
        except Unauthorized:
            raise run.refused from None
        except TemplateFailure as failure:
            raise FieldError(failure.message, "MappingTemplate") from None
        finally:
            for appended in run.utilities.appended_errors[seen:]:
                run.append(_field_error(appended))
        if rendered.returned:
            return Outcome(_returned(rendered.value), early=True)
        return Outcome(_json(rendered.text or ""))


def _field_error(error: ResolverError) -> FieldError:
    return FieldError(error.message or "", error.type, error.data, error.error_info)


def _returned(value: Any) -> Any:
    """Amplify's templates end with ``#return($util.toJson({}))``: the text of an object stands for the object (our
    choice; the documentation only shows objects)."""
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return _decode(value)
        except (ValueError, RecursionError):
            return value
    return value


def _json(text: str) -> Any:
    if not text.strip():
        raise FieldError("Template transformation yielded an empty response.", "MappingTemplate")
    try:
        return _decode(text)
    except (ValueError, RecursionError) as error:
        raise FieldError(f"Unable to transform the template: {error}", "MappingTemplate") from None


class JsHandlers(msgspec.Struct, frozen=True):
    """An APPSYNC_JS module."""

    code: str

    async def request(self, run: Run) -> Outcome | None:
        return await self._call("request", run)

    async def response(self, run: Run) -> Outcome | None:
        return await self._call("response", run)

    async def _call(self, phase: Phase, run: Run) -> Outcome:
        context = run.context
        sent = {name: value for name, value in context.items() if name != "args"}
        outcome = await run.services.scripts.run(
            self.code, phase, sent, auth_type=run.utilities.auth_type, timeout=run.seconds_left
        )
        if outcome.stash is not None:
            context["stash"] = outcome.stash
        if outcome.args is not None:
            context["arguments"] = context["args"] = outcome.args
        for error in outcome.appended:
            run.append(_from_script(error))
        run.utilities.response_headers.update(outcome.headers)
        if outcome.unauthorized:
            raise run.refused
        if outcome.error is not None:
            raise _from_script(outcome.error)
        if outcome.fault is not None:
            raise FieldError(outcome.fault, "Code")
        return Outcome(outcome.value, outcome.early, outcome.skip_to == "END")


def _from_script(error: Any) -> FieldError:
    kind = error.get("type")
    return FieldError(
        str(error.get("message") or ""), None if kind is None else str(kind), error.get("data"), error.get("errorInfo")
    )
