"""Amazon Cognito user pools that you run yourself, with every claim explained."""

__version__ = "0.1.0"
