"""Every operation of identity pools that is built, by its name in the API."""

from __future__ import annotations

from poolhouse.identity.credentials.get_credentials_for_identity import get_credentials_for_identity
from poolhouse.identity.credentials.get_open_id_token import get_open_id_token
from poolhouse.identity.developer.get_open_id_token_for_developer_identity import (
    get_open_id_token_for_developer_identity,
)
from poolhouse.identity.developer.lookup_developer_identity import lookup_developer_identity
from poolhouse.identity.developer.merge_developer_identities import merge_developer_identities
from poolhouse.identity.developer.unlink_developer_identity import unlink_developer_identity
from poolhouse.identity.identities.delete_identities import delete_identities
from poolhouse.identity.identities.describe_identity import describe_identity
from poolhouse.identity.identities.get_id import get_id
from poolhouse.identity.identities.list_identities import list_identities
from poolhouse.identity.identities.unlink_identity import unlink_identity
from poolhouse.identity.pools.create_identity_pool import create_identity_pool
from poolhouse.identity.pools.delete_identity_pool import delete_identity_pool
from poolhouse.identity.pools.describe_identity_pool import describe_identity_pool
from poolhouse.identity.pools.get_identity_pool_roles import get_identity_pool_roles
from poolhouse.identity.pools.list_identity_pools import list_identity_pools
from poolhouse.identity.pools.set_identity_pool_roles import set_identity_pool_roles
from poolhouse.identity.pools.update_identity_pool import update_identity_pool
from poolhouse.identity.tags.list_tags_for_resource import list_tags_for_resource
from poolhouse.identity.tags.tag_resource import tag_resource
from poolhouse.identity.tags.untag_resource import untag_resource
from poolhouse.operations.catalogue import Operation

OPERATIONS: dict[str, Operation] = {
    "CreateIdentityPool": create_identity_pool,
    "DeleteIdentities": delete_identities,
    "DeleteIdentityPool": delete_identity_pool,
    "DescribeIdentity": describe_identity,
    "DescribeIdentityPool": describe_identity_pool,
    "GetCredentialsForIdentity": get_credentials_for_identity,
    "GetId": get_id,
    "GetIdentityPoolRoles": get_identity_pool_roles,
    "GetOpenIdToken": get_open_id_token,
    "GetOpenIdTokenForDeveloperIdentity": get_open_id_token_for_developer_identity,
    "ListIdentities": list_identities,
    "ListIdentityPools": list_identity_pools,
    "ListTagsForResource": list_tags_for_resource,
    "LookupDeveloperIdentity": lookup_developer_identity,
    "MergeDeveloperIdentities": merge_developer_identities,
    "SetIdentityPoolRoles": set_identity_pool_roles,
    "TagResource": tag_resource,
    "UnlinkDeveloperIdentity": unlink_developer_identity,
    "UnlinkIdentity": unlink_identity,
    "UntagResource": untag_resource,
    "UpdateIdentityPool": update_identity_pool,
}
