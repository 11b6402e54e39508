"""A template's text → its sections, checked for form (CloudFormation user guide, "Template anatomy")."""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import yaml

from poolhouse.cloudformation.errors import NULL_VALUE, TEMPLATE_FORMAT, UNKNOWN_SECTION
from poolhouse.cloudformation.yaml_tags import load_yaml
from poolhouse.model.stack import Stack

SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    }
)
RESOURCE_MEMBERS = frozenset(
    {
        "Condition",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "Description",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    }
)
POLICIES = frozenset({"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"})
_READS = re.compile(
    r"AWS::SSM::Parameter::Value<|\{\{resolve:ssm|Custom::AmplifySecretFetcherResource"
    r'|AMPLIFY_SSM_ENV_CONFIG"\s*:\s*"(?!\{\}")'
)
MOST_RESOURCES = 500
MOST_PARAMETERS = 200
MOST_OUTPUTS = 200
DEEPEST = 100
LONG_TEXT = 32 * 1024


class ResourceDefinition(msgspec.Struct, frozen=True):
    type: str
    properties: Mapping[str, Any]
    depends_on: tuple[str, ...]
    condition: str | None
    deletion_policy: str
    update_replace_policy: str
    metadata: Mapping[str, Any]


class Template(msgspec.Struct, frozen=True):
    """``text`` is what was submitted; GetTemplate answers it."""

    text: str
    description: str
    parameters: Mapping[str, Mapping[str, Any]]
    mappings: Mapping[str, Any]
    conditions: Mapping[str, Any]
    resources: Mapping[str, ResourceDefinition]
    outputs: Mapping[str, Mapping[str, Any]]
    metadata: Mapping[str, Any] = msgspec.field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Template:
        """JSON, or YAML with the short forms. Raises ServiceError (``ValidationError``)."""
        document = _document(text)
        unknown = sorted(document.keys() - SECTIONS)
        if unknown:
            raise UNKNOWN_SECTION(names=_list(unknown))
        if document.get("Transform"):
            raise TEMPLATE_FORMAT(text="macros and transforms are not supported here.")
        _refuse_odd_values(document, "")
        resources = _section(document, "Resources")
        if not resources:
            raise TEMPLATE_FORMAT(text="At least one Resources member must be defined.")
        for name, most in (("Resources", MOST_RESOURCES), ("Parameters", MOST_PARAMETERS), ("Outputs", MOST_OUTPUTS)):
            if len(_section(document, name)) > most:
                raise TEMPLATE_FORMAT(
                    text=f"Number of {name.lower()}, {len(document[name])}, is greater than maximum allowed, {most}"
                )
        return cls(
            text=text,
            description=_description(document),
            parameters={name: _parameter(name, value) for name, value in _section(document, "Parameters").items()},
            mappings=_section(document, "Mappings"),
            conditions=_section(document, "Conditions"),
            resources={name: _resource(name, value) for name, value in resources.items()},
            outputs={name: _output(name, value) for name, value in _section(document, "Outputs").items()},
            metadata=_section(document, "Metadata"),
        )


def _description(document: Mapping[str, Any]) -> str:
    _text_member("", document, "Description")
    return str(document.get("Description", ""))


def _document(text: str) -> dict[str, Any]:
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            raise TEMPLATE_FORMAT(text=f"JSON not well-formed.{where}") from None
    else:
        try:
            document = load_yaml(text)
        except (yaml.YAMLError, RecursionError, ValueError, AttributeError, TypeError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
            raise TEMPLATE_FORMAT(text=f"YAML not well-formed.{where}") from None
    if not isinstance(document, dict):
        raise TEMPLATE_FORMAT(text="unsupported structure.")
    return document


def _refuse_odd_values(value: Any, path: str, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise TEMPLATE_FORMAT(text="the template is nested too deeply.")
    if value is None:
        raise NULL_VALUE(path=path or "/")
    if isinstance(value, str) and not _is_unicode(value):
        raise TEMPLATE_FORMAT(text=f"[{path}] holds half of a surrogate pair.")
    if isinstance(value, dict):
        for name, member in value.items():
            _refuse_odd_values(name, path)
            _refuse_odd_values(member, f"{path}/{name}", depth + 1)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            _refuse_odd_values(member, f"{path}/{index}", depth + 1)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _section(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    section = document.get(name, {})
    if not isinstance(section, dict):
        raise TEMPLATE_FORMAT(text=f"[/{name}] is not a map.")
    return section


def _member(path: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TEMPLATE_FORMAT(text=f"[{path}] is not a map.")
    return value


def _parameter(name: str, value: Any) -> dict[str, Any]:
    parameter = _member(f"/Parameters/{name}", value)
    if not isinstance(parameter.get("Type"), str):
        raise TEMPLATE_FORMAT(text=f"Every Parameters object must contain a Type member. [/Parameters/{name}]")
    for member in ("MinLength", "MaxLength", "MinValue", "MaxValue"):
        if member in parameter and not _is_number(parameter[member]):
            raise TEMPLATE_FORMAT(text=f"[/Parameters/{name}/{member}] must be a number.")
    for member in ("AllowedPattern", "ConstraintDescription", "Description"):
        _text_member(f"/Parameters/{name}", parameter, member)
    if not isinstance(parameter.get("AllowedValues", []), list):
        raise TEMPLATE_FORMAT(text=f"[/Parameters/{name}/AllowedValues] must be a list.")
    if isinstance(parameter.get("Default"), (dict, list)):
        raise TEMPLATE_FORMAT(text=f"Every Default member must be a string. [/Parameters/{name}]")
    return parameter


def _output(name: str, value: Any) -> dict[str, Any]:
    output = _member(f"/Outputs/{name}", value)
    if "Value" not in output:
        raise TEMPLATE_FORMAT(text=f"Every Outputs member must contain a Value object. [/Outputs/{name}]")
    _text_member(f"/Outputs/{name}", output, "Description")
    _text_member(f"/Outputs/{name}", output, "Condition")
    if "Export" in output and "Name" not in _member(f"/Outputs/{name}/Export", output["Export"]):
        raise TEMPLATE_FORMAT(
            text=f"Output {name} is malformed. The Name field of every Export member must be specified."
        )
    return output


def _text_member(path: str, value: Mapping[str, Any], member: str) -> None:
    if not isinstance(value.get(member, ""), str):
        raise TEMPLATE_FORMAT(text=f"[{path}/{member}] must be a string.")


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _resource(name: str, value: Any) -> ResourceDefinition:
    path = f"/Resources/{name}"
    resource = _member(path, value)
    if not name.isalnum() or not name.isascii():
        raise TEMPLATE_FORMAT(text=f"Resource name {name} is non alphanumeric.")
    if not isinstance(resource.get("Type"), str):
        raise TEMPLATE_FORMAT(text=f"[{path}] Every Resources object must contain a Type member.")
    unknown = sorted(resource.keys() - RESOURCE_MEMBERS)
    if unknown:
        raise TEMPLATE_FORMAT(text=f"[{path}] Encountered unsupported property {unknown[0]}")
    _text_member(path, resource, "Condition")
    for member in ("DeletionPolicy", "UpdateReplacePolicy"):
        _text_member(path, resource, member)
        if resource.get(member, "Delete") not in POLICIES:
            raise TEMPLATE_FORMAT(text=f"Unrecognized {member} {resource[member]} for resource {name}")
    depends_on = resource.get("DependsOn", [])
    depends_on = [depends_on] if isinstance(depends_on, str) else depends_on
    if not isinstance(depends_on, list) or not all(isinstance(other, str) for other in depends_on):
        raise TEMPLATE_FORMAT(text=f"[{path}/DependsOn] must be a string or a list of strings.")
    return ResourceDefinition(
        type=resource["Type"],
        properties=_member(f"{path}/Properties", resource.get("Properties", {})),
        depends_on=tuple(depends_on),
        condition=resource.get("Condition"),
        deletion_policy=resource.get("DeletionPolicy", "Delete"),
        update_replace_policy=resource.get("UpdateReplacePolicy", "Delete"),
        metadata=_member(f"{path}/Metadata", resource.get("Metadata", {})),
    )


def _list(names: list[str]) -> str:
    return f"[{', '.join(names)}]"


def described(stack: Stack, template: Template) -> Stack:
    """The stack with what its template says of itself."""
    declared = template.parameters.items()
    return msgspec.structs.replace(
        stack,
        description=template.description,
        defaults={name: str(one["Default"]) for name, one in declared if "Default" in one},
        hidden_parameters=[name for name, one in declared if str(one.get("NoEcho", False)).lower() == "true"],
    )


def reads_the_store(template: Template) -> bool:
    """Whether values may have changed though the template has not: parameters and secrets kept by the server."""
    return _READS.search(template.text) is not None


async def parsed(text: str) -> Template:
    """:meth:`Template.parse`, in a thread where the text is long: others are answered meanwhile."""
    return await asyncio.to_thread(Template.parse, text) if len(text) > LONG_TEXT else Template.parse(text)
