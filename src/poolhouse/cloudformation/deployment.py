"""A template becomes a stack: create, update, replace and delete resources, in one transaction.

Everything that a deployment does to this server lies in one database transaction (:meth:`Store.transaction`), nested
stacks included. When a resource fails the transaction ends, and all is as before: there is nothing to roll back one by
one, and no half-deployed state to be left by a crash.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import msgspec

from poolhouse.cloudformation.capabilities import check_capabilities
from poolhouse.cloudformation.dependencies import check_references, deletion_order, order
from poolhouse.cloudformation.errors import (
    ResourceFailed,
)
from poolhouse.cloudformation.exports import refuse_used_export, replace_exports
from poolhouse.cloudformation.intrinsics import Evaluator
from poolhouse.cloudformation.nested import Nested
from poolhouse.cloudformation.parameters import resolve_parameters
from poolhouse.cloudformation.property_check import checked, schemas
from poolhouse.cloudformation.pseudo import pseudo_parameters
from poolhouse.cloudformation.resources.catalogue import METADATA, NESTED_STACK, RESOURCE_TYPES
from poolhouse.cloudformation.resources.unsupported import Unsupported
from poolhouse.cloudformation.stack_values import StackValues, evaluated_output
from poolhouse.cloudformation.supported import check_types
from poolhouse.cloudformation.surroundings import Surroundings, make_stack_id, stack_event
from poolhouse.cloudformation.template import ResourceDefinition, Template, described
from poolhouse.cloudformation.template_source import nested_template
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.errors import ServiceError
from poolhouse.model.stack import Stack, StackEvent, StackResource
from poolhouse.ports import Records

_NAMED = {
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SSM::Parameter": "Name",
}
"""Types whose names are unique on the server: a replacement under the same name cannot stand beside the old one."""

_KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")


DEEPEST_NESTING = 20


class DeploymentFailed(Exception):
    """A resource failed; ``reason`` is the stack's status reason."""

    def __init__(self, logical_id: str, reason: str, *, while_deleting: bool = False) -> None:
        super().__init__(reason)
        self.logical_id = logical_id
        self.reason = reason
        self.while_deleting = while_deleting


class Deployment(msgspec.Struct):
    """One deployment of a stack with all that is nested in it. ``tell`` is called with every event, as it happens."""

    surroundings: Surroundings
    records: Records
    tell: Callable[[StackEvent], None]
    allow_unsupported: bool = False
    _gone: list[tuple[Stack, StackResource]] = msgspec.field(default_factory=list)
    _replaced: list[tuple[Stack, StackResource]] = msgspec.field(default_factory=list)
    _hidden: set[str] = msgspec.field(default_factory=set)
    _depth: int = 0
    _settling: list[tuple[Stack, StackResource]] = msgspec.field(default_factory=list)

    async def apply(self, stack: Stack, template: Template) -> Stack:
        """Bring the stack to the template and delete what it no longer has. Raises DeploymentFailed, ServiceError."""
        applied = await self._apply(stack, template)
        # What went before it was needed last: the outermost stack's resources first, replaced ones from the end.
        for owner, resource in [*self._gone[::-1], *self._replaced[::-1]]:
            await self._delete_resource(owner, resource)
        for owner, resource in self._settling:
            work = self._work(owner, resource, "UPDATE")
            try:
                await self._attempt(owner, resource, "UPDATE", self._type(resource.type).settle(work, resource))
            except DeploymentFailed as failure:
                if owner.id != stack.id:
                    # The nested stack is complete by its own events, and gone if it is new: the outermost one tells.
                    self._event(stack, resource, "UPDATE_FAILED", failure.reason)
                raise
        return applied

    async def delete(self, stack: Stack, retained: frozenset[str] = frozenset()) -> Stack:
        """Delete every resource, in reverse order. Raises DeploymentFailed, ServiceError."""
        for output in stack.outputs:
            if output.export_name is not None:
                await refuse_used_export(self.records, stack, output.export_name)
        for resource in deletion_order(stack.resources.values()):
            if resource.deletion_policy in _KEPT or resource.logical_id in retained:
                self._event(stack, resource, "DELETE_SKIPPED")
            else:
                await self._delete_resource(stack, resource)
        await self.records.replace_exports(stack.id, {})
        await self.records.replace_imports(stack.id, [])
        now = self.surroundings.clock.now()
        deleted = msgspec.structs.replace(stack, status="DELETE_COMPLETE", deleted_at=now, resources={}, outputs=[])
        await self.records.put_stack(deleted)
        return deleted

    # --- one stack

    async def _apply(self, stack: Stack, template: Template) -> Stack:
        check_references(template)
        stack_view = StackValues(await self._stored_parameters(template), await self._exports(template))
        evaluator = self._evaluator(stack, template, stack_view)
        kept = {
            logical_id
            for logical_id, one in template.resources.items()
            if one.type != METADATA and (one.condition is None or evaluator.holds(one.condition))
        }
        needs = order(template, kept.__contains__, evaluator.holds)
        for logical_id in needs:
            definition = template.resources[logical_id]
            old = stack.resources.get(logical_id)
            made = await self._bring_about(stack, logical_id, definition, old, evaluator, needs[logical_id])
            stack_view.made[logical_id] = made
        gone = [one for one in stack.resources.values() if one.logical_id not in stack_view.made]
        for resource in deletion_order(gone)[::-1]:
            self._leave(stack, resource, resource.deletion_policy, self._gone)
        outputs = [
            output
            for name, value in template.outputs.items()
            if (output := evaluated_output(name, value, evaluator)) is not None
        ]
        await replace_exports(self.records, stack, outputs, stack_view.imports)
        applied = msgspec.structs.replace(
            stack, resources=stack_view.made, outputs=outputs, imports=sorted(stack_view.imports)
        )
        self._settling += [(applied, resource) for resource in applied.resources.values()]
        return applied

    async def _bring_about(
        self,
        stack: Stack,
        logical_id: str,
        definition: ResourceDefinition,
        old: StackResource | None,
        evaluator: Evaluator,
        needs: list[str],
    ) -> StackResource:
        """Create, replace, update or leave one resource."""
        frame = StackResource(
            logical_id=logical_id,
            type=definition.type,
            physical_id=old.physical_id if old else "",
            ref=old.ref if old else "",
            attributes=old.attributes if old else {},
            properties={},
            needs=needs,
            deletion_policy=definition.deletion_policy,
            update_replace_policy=definition.update_replace_policy,
            status=old.status if old else "",
            changed_at=old.changed_at if old else 0.0,
        )
        try:
            resolved = evaluator.resolve(dict(definition.properties))
            properties = checked(definition.type, resolved) if definition.type in schemas() else resolved
        except (ResourceFailed, ServiceError) as failure:
            self._fail(stack, frame, "UPDATE" if old else "CREATE", failure)
        frame = msgspec.structs.replace(frame, properties=properties)
        if old is not None and old.type != definition.type:
            self._fail(stack, frame, "UPDATE", ResourceFailed("Update of resource type is not permitted."))
        if definition.type == NESTED_STACK:
            return await self._nested(stack, frame, old)
        if old is None:
            return await self._create(stack, frame, "CREATE")
        names = old.properties.keys() | properties.keys()
        changed = {name for name in names if old.properties.get(name) != properties.get(name)}
        kind = self._type(definition.type)
        if not changed and not kind.reads_the_store:
            return frame
        if changed & kind.replaced_by:
            self._refuse_same_name(stack, frame, old)
            self._event(
                stack,
                frame,
                "UPDATE_IN_PROGRESS",
                "Requested update requires the creation of a new physical resource; hence creating one.",
            )
            self._leave(stack, old, old.update_replace_policy, self._replaced)
            return await self._create(stack, frame, "UPDATE")
        work = self._work(stack, frame, "UPDATE")
        update = kind.update(work, old, properties)
        if not changed:
            made = await self._attempt(stack, frame, "UPDATE", update)
            return msgspec.structs.replace(frame, attributes=dict(made.attributes))
        self._event(stack, frame, "UPDATE_IN_PROGRESS")
        made = await self._attempt(stack, frame, "UPDATE", update)
        return self._complete(stack, frame, made, "UPDATE")

    async def _create(self, stack: Stack, frame: StackResource, verb: str) -> StackResource:
        frame = msgspec.structs.replace(frame, physical_id="", ref="", attributes={})
        if verb == "CREATE":
            self._event(stack, frame, "CREATE_IN_PROGRESS")
        create = self._type(frame.type).create(self._work(stack, frame, verb), frame.properties)
        made = await self._attempt(stack, frame, verb, create)
        if verb == "CREATE":
            named = msgspec.structs.replace(frame, physical_id=str(made.physical_id))
            self._event(stack, named, "CREATE_IN_PROGRESS", "Resource creation Initiated")
        return self._complete(stack, frame, made, verb)

    def _complete(self, stack: Stack, frame: StackResource, made: Made, verb: str) -> StackResource:
        physical_id = str(made.physical_id)
        resource = msgspec.structs.replace(
            frame,
            physical_id=physical_id,
            ref=physical_id if made.ref is None else made.ref,
            attributes=dict(made.attributes),
            status=f"{verb}_COMPLETE",
            changed_at=self.surroundings.clock.now(),
        )
        self._event(stack, resource, resource.status)
        return resource

    def _leave(
        self, stack: Stack, resource: StackResource, policy: str, leaving: list[tuple[Stack, StackResource]]
    ) -> None:
        """The resource goes once everything new stands, unless its policy keeps it."""
        if policy in _KEPT:
            self._event(stack, resource, "DELETE_SKIPPED")
        else:
            leaving.append((stack, resource))

    async def _delete_resource(self, stack: Stack, resource: StackResource) -> None:
        self._event(stack, resource, "DELETE_IN_PROGRESS")
        if resource.type == NESTED_STACK:
            child = await self.records.get_stack(resource.physical_id)
            if child is not None and child.deleted_at is None:
                await self.delete(child)
                self._stack_event(child, "DELETE_COMPLETE")
        else:
            delete = self._type(resource.type).delete(self._work(stack, resource, "DELETE"), resource)
            await self._attempt(stack, resource, "DELETE", delete)
        self._event(stack, resource, "DELETE_COMPLETE")

    # --- nested stacks

    async def _nested(self, stack: Stack, frame: StackResource, old: StackResource | None) -> StackResource:
        properties = frame.properties
        verb = "UPDATE" if old else "CREATE"
        try:
            template = await self._nested_template(stack, frame.logical_id, properties["TemplateURL"])
        except (ResourceFailed, ServiceError) as failure:
            self._fail(stack, frame, verb, failure)
        given = {name: str(value) for name, value in properties.get("Parameters", {}).items()}
        child = await self.records.get_stack(old.physical_id) if old else None
        if child is None:
            child = self._new_child(stack, frame.logical_id, template)
        changed = child.template != template.text or child.parameters != given or not child.resources
        child = msgspec.structs.replace(child, template=template.text, parameters=given, tags=dict(stack.tags))
        child = described(child, template)
        frame = msgspec.structs.replace(frame, physical_id=child.id)
        if changed:
            self._event(stack, frame, f"{verb}_IN_PROGRESS")
            self._stack_event(child, f"{verb}_IN_PROGRESS")
        self._depth += 1
        try:
            child = await self._apply(child, template)
        except DeploymentFailed as failure:
            reason = f"Embedded stack {child.id} was not successfully {verb.lower()}d: {failure.reason}"
            self._event(stack, frame, f"{verb}_FAILED", reason)
            raise DeploymentFailed(frame.logical_id, reason) from None
        except ServiceError as failure:
            self._fail(stack, frame, verb, failure)
        finally:
            self._depth -= 1
        if changed:
            child = msgspec.structs.replace(
                child, status=f"{verb}_COMPLETE", updated_at=self.surroundings.clock.now() if old else None
            )
            self._stack_event(child, child.status)
        await self.records.put_stack(child)
        made = Made(child.id, {f"Outputs.{output.key}": output.value for output in child.outputs})
        if changed:
            return self._complete(stack, frame, made, verb)
        return msgspec.structs.replace(frame, attributes=dict(made.attributes))

    async def _nested_template(self, stack: Stack, logical_id: str, url: str) -> Template:
        """Checked like its parent's: its address may only be known now. Raises ResourceFailed, ServiceError."""
        if self._depth >= DEEPEST_NESTING:
            raise ResourceFailed("Stacks are nested too deeply.")
        template = await nested_template(self.records, url)
        here = [Nested(f"{stack.name}/{logical_id}", template)]
        check_types(here, allow_unsupported=self.allow_unsupported)
        check_capabilities(here, stack.capabilities)
        return template

    def _new_child(self, stack: Stack, logical_id: str, template: Template) -> Stack:
        suffix = self.surroundings.entropy.uuid().replace("-", "")[:12].upper()
        name = f"{f'{stack.name}-{logical_id}'[:115]}-{suffix}"
        return Stack(
            id=make_stack_id(self.surroundings.site, name, self.surroundings.entropy.uuid()),
            name=name,
            template=template.text,
            status="CREATE_IN_PROGRESS",
            created_at=self.surroundings.clock.now(),
            capabilities=stack.capabilities,
            parent_id=stack.id,
            root_id=stack.root_id or stack.id,
        )

    # --- values

    def _evaluator(self, stack: Stack, template: Template, view: StackValues) -> Evaluator:
        parameters = resolve_parameters(template.parameters, stack.parameters, view.stored.get)
        self._hidden |= {str(parameters[name]) for name in stack.hidden_parameters if parameters.get(name)}
        return Evaluator(
            parameters={**parameters, **pseudo_parameters(self.surroundings.site, stack)},
            mappings=template.mappings,
            conditions=template.conditions,
            region=self.surroundings.site.region,
            resources=view,
            exported=view.exported,
            dynamic=view.dynamic,
        )

    async def _stored_parameters(self, template: Template) -> dict[str, str]:
        """Every SSM parameter, where the template may ask for one: templates name them in texts of any form."""
        if "AWS::SSM::Parameter::Value<" in template.text or "{{resolve:ssm" in template.text:
            return await self.records.list_parameters("")
        return {}

    async def _exports(self, template: Template) -> dict[str, str]:
        return await self.records.list_exports() if "ImportValue" in template.text else {}

    # --- work and events

    def _type(self, name: str) -> ResourceType:
        return RESOURCE_TYPES.get(name) or Unsupported()

    async def _attempt(self, stack: Stack, frame: StackResource, verb: str, action: Awaitable[Any]) -> Any:
        try:
            return await action
        except (ResourceFailed, ServiceError) as failure:
            self._fail(stack, frame, verb, failure)

    def _work(self, stack: Stack, frame: StackResource, verb: str) -> Work:
        own = self.surroundings
        return Work(
            site=own.site,
            stack_id=stack.id,
            stack_name=stack.name,
            logical_id=frame.logical_id,
            calls=own.calls,
            records=self.records,
            clock=own.clock,
            entropy=own.entropy,
            remark=lambda text: self._event(stack, frame, f"{verb}_IN_PROGRESS", text),
            check_api=own.check_api,
        )

    def _fail(self, stack: Stack, frame: StackResource, verb: str, failure: ResourceFailed | ServiceError) -> NoReturn:
        text = failure.message if isinstance(failure, ServiceError) else str(failure)
        code = _handler_code(failure)
        token = self.surroundings.entropy.uuid()
        reason = f'Resource handler returned message: "{text}" (RequestToken: {token}, HandlerErrorCode: {code})'
        self._event(stack, frame, f"{verb}_FAILED", reason)
        raise DeploymentFailed(frame.logical_id, reason, while_deleting=verb == "DELETE") from failure

    def _refuse_same_name(self, stack: Stack, frame: StackResource, old: StackResource) -> None:
        name = _NAMED.get(frame.type, "")
        given = frame.properties.get(name)
        if given is not None and given == old.properties.get(name):
            self._fail(
                stack,
                frame,
                "UPDATE",
                ResourceFailed(
                    "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                    f"Rename {given} and update the stack again."
                ),
            )

    def _event(self, stack: Stack, resource: StackResource, status: str, reason: str | None = None) -> None:
        now = self.surroundings.clock.now()
        for word in self._hidden if reason else ():
            reason = reason.replace(word, "****") if reason else reason
        self.tell(
            StackEvent(
                id=f"{resource.logical_id}-{status}-{self.surroundings.entropy.uuid()}",
                stack_id=stack.id,
                stack_name=stack.name,
                logical_id=resource.logical_id,
                physical_id=resource.physical_id,
                type=resource.type,
                timestamp=now,
                status=status,
                reason=reason,
            )
        )

    def _stack_event(self, stack: Stack, status: str, reason: str | None = None) -> None:
        self.tell(stack_event(stack, status, self.surroundings, reason))


def _handler_code(failure: ResourceFailed | ServiceError) -> str:
    if isinstance(failure, ResourceFailed):
        return "InvalidRequest"
    if "NotFound" in failure.type:
        return "NotFound"
    if "Exists" in failure.type:
        return "AlreadyExists"
    return "ServiceLimitExceeded" if failure.type == "LimitExceededException" else "InvalidRequest"
