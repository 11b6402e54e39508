"""Test results, in the forms in which test runners write them."""
