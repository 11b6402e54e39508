from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

import pytest

INVALID = "InvalidParameterException"
MISSING = "ResourceNotFoundException"
CSS = ".banner-customizable { background-color: navy; }"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"picture").decode()
JPEG = base64.b64encode(b"\xff\xd8\xff" + b"picture").decode()
NO_BRANDING = (MISSING, "Managed login branding does not exist.")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def pool(house: Any) -> Any:
    pool_id: str = house.pool()
    domain = {"UserPoolId": pool_id, "Domain": pool_id.partition("_")[2].lower()}
    house.call("CreateUserPoolDomain", **domain)
    return pool_id


def asset(
    category: str = "FORM_LOGO", mode: str = "LIGHT", extension: str = "PNG", content: str = PNG
) -> dict[str, Any]:
    return {"Category": category, "ColorMode": mode, "Extension": extension, "Bytes": content}


class TestUiCustomization:
    def test_of_every_client(self, house: Any, pool: str) -> None:
        made = house.call("SetUICustomization", UserPoolId=pool, CSS=CSS, ImageFile=PNG)["UICustomization"]
        now = house.clock.now()
        assert (made["UserPoolId"], made["ClientId"], made["CSS"]) == (pool, "ALL", CSS)
        assert made["CreationDate"] == made["LastModifiedDate"] == now
        assert len(made["CSSVersion"]) == 14
        for which in ({}, {"ClientId": "ALL"}, {"ClientId": house.client_id(pool)}):
            assert house.call("GetUICustomization", UserPoolId=pool, **which)["UICustomization"] == made

    @pytest.mark.parametrize(("image", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg")])
    def test_the_logo_is_served_at_its_address(self, house: Any, pool: str, image: str, kind: str) -> None:
        made = house.call("SetUICustomization", UserPoolId=pool, ImageFile=image)["UICustomization"]
        assert made["ImageUrl"].startswith("http://localhost:9500/")
        served = house.get(urlsplit(made["ImageUrl"]).path)
        assert (served.status_code, served.headers["content-type"]) == (200, kind)
        assert served.content == base64.b64decode(image)

    def test_a_clients_own_comes_first_until_it_is_gone(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        house.call("SetUICustomization", UserPoolId=pool, CSS=CSS)
        own = {"UserPoolId": pool, "ClientId": client}
        house.call("SetUICustomization", **own, CSS=".label-customizable { color: red }", ImageFile=PNG)
        assert house.call("GetUICustomization", **own)["UICustomization"]["ClientId"] == client
        house.clock.advance(60)
        changed = house.call("SetUICustomization", **own, CSS=CSS)["UICustomization"]
        assert "ImageUrl" not in changed
        assert changed["LastModifiedDate"] == changed["CreationDate"] + 60
        assert house.call("SetUICustomization", **own) == {"UICustomization": {}}
        assert house.call("GetUICustomization", **own)["UICustomization"]["ClientId"] == "ALL"

    def test_there_is_none(self, house: Any, pool: str) -> None:
        assert house.call("GetUICustomization", UserPoolId=pool) == {"UICustomization": {}}

    def test_a_pool_without_a_domain(self, house: Any) -> None:
        refused = house.refusal("SetUICustomization", UserPoolId=house.pool(), CSS=CSS)
        assert refused == (INVALID, "There has to be an existing domain associated with this user pool")

    @pytest.mark.parametrize(
        "members",
        [
            {"CSS": "body { color: red }"},
            {"CSS": CSS, "ImageFile": base64.b64encode(b"<svg/>").decode()},
            {"CSS": "@import 'x';", "ImageFile": PNG},
        ],
    )
    def test_what_is_refused_changes_nothing(self, house: Any, pool: str, members: dict[str, str]) -> None:
        made = house.call("SetUICustomization", UserPoolId=pool, CSS=CSS)
        assert house.refusal("SetUICustomization", UserPoolId=pool, **members)[0] == INVALID
        assert house.call("GetUICustomization", UserPoolId=pool) == made

    def test_clients_of_other_pools(self, house: Any, pool: str) -> None:
        foreign = {"UserPoolId": pool, "ClientId": house.client_id(house.pool())}
        assert house.refusal("SetUICustomization", **foreign, CSS=CSS)[0] == MISSING
        assert house.refusal("GetUICustomization", **foreign)[0] == MISSING


class TestManagedLoginBranding:
    def create(self, house: Any, pool: str, client: str | None = None, **members: Any) -> dict[str, Any]:
        asked = {"UserPoolId": pool, "ClientId": client or house.client_id(pool), **members}
        made: dict[str, Any] = house.call("CreateManagedLoginBranding", **asked)["ManagedLoginBranding"]
        return made

    def test_from_its_making_to_its_end(self, house: Any, pool: str) -> None:
        client, settings = house.client_id(pool), {"components": {"form": {"borderRadius": 8.0}}}
        made = self.create(house, pool, client, Settings=settings, Assets=[asset()])
        key = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
        now = house.clock.now()
        assert made == {
            **key,
            "UseCognitoProvidedValues": False,
            "Settings": settings,
            "Assets": [asset()],
            "CreationDate": now,
            "LastModifiedDate": now,
        }
        assert house.call("DescribeManagedLoginBranding", **key)["ManagedLoginBranding"] == made
        by_client = {"UserPoolId": pool, "ClientId": client}
        assert house.call("DescribeManagedLoginBrandingByClient", **by_client)["ManagedLoginBranding"] == made
        house.call("DeleteManagedLoginBranding", **key)
        for operation in ("DescribeManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding"):
            assert house.refusal(operation, **key) == NO_BRANDING
        assert house.refusal("DescribeManagedLoginBrandingByClient", **by_client) == NO_BRANDING

    def test_an_update_keeps_what_it_does_not_name(self, house: Any, pool: str) -> None:
        settings = {"components": {"form": {"radius": 8.0, "shade": "dark"}}, "categories": {"auth": ["a"]}}
        made = self.create(house, pool, Settings=settings, Assets=[asset(), asset(mode="DARK")])
        key = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
        house.clock.advance(60)
        change = {"components": {"form": {"radius": 2.0}}, "categories": {"auth": ["b"]}}
        changed = house.call(
            "UpdateManagedLoginBranding", **key, Settings=change, Assets=[asset(extension="JPEG", content=JPEG)]
        )["ManagedLoginBranding"]
        assert changed["Settings"] == {
            "components": {"form": {"radius": 2.0, "shade": "dark"}},
            "categories": {"auth": ["b"]},
        }
        assert changed["Assets"] == [asset(extension="JPEG", content=JPEG), asset(mode="DARK")]
        assert changed["LastModifiedDate"] == made["CreationDate"] + 60
        assert house.call("DescribeManagedLoginBranding", **key)["ManagedLoginBranding"] == changed

    def test_back_to_the_provided_values(self, house: Any, pool: str) -> None:
        made = self.create(house, pool, Settings={"components": {}}, Assets=[asset()])
        key = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
        changed = house.call("UpdateManagedLoginBranding", **key, UseCognitoProvidedValues=True)["ManagedLoginBranding"]
        assert changed["UseCognitoProvidedValues"] is True
        assert not {"Settings", "Assets"} & changed.keys()
        again = house.call("UpdateManagedLoginBranding", **key, Settings={"a": 1})["ManagedLoginBranding"]
        assert again["UseCognitoProvidedValues"] is False

    def test_a_client_has_one(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        self.create(house, pool, client, UseCognitoProvidedValues=True)
        refused = house.refusal("CreateManagedLoginBranding", UserPoolId=pool, ClientId=client)
        assert refused[0] == "ManagedLoginBrandingExistsException"

    @pytest.mark.parametrize(
        "members",
        [
            {"UseCognitoProvidedValues": True, "Settings": {"a": 1}},
            {"UseCognitoProvidedValues": True, "Assets": [asset()]},
            {"Settings": ["a"]},
            {"Settings": "a"},
            {"Assets": [asset(content=JPEG)]},
            {"Assets": [asset(extension="SVG", content=base64.b64encode(b"<svg onload='x'/>").decode())]},
        ],
    )
    def test_what_is_refused(self, house: Any, pool: str, members: dict[str, Any]) -> None:
        client = {"UserPoolId": pool, "ClientId": house.client_id(pool)}
        assert house.refusal("CreateManagedLoginBranding", **client, **members)[0] == INVALID
        assert house.refusal("DescribeManagedLoginBrandingByClient", **client) == NO_BRANDING

    def test_brandings_of_other_pools(self, house: Any, pool: str) -> None:
        other = house.pool()
        made = self.create(house, pool)
        key = {"UserPoolId": other, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
        for operation in ("DescribeManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding"):
            assert house.refusal(operation, **key) == NO_BRANDING
        assert (
            house.refusal("CreateManagedLoginBranding", UserPoolId=pool, ClientId=house.client_id(other))[0] == MISSING
        )

    def test_an_update_of_nobody(self, house: Any, pool: str) -> None:
        assert house.refusal("UpdateManagedLoginBranding", UserPoolId=pool)[0] == MISSING
        nobody = {"UserPoolId": pool, "ManagedLoginBrandingId": NOBODY}
        assert house.refusal("UpdateManagedLoginBranding", **nobody) == NO_BRANDING

    def test_merged_resources_are_not_built(self, house: Any, pool: str) -> None:
        made = self.create(house, pool)
        request = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
        response = house.respond("DescribeManagedLoginBranding", {**request, "ReturnMergedResources": True})
        assert response.status_code == 501
