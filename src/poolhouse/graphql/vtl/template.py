"""A mapping template: parsed once, rendered for each request."""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.utilities import Utilities
from poolhouse.graphql.vtl.cursor import BadTemplate
from poolhouse.graphql.vtl.nodes.base import Block
from poolhouse.graphql.vtl.nodes.directives import Break, Macro, Return, Stop
from poolhouse.graphql.vtl.run import Run
from poolhouse.graphql.vtl.template_parser import MAX_TEMPLATE, TemplateParser

__all__ = ["BadTemplate", "Rendered", "Template"]


class Rendered(msgspec.Struct, frozen=True):
    """``text`` is the output; when ``#return`` ended the template it is None, and ``value`` what was returned."""

    text: str | None
    returned: bool = False
    value: Any = None


class Template(msgspec.Struct, frozen=True):
    _body: Block
    _macros: dict[str, Macro]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Raises BadTemplate for wrong syntax, a function that does not exist, or more than 64 KB."""
        if len(text.encode("utf-8", "surrogatepass")) > MAX_TEMPLATE:
            raise BadTemplate(f"A template is longer than {MAX_TEMPLATE} bytes", 1, 1)
        parser = TemplateParser(text)
        return cls(parser.template(), parser.macros)

    def render(self, context: dict[str, Any], utilities: Utilities) -> Rendered:
        """``context`` is ``$ctx``; templates change it in place. What they record is in ``utilities`` afterwards.

        Raises TemplateFailure, and the errors of the template itself: ResolverError, Unauthorized.
        """
        run = Run(context, utilities, dict(self._macros))
        try:
            self._body.render(run)
        except Return as ended:
            return Rendered(None, returned=True, value=ended.value)
        except (Stop, Break):
            return Rendered(run.text)
        except RecursionError as error:
            raise TemplateFailure("The template, or a value of it, is nested too deeply.") from error
        return Rendered(run.text)
