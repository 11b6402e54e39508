"""Queries, parsed and validated; those seen lately are kept, as clients send the same ones again and again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import msgspec
from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate

from poolhouse.graphql import validation

MOST_TOKENS = 15_000
"""graphql-java's own bound of a document."""

_MOST_KEPT = 256
_LONGEST_KEPT = 16 * 1024
_LONGEST_ON_THE_LOOP = 1024
_MOST_THREADS = 2
"""A few kilobytes of the worst kind take graphql-core two seconds, until it gives up; nobody else waits for them."""

_MOST_ERRORS = 20


class Unparsable(Exception):
    """No GraphQL document, or too large a one."""


class Prepared(msgspec.Struct, frozen=True):
    """``errors`` of validation: empty for a document that may be executed."""

    document: DocumentNode
    errors: list[GraphQLError]


class Documents:
    """Of one schema."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self._schema = schema
        self._rules = validation.rules(introspection=introspection)
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._threads = asyncio.Semaphore(_MOST_THREADS)

    async def prepare(self, query: str) -> Prepared:
        """Raises Unparsable."""
        kept = self._kept.get(query)
        if kept is not None:
            self._kept.move_to_end(query)
            return kept
        if len(query) > _LONGEST_ON_THE_LOOP:
            async with self._threads:
                prepared = await asyncio.to_thread(self._prepare, query)
        else:
            prepared = self._prepare(query)
        if len(query) <= _LONGEST_KEPT:
            self._kept[query] = prepared
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return prepared

    def _prepare(self, query: str) -> Prepared:
        try:
            document = parse(query, max_lexical_tokens=MOST_TOKENS, max_comments=MOST_TOKENS)
        except GraphQLError as error:
            raise Unparsable(error.message) from None
        errors = validate(self._schema, document, self._rules, max_errors=_MOST_ERRORS, hide_suggestions=True)
        return Prepared(document, errors)
