"""The Query API of CloudFormation, version 2010-05-15 (API reference): form fields in, XML out."""
