"""How long requests take, as whoever sends them sees it."""

from __future__ import annotations

from statistics import median


class Timed:
    """``latencies`` in milliseconds, one for each request since they were last taken."""

    def __init__(self) -> None:
        self.latencies: list[float] = []

    def take_median(self) -> float:
        """Of the latencies since the last call."""
        taken, self.latencies = self.latencies, []
        return median(taken)
