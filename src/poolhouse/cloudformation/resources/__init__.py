"""One file per resource type; :mod:`poolhouse.cloudformation.resources.catalogue` lists them."""
