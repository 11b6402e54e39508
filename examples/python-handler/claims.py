"""Version 2 in Python: claims from what the client said when it answered a challenge."""


def handler(event, context):
    metadata = event["request"].get("clientMetadata", {})
    boat = metadata.get("boat")
    if boat == "wreck":
        raise ValueError("Nobody signs in from a wreck")
    claims = {"boat": boat, "crew_size": 4} if boat else {}
    event["response"]["claimsAndScopeOverrideDetails"] = {
        "idTokenGeneration": {"claimsToAddOrOverride": claims},
        "accessTokenGeneration": {"claimsToAddOrOverride": claims},
    }
    return event
