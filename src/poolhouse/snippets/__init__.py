"""Which code snippets of a documentation set a passing test exercises, and where.

Pages are read (`sources`), their snippets normalised and hashed (`prettier`), regions found in test files (`regions`),
the tests that hold them looked up in results (`holders`, `results`), and the two sides joined (`coverage`, `drift`).
"""
