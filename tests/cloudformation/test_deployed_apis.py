"""APIs of deployments, compiled when asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from poolhouse.cloudformation.deployed_apis import DeployedApis
from poolhouse.graphql.js.runner import FunctionJsRunner
from poolhouse.model.stack import GraphqlPart

if TYPE_CHECKING:
    from tests.conftest import House

PARTS: dict[str, dict[str, Any]] = {
    "api": {"Name": "boats", "AuthenticationType": "API_KEY"},
    "schema": {"Definition": "type Query { boat: String }"},
    "data_source": {"Name": "data_source", "Type": "NONE"},
    "resolver": {
        "TypeName": "Query",
        "FieldName": "boat",
        "DataSourceName": "data_source",
        "Code": "export const request = () => ({}); export const response = () => 'ark';",
        "Runtime": {"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"},
    },
}


class CountingScripts(FunctionJsRunner):
    checks = 0

    async def check_code(self, code: str) -> None:
        self.checks += 1
        await asyncio.sleep(0)


def test_requests_at_the_same_time_get_what_is_compiled_once(make_house: Callable[..., House]) -> None:
    house = make_house()
    scripts = CountingScripts(house.parts.functions, "unused", house.clock)
    apis = DeployedApis(house.parts.store, scripts, "arn:aws:appsync:us-east-1:000000000000:apis/")

    async def asked(revision: str) -> list[Any]:
        async with house.parts.store.transaction() as records:
            await records.put_api_revision("boats", revision)
            for kind, properties in PARTS.items():
                part = GraphqlPart(api_id="boats", kind=kind, name=kind, properties=properties)
                await records.put_api_part(part)
        return await asyncio.gather(*(apis.get("boats") for _ in range(5)))

    first = house.runner.run(asked("1"))
    assert first[0] is not None
    assert all(each is first[0] for each in first)
    assert scripts.checks == 1
    second = house.runner.run(asked("2"))
    assert all(each is second[0] is not first[0] for each in second)
    assert scripts.checks == 2
