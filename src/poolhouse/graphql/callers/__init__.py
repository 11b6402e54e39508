"""Who calls: one file per authorisation mode, and the order in which they are tried."""
