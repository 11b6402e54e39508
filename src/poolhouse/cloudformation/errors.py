"""What CloudFormation says when it refuses. Texts marked unconfirmed are ours to change here and nowhere else."""

from __future__ import annotations

from poolhouse.errors import Problem

# --- templates -------------------------------------------------------------------------------------------------------
TEMPLATE_FORMAT = Problem("ValidationError", "Template format error: {text}")
TEMPLATE_ERROR = Problem("ValidationError", "Template error: {text}")
UNKNOWN_SECTION = Problem("ValidationError", "Invalid template property or properties {names}")
NULL_VALUE = Problem("ValidationError", "[{path}] 'null' values are not allowed in templates")
CIRCULAR = Problem("ValidationError", "Circular dependency between resources: {names}")
UNRESOLVED = Problem(
    "ValidationError",
    "Template format error: Unresolved resource dependencies {names} in the {block} block of the template",
)
IN_CONDITIONS = Problem(
    "ValidationError",
    "Template format error: Unresolved dependencies {names}. Cannot reference resources in the Conditions block of the "
    "template",
)
NO_BODY = Problem("ValidationError", "Either Template URL or Template Body must be specified.")
BODY_TOO_LONG = Problem(
    "ValidationError",
    "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less "
    "than or equal to {limit}",
)
TEMPLATE_URL = Problem("ValidationError", "TemplateURL must be a supported URL.")
TEMPLATE_NOT_FOUND = Problem("ValidationError", "S3 error: Access Denied", 400)

# --- parameters ------------------------------------------------------------------------------------------------------
MISSING_PARAMETERS = Problem("ValidationError", "Parameters: {names} must have values")
UNKNOWN_PARAMETERS = Problem("ValidationError", "Parameters: {names} do not exist in the template")
PARAMETER_VALUE = Problem("ValidationError", "{text}")

# --- stacks ----------------------------------------------------------------------------------------------------------
STACK_NOT_FOUND = Problem("ValidationError", "Stack with id {name} does not exist")
STACK_DOES_NOT_EXIST = Problem("ValidationError", "Stack [{name}] does not exist")
STACK_NAME = Problem(
    "ValidationError",
    "1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: Member must satisfy "
    "regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
)
STACK_EXISTS = Problem("AlreadyExistsException", "Stack [{name}] already exists")
NO_UPDATES = Problem("ValidationError", "No updates are to be performed.")
WRONG_STATE = Problem("ValidationError", "Stack:{id} is in {status} state and can not be {what}.")
PROTECTED = Problem("ValidationError", "Stack [{name}] cannot be deleted while TerminationProtection is enabled")
CAPABILITIES = Problem("InsufficientCapabilitiesException", "Requires capabilities : [{capability}]")
EXPORT_IN_USE = Problem("ValidationError", "Export {name} cannot be deleted as it is in use by {stack}")
EXPORT_EXISTS = Problem("ValidationError", "Export with name {name} is already exported by stack {stack}")
NO_EXPORT = Problem("ValidationError", "No export named {name} found.")
NESTED_CHILD = Problem(  # unconfirmed
    "ValidationError", "Stack [{name}] is a nested stack; change the stack that holds it."
)

# --- ours ------------------------------------------------------------------------------------------------------------
UNSUPPORTED = Problem(
    "ValidationError",
    "Template format error: Unrecognized resource types: [{type}]. Poolhouse does not build {type} "
    "(resource {logical_id} of stack {stack}){advice}",
)


class ResourceFailed(Exception):
    """A resource could not be made, changed or deleted; the text is for the stack's events."""
