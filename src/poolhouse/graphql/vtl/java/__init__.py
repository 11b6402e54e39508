"""The Java objects that templates believe they have: which properties and methods there are, and no others."""
