"""YAML templates: the safe loader with CloudFormation's short forms (``!Ref``, ``!Sub``, ``!GetAtt``, …)."""

from __future__ import annotations

from typing import Any

import yaml

_PLAIN = {"Ref": "Ref", "Condition": "Condition"}
LARGEST_NESTING = 100


class TemplateLoader(yaml.SafeLoader):
    """Reads dates as the text they are written as, and refuses a key that stands twice in one mapping."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        # Aliases can blow a small document up, and CloudFormation has none either.
        if self.check_event(yaml.AliasEvent):
            raise self._refusal("aliases are not supported")
        self._depth += 1
        if self._depth > LARGEST_NESTING:
            raise self._refusal("nested too deeply")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _refusal(self, problem: str) -> yaml.MarkedYAMLError:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key.value}", problem_mark=key.start_mark)
            seen.add(key.value)
        return {str(key): value for key, value in super().construct_mapping(node, deep=True).items()}


def _short_form(loader: TemplateLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = _PLAIN.get(suffix, f"Fn::{suffix}")
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        if suffix == "GetAtt":
            return {name: text.split(".", 1)}
        return {name: text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}  # type: ignore[arg-type]


def _as_written(loader: TemplateLoader, node: yaml.ScalarNode) -> Any:
    return loader.construct_scalar(node)


TemplateLoader.add_multi_constructor("!", _short_form)
TemplateLoader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


def load_yaml(text: str) -> Any:
    """Raises yaml.YAMLError."""
    return yaml.load(text, Loader=TemplateLoader)  # noqa: S506 - derived from the safe loader
