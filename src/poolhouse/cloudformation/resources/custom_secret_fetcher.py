"""Custom::AmplifySecretFetcherResource, done here: secrets set by ``poolhouse secret set`` become attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.work import Made, ResourceType, Work, required_text
from poolhouse.model.amplify_names import secret_path, shared_secret_path
from poolhouse.model.stack import StackResource


class SecretFetcher(ResourceType):
    reads_the_store = True

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        names = properties.get("secretNames")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ResourceFailed("The property secretNames must be a list of texts.")
        values = {name: await _secret(work, properties, name) for name in names}
        return Made(work.generated_name(), values)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        made = await self.create(work, properties)
        return Made(resource.physical_id, made.attributes)


async def _secret(work: Work, properties: Mapping[str, Any], name: str) -> str:
    namespace, backend, kind = (required_text(properties, one) for one in ("namespace", "name", "type"))
    for path in (secret_path(namespace, backend, kind, name), shared_secret_path(namespace, name)):
        value = await work.records.get_parameter(path)
        if value is not None:
            return value
    raise ResourceFailed(f"The secret {name} is not set. Set it with: poolhouse secret set {name}")
