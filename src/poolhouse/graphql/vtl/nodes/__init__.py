"""The parts of a parsed template; each knows how to evaluate or render itself."""
