"""The statements behind :class:`poolhouse.ports.Records`, one file per kind of record, for every SQL database."""

from __future__ import annotations

from poolhouse.storage.records.access_keys import AccessKeyRecords
from poolhouse.storage.records.branding import BrandingRecords
from poolhouse.storage.records.browser_sessions import BrowserSessionRecords
from poolhouse.storage.records.clients import ClientRecords
from poolhouse.storage.records.codes import CodeRecords
from poolhouse.storage.records.devices import DeviceRecords
from poolhouse.storage.records.domains import DomainRecords
from poolhouse.storage.records.functions import FunctionRecords
from poolhouse.storage.records.groups import GroupRecords
from poolhouse.storage.records.identity_pools import IdentityPoolRecords
from poolhouse.storage.records.identity_providers import IdentityProviderRecords
from poolhouse.storage.records.linked_identities import LinkedIdentityRecords
from poolhouse.storage.records.messages import MessageRecords
from poolhouse.storage.records.passkeys import PasskeyRecords
from poolhouse.storage.records.pools import PoolRecords
from poolhouse.storage.records.resource_servers import ResourceServerRecords
from poolhouse.storage.records.roles import RoleRecords
from poolhouse.storage.records.saml_keys import SamlKeyRecords
from poolhouse.storage.records.sessions import SessionRecords
from poolhouse.storage.records.stacks import StackRecords
from poolhouse.storage.records.stored_objects import ObjectRecords
from poolhouse.storage.records.users import UserRecords


class SqlRecords(
    PoolRecords,
    ClientRecords,
    ResourceServerRecords,
    GroupRecords,
    UserRecords,
    CodeRecords,
    SessionRecords,
    MessageRecords,
    AccessKeyRecords,
    BrowserSessionRecords,
    FunctionRecords,
    RoleRecords,
    IdentityPoolRecords,
    StackRecords,
    ObjectRecords,
    DomainRecords,
    IdentityProviderRecords,
    LinkedIdentityRecords,
    SamlKeyRecords,
    DeviceRecords,
    PasskeyRecords,
    BrandingRecords,
):
    """All records over one connection."""
