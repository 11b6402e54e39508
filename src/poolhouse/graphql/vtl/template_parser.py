"""Templates: plain text, references and directives."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.vtl.cursor import BadTemplate
from poolhouse.graphql.vtl.nodes.base import Block, Expression, Statement, Text
from poolhouse.graphql.vtl.nodes.directives import (
    BreakDirective,
    DefineDirective,
    EvaluateDirective,
    ForeachDirective,
    IfDirective,
    Macro,
    MacroCall,
    ReturnDirective,
    SetDirective,
    StopDirective,
)
from poolhouse.graphql.vtl.nodes.literals import Constant, Interpolated
from poolhouse.graphql.vtl.nodes.references import EscapedReference
from poolhouse.graphql.vtl.reference_parser import ReferenceParser
from poolhouse.graphql.vtl.run import Run

MAX_TEMPLATE = 64 * 1024
"""Bytes (AppSync developer guide, quotas: "Request/response mapping template size")."""

_PLAIN = re.compile(r"[^$#\\]+")
_BACKSLASHES = re.compile(r"\\+")
_RAW = re.compile(r"#\[\[(.*?)\]\]#", re.DOTALL)
_COMMENT = re.compile(r"##[^\r\n]*(?:\r\n|\r|\n)?|#\*.*?\*#", re.DOTALL)
_DIRECTIVE = re.compile(r"#(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
_OPEN = re.compile(r"[ \t]*\(")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_IN = re.compile(r"\s*in\b")
_ASSIGN = re.compile(r"\s*=(?!=)")
_MACRO_NAME = re.compile(r"\s*([A-Za-z_]\w*)", re.ASCII)
_MACRO_NAMES = re.compile(r"#\{?macro\}?[ \t]*\(\s*([A-Za-z_]\w*)", re.ASCII)
_SEPARATOR = re.compile(r"\s*,?\s*")

_UNAVAILABLE = frozenset({"include", "parse"})
_CLOSING = frozenset({"else", "elseif", "end"})
_RESERVED = _UNAVAILABLE | _CLOSING


class TemplateParser(ReferenceParser):
    """``known_macros`` can be called besides those that the text itself defines; ``macros`` holds the latter."""

    def __init__(
        self,
        text: str,
        *,
        known_macros: Collection[str] = (),
        macros: dict[str, Macro] | None = None,
        origin: tuple[int, int] | None = None,
        nesting: int = 0,
    ) -> None:
        super().__init__(text, origin=origin, nesting=nesting)
        self.macros: dict[str, Macro] = {} if macros is None else macros
        # A macro may be used above its definition.
        self._macro_names = {*known_macros, *_MACRO_NAMES.findall(text)}
        self._directives: dict[str, Callable[[], Statement | None]] = {
            "set": self._set,
            "if": self._if,
            "foreach": self._foreach,
            "break": BreakDirective,
            "stop": StopDirective,
            "return": self._return,
            "macro": self._macro,
            "define": self._define,
            "evaluate": self._evaluate,
        }

    def template(self) -> Block:
        """The whole text. Raises BadTemplate."""
        body, _ = self._block(None)
        return body

    def interpolated(self, content: str, position: int) -> Expression:
        if "$" not in content and "#" not in content:
            return Constant(content)
        inner = TemplateParser(
            content,
            known_macros=self._macro_names,
            macros=self.macros,
            origin=self.place(position),
            nesting=self.nesting,
        )
        return Interpolated(inner.template())

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _block(self, owner: str | None, *ends: str) -> tuple[Block, str]:
        """Statements up to one of the directives that end them, and its name; without ``owner``, up to the end."""
        statements: list[Statement] = []
        with self.nested():
            while not self.ended:
                found = _DIRECTIVE.match(self.text, self.position)
                name = (found[1] or found[2]) if found else None
                if found and name in _CLOSING:
                    if name not in ends:
                        raise self.wrong(f"#{name} has nothing to belong to")
                    self.position = found.end()
                    return _joined(statements), name
                if found and name == "set":
                    _drop_indentation(statements)
                statement = self._statement()
                if statement is not None:
                    statements.append(statement)
        if owner:
            raise self.wrong(f"#{owner} has no #end")
        return _joined(statements), ""

    def _body(self, owner: str) -> Block:
        """The statements of a directive up to its ``#end``."""
        self.take(_LINE_END)
        body, _ = self._block(owner, "end")
        self.take(_LINE_END)
        return body

    def _statement(self) -> Statement | None:
        if plain := self.take(_PLAIN):
            return Text(plain[0])
        if self.sees("\\"):
            return self._escaped()
        if self.sees("$"):
            return self.reference() or self._literally(1)
        return self._directive_or_text()

    def _literally(self, count: int) -> Text:
        self.position += count
        return Text(self.text[self.position - count : self.position])

    def _escaped(self) -> Statement:
        """Backslashes mean something in front of a reference or a directive alone."""
        begin = self.position
        self.take(_BACKSLASHES)
        count = self.position - begin
        if reference := self.reference():
            return EscapedReference(count, reference)
        found = _DIRECTIVE.match(self.text, self.position)
        if found is None or not self._is_directive(found):
            return Text("\\" * count)
        if count % 2:
            self.position = found.end()
            return Text("\\" * (count // 2) + found[0])
        return Text("\\" * (count // 2))

    def _is_directive(self, found: re.Match[str]) -> bool:
        name = found[1] or found[2]
        if name in self._macro_names:
            return _OPEN.match(self.text, found.end()) is not None
        return name in self._directives or name in _RESERVED

    def _directive_or_text(self) -> Statement | None:
        if raw := self.take(_RAW):
            return Text(raw[1])
        if self.take(_COMMENT):
            return None
        if self.sees("#*") or self.sees("#[["):
            raise self.wrong("A comment or raw text has no end")
        found = _DIRECTIVE.match(self.text, self.position)
        if found is None or not self._is_directive(found):
            return self._literally(1)
        name = found[1] or found[2]
        if name in _UNAVAILABLE:
            raise self.wrong(f"#{name} is not available")
        self.position = found.end()
        directive = self._directives.get(name)
        return directive() if directive else self._macro_call(name)

    # --- directives --------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if not self.take(_OPEN):
            raise self.wrong("Expected '('")

    def _close(self) -> None:
        self.expect(")")

    def _condition(self) -> Expression:
        self._open()
        condition = self.expression()
        self._close()
        self.take(_LINE_END)
        return condition

    def _set(self) -> SetDirective:
        self._open()
        target = self.target()
        if not self.take(_ASSIGN):
            raise self.wrong("Expected '='")
        value = self.expression()
        self._close()
        self.take(_LINE_END)
        return SetDirective(target, value)

    def _if(self) -> IfDirective:
        branches: list[tuple[Expression, Block]] = []
        otherwise = Block(())
        end = "elseif"
        while end == "elseif":
            condition = self._condition()
            body, end = self._block("if", "elseif", "else", "end")
            branches.append((condition, body))
        if end == "else":
            otherwise = self._body("if")
        else:
            self.take(_LINE_END)
        return IfDirective(tuple(branches), otherwise)

    def _foreach(self) -> ForeachDirective:
        self._open()
        name = self.variable()
        if not self.take(_IN):
            raise self.wrong("Expected 'in'")
        items = self.expression()
        self._close()
        return ForeachDirective(name, items, self._body("foreach"))

    def _return(self) -> ReturnDirective:
        """Without an argument the value is null."""
        if not self.take(_OPEN):
            return ReturnDirective(None)
        arguments = self.expressions(")")
        if len(arguments) > 1:
            raise self.wrong("#return takes one value")
        return ReturnDirective(arguments[0] if arguments else None)

    def _macro(self) -> None:
        self._open()
        found = self.take(_MACRO_NAME)
        if found is None:
            raise self.wrong("Expected the name of a macro")
        if found[1] in self._directives or found[1] in _RESERVED:
            raise self.wrong(f"#{found[1]} cannot be defined anew")
        parameters: list[str] = []
        self.take(_SEPARATOR)
        while not self.take_word(")"):
            parameters.append(self.variable())
            self.take(_SEPARATOR)
        self.macros[found[1]] = Macro(tuple(parameters), self._body("macro"))

    def _macro_call(self, name: str) -> MacroCall:
        self._open()
        arguments: list[Expression] = []
        self.take(_SEPARATOR)
        while not self.take_word(")"):
            arguments.append(self._operand())
            self.take(_SEPARATOR)
        self.take(_LINE_END)
        return MacroCall(name, tuple(arguments))

    def _define(self) -> DefineDirective:
        self._open()
        name = self.variable()
        self._close()
        return DefineDirective(name, self._body("define"))

    def _evaluate(self) -> EvaluateDirective:
        return EvaluateDirective(self._condition(), _evaluated)


def _joined(statements: list[Statement]) -> Block:
    """Texts that follow each other become one."""
    joined: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Text) and joined and isinstance(last := joined[-1], Text):
            joined[-1] = Text(last.text + statement.text)
        else:
            joined.append(statement)
    return Block(tuple(joined))


def _drop_indentation(statements: list[Statement]) -> None:
    """Velocity takes the blanks in front of ``#set`` away."""
    if statements and isinstance(last := statements[-1], Text):
        statements[-1] = Text(last.text.rstrip(" \t"))


def _evaluated(text: str, run: Run) -> Block:
    """For ``#evaluate``: a template that is known only while another one runs."""
    if len(text) > MAX_TEMPLATE:
        raise TemplateFailure(f"#evaluate takes at most {MAX_TEMPLATE} characters.")
    run.spend(len(text))
    parser = TemplateParser(text, known_macros=run.macros)
    try:
        body = parser.template()
    except BadTemplate as error:
        raise TemplateFailure(f"Unable to transform the template: {error.message}.") from error
    run.macros.update(parser.macros)
    return body
