"""AWS::Cognito::IdentityPool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work, tag_map
from poolhouse.model.stack import StackResource

_SAME_IN_THE_API = (
    "AllowClassicFlow",
    "AllowUnauthenticatedIdentities",
    "CognitoIdentityProviders",
    "DeveloperProviderName",
    "OpenIdConnectProviderARNs",
    "SamlProviderARNs",
    "SupportedLoginProviders",
)
_NOT_BUILT = ("CognitoEvents", "CognitoStreams", "PushSync")


class IdentityPool(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("IdentityPoolName") or work.generated_name(longest=128)
        return _made(await work.calls("CreateIdentityPool", _request(properties, name)))

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        name = properties.get("IdentityPoolName") or resource.attributes["Name"]
        request = {**_request(properties, name), "IdentityPoolId": resource.physical_id}
        return _made(await work.calls("UpdateIdentityPool", request))

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls("DeleteIdentityPool", {"IdentityPoolId": resource.physical_id})


def _request(properties: Mapping[str, Any], name: str) -> dict[str, Any]:
    unbuilt = [one for one in _NOT_BUILT if properties.get(one)]
    if unbuilt:
        raise ResourceFailed(f"{unbuilt[0]} is not built yet.")
    request = {name: properties[name] for name in _SAME_IN_THE_API if name in properties}
    return {**request, "IdentityPoolName": name, "IdentityPoolTags": tag_map(properties.get("IdentityPoolTags"))}


def _made(pool: Mapping[str, Any]) -> Made:
    return Made(pool["IdentityPoolId"], {"Name": pool["IdentityPoolName"], "Id": pool["IdentityPoolId"]})
