"""The sign-in pages: what people see in a browser (Cognito developer guide, "User pool managed login")."""
