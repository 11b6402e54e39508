"""AWS::Cognito::UserPool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource

_FIXED = ("UsernameAttributes", "AliasAttributes", "UsernameConfiguration")
_MFAS = "EnabledMfas"
_PASSKEYS = {
    "WebAuthnRelyingPartyID": "RelyingPartyId",
    "WebAuthnUserVerification": "UserVerification",
    "WebAuthnFactorConfiguration": "FactorConfiguration",
}
"""Property → member of SetUserPoolMfaConfig's WebAuthnConfiguration."""

_ONLY_AT_CREATION = frozenset({"Schema", *_FIXED})
_NUMBERED = ("MinLength", "MaxLength", "MinValue", "MaxValue")


class UserPool(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        pool = (await work.calls("CreateUserPool", _request(work, properties)))["UserPool"]
        await _set_factors(work, pool["Id"], properties)
        return _made(work, pool)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        for name in _FIXED:
            if resource.properties.get(name) != properties.get(name):
                raise ResourceFailed(
                    f"Updates are not allowed for property - {name}. Users sign in by what it says; make another pool."
                )
        pool_id = resource.physical_id
        added = _added_attributes(resource.properties.get("Schema", []), properties.get("Schema", []))
        if added:
            await work.calls("AddCustomAttributes", {"UserPoolId": pool_id, "CustomAttributes": added})
        request = _request(work, properties)
        # UpdateUserPool knows the name as PoolName too, and nothing of what is fixed at creation.
        changes = {name: value for name, value in request.items() if name not in _ONLY_AT_CREATION}
        if "UserPoolName" not in properties:
            changes["PoolName"] = resource.attributes["Name"]
        await work.calls("UpdateUserPool", {"UserPoolId": pool_id, **changes})
        await _set_factors(work, pool_id, properties, resource.properties)
        return _made(work, (await work.calls("DescribeUserPool", {"UserPoolId": pool_id}))["UserPool"])

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls("DeleteUserPool", {"UserPoolId": resource.physical_id})


def _request(work: Work, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The CreateUserPool request: names are those of the API but for the pool's name. With second factors, MFA itself
    comes later too: CreateUserPool knows none but text messages."""
    later = {"UserPoolName", _MFAS, *_PASSKEYS} | ({"MfaConfiguration"} if properties.get(_MFAS) else set())
    request = {name: value for name, value in properties.items() if name not in later}
    request["PoolName"] = properties.get("UserPoolName") or work.generated_name(longest=128)
    if "Schema" in request:
        request["Schema"] = [_attribute(one) for one in request["Schema"]]
    if request.get("KeyConfiguration") or request.get("IssuerConfiguration", {}).get("Type", "ORIGINAL") != "ORIGINAL":
        raise ResourceFailed("KeyConfiguration and an IssuerConfiguration other than ORIGINAL are not built yet.")
    request.pop("KeyConfiguration", None)
    request.pop("IssuerConfiguration", None)
    return request


async def _set_factors(
    work: Work, pool_id: str, properties: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> None:
    """The properties that mean a second call; what one of them said ``before`` and no longer says is taken back."""
    said = properties.keys() | (before or {}).keys()
    request: dict[str, Any] = {}
    if _MFAS in said:
        request["MfaConfiguration"] = properties.get("MfaConfiguration", "OFF")
        for factor in properties.get(_MFAS, ()):
            if factor != "SOFTWARE_TOKEN_MFA":
                raise ResourceFailed(f"{_MFAS}: {factor} is not built yet, only SOFTWARE_TOKEN_MFA is.")
            request["SoftwareTokenMfaConfiguration"] = {"Enabled": True}
    if said & _PASSKEYS.keys():
        request["WebAuthnConfiguration"] = {
            member: properties[name] for name, member in _PASSKEYS.items() if name in properties
        }
    if request:
        await work.calls("SetUserPoolMfaConfig", {"UserPoolId": pool_id, **request})


def _attribute(one: Mapping[str, Any]) -> dict[str, Any]:
    """A schema attribute as the API wants it: constraints are texts there, numbers in many templates."""
    attribute = dict(one)
    for constraints in ("StringAttributeConstraints", "NumberAttributeConstraints"):
        if constraints in attribute:
            attribute[constraints] = {
                name: str(value) for name, value in attribute[constraints].items() if name in _NUMBERED
            }
    return attribute


def _added_attributes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if any(attribute not in new for attribute in old):
        raise ResourceFailed("Existing schema attributes cannot be modified or deleted.")
    return [_attribute(attribute) for attribute in new if attribute not in old]


def _made(work: Work, pool: Mapping[str, Any]) -> Made:
    pool_id = pool["Id"]
    provider = f"cognito-idp.{work.site.region}.{work.site.url_suffix}/{pool_id}"
    return Made(
        pool_id,
        {
            "Arn": pool["Arn"],
            "ProviderName": provider,
            "ProviderURL": f"https://{provider}",
            "UserPoolId": pool_id,
            "Name": pool["Name"],
        },
    )
