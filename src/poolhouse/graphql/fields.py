"""How one field gets its value: authorisation first, then its resolver or the value of its parent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLResolveInfo
from graphql.pyutils import Path

from poolhouse.graphql.access import FieldName
from poolhouse.graphql.failures import FieldError, unauthorized
from poolhouse.graphql.resolvers.run import Run, copied
from poolhouse.graphql.resolvers.steps import Resolver
from poolhouse.graphql.selection import Selection
from poolhouse.graphql.sources.batch import Batch
from poolhouse.graphql.state import Appended, RequestState
from poolhouse.graphql.utilities.utilities import Utilities

_log = logging.getLogger(__name__)
_template_log = logging.getLogger("poolhouse.graphql.template")
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "error": logging.ERROR}


def run_field(source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
    """The executor's field resolver: a value, or a coroutine where something has to be asked. Raises FieldError."""
    state: RequestState = info.context
    state.count_field()
    name = (info.parent_type.name, info.field_name)
    if not state.may_see(name):
        raise unauthorized(info.field_name, info.parent_type.name)
    if state.api.most_depth:
        _check_depth(info, state.api.most_depth)
    is_root = info.path.prev is None
    resolver = state.api.resolvers.get(name)
    if resolver is None:
        value = source.get(info.field_name) if isinstance(source, Mapping) else None
        if is_root and state.caller.signed:
            return _if_role_allows(state, name, value)
        return _in_turn(state, value) if isinstance(value, dict | list) and state.turn_is_over else value
    state.count_resolver()
    run = _begin(state, resolver, name)
    return _resolve(state, resolver, run, name, source, info, arguments)


def _check_depth(info: GraphQLResolveInfo[Any], most: int) -> None:
    depth = 0
    step: Path | None = info.path
    while step is not None:
        depth += isinstance(step.key, str)
        step = step.prev
    if depth > most:
        raise FieldError(f"The query is deeper than the limit of {most}.", "QueryDepthLimitReached")


async def _in_turn(state: RequestState, value: Any) -> Any:
    await state.next_turn()
    return value


async def _if_role_allows(state: RequestState, name: FieldName, value: Any) -> Any:
    if not await state.role_allows(name):
        raise unauthorized(name[1], name[0])
    return value


def _begin(state: RequestState, resolver: Resolver, name: FieldName) -> Run:
    """Seats in batches are taken before any sibling runs."""
    services = state.services
    run = Run(
        context={},
        utilities=Utilities(services.clock, services.entropy, state.caller.mode.auth_type, state.searches),
        services=services,
        deadline=state.deadline,
        refused=unauthorized(name[1], name[0]),
    )
    for step in resolver.steps:
        if step.batch_size:
            batch = state.batches.setdefault((name, step.seat), Batch(step.batch_size))
            run.seats[step.seat] = batch.seat()
    return run


def _context(
    state: RequestState,
    resolver: Resolver,
    name: FieldName,
    source: Any,
    info: GraphQLResolveInfo[Any],
    arguments: dict[str, Any],
) -> dict[str, Any]:
    """``$ctx``. Siblings must not share anything."""
    args = copied(arguments)
    about = {"fieldName": name[1], "parentTypeName": name[0], "variables": copied(state.variables)}
    if resolver.mentions_selection:
        selection = Selection(info)
        about |= {"selectionSetList": selection.paths(), "selectionSetGraphQL": selection.text()}
    return {
        "arguments": args,
        "args": args,
        "identity": copied(state.caller.identity),
        "source": copied(source),
        "result": None,
        "error": None,
        "stash": {},
        "prev": {"result": None},
        "request": {"headers": copied(state.request.exposed_headers), "domainName": None},
        "info": about,
        "env": copied(dict(state.api.environment)),
        "outErrors": [],
    }


async def _resolve(
    state: RequestState,
    resolver: Resolver,
    run: Run,
    name: FieldName,
    source: Any,
    info: GraphQLResolveInfo[Any],
    arguments: dict[str, Any],
) -> Any:
    try:
        await state.next_turn()
        run.context.update(_context(state, resolver, name, source, info, arguments))
        if info.path.prev is None and not await state.role_allows(name):
            raise run.refused
        value = await resolver.resolve(run)
        await state.next_turn()
        return value
    except FieldError as error:
        raise _shown(error, info) from None
    except asyncio.CancelledError:
        run.seats.clear()
        raise
    except Exception:
        _log.exception("The resolver of %s.%s failed", *name)
        raise FieldError("An internal failure occurred.", "InternalFailure") from None
    finally:
        for seat in run.seats.values():
            await seat.leave()
        for line in run.utilities.log_lines:
            _template_log.log(_LEVELS[line.level], "%s.%s %s", *name, line.text)
        state.response_headers.update(run.utilities.response_headers)
        for appended in run.appended:
            state.appended.append(Appended(_shown(appended, info), info.path.as_list(), info.field_nodes))


def _shown(error: FieldError, info: GraphQLResolveInfo[Any]) -> FieldError:
    return FieldError(error.message, error.type, Selection(info).cut(error.data), error.info)
