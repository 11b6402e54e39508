"""Misbehaves as the user's name says."""

import os
from typing import Any


def handler(event: Any, context: object) -> Any:
    act = event["userName"]
    if act == "throws":
        raise ValueError("no berth left")
    if act == "crash":
        os._exit(3)
    if act == "nothing":
        return None
    if act == "text":
        return "hello"
    if act == "array":
        return [event]
    if act == "unserialisable":
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"x": object()}}
    if act == "wrongtypes":
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"x": ["no", "string"]}}
    if act == "metadata":
        seen = event["request"].get("clientMetadata", {}).get("tide", "none")
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"seen": seen}}
    if act == "keys":
        keys = " ".join([*sorted(event), "|", *sorted(event["request"]), "|", event["version"]])
        delivered = str(event["response"])
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"keys": keys, "delivered": delivered}}
    if act == "groups":
        event["response"]["claimsOverrideDetails"] = {"groupOverrideDetails": {"groupsToOverride": ["crew"]}}
    return event
