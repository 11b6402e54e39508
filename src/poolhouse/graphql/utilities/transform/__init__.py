"""``$util.transform``: filters of GraphQL arguments as filters of DynamoDB and of subscriptions."""
