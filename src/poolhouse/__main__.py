"""``python -m poolhouse``."""

from poolhouse.cli.main import main

main()
