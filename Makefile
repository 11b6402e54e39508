# Every target creates and reuses .venv. Nothing but python3, make, git and a C library is expected.
PYTHON ?= python3
BIN := .venv/bin
NODE_REQUIREMENTS := $(shell node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||(a===22&&b>=18)?0:1)' 2>/dev/null || echo requirements/node.txt)

# Folders with JavaScript packages that the tests need.
PACKAGES := tests/clients/js tests/browser tests/snippets/js examples tests/oauth/federation/js

# Every snippet of the documentation is exercised by a test that has just passed.
SNIPPETS = $(BIN)/poolhouse snippets report docs README.md --regions tests --results build/junit.xml \
	--prettier tests/snippets/js/node_modules/prettier --fail-under 100 $(if $(GITHUB_ACTIONS),--github)

.PHONY: demo test lint bench wire lock clean
.DEFAULT_GOAL := demo

demo: .venv/run.done ## watch a TypeScript handler change a real ID token and access token
	@$(BIN)/poolhouse demo

test: .venv/dev.done $(PACKAGES:%=%/node_modules/.done) lint ## lint, types, contracts, every test, every snippet of the documentation
	$(BIN)/python -m pytest -n 2 --dist loadfile --junitxml build/junit.xml $(PYTEST_ARGS)
	$(if $(PYTEST_ARGS),@echo "The documentation's snippets are counted after a run of every test.",$(SNIPPETS))

lint: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.done tests/snippets/js/node_modules/.done ## server CPU per operation beside the cryptographic floor, as JSON
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.graphql
	@$(BIN)/python -m bench.snippets tests/snippets/js/node_modules/prettier

wire: .venv/dev.done ## generate the request and response types from botocore's newest service model
	$(BIN)/python -m tools.generate_wire

lock: .venv/dev.done ## compile the locked requirements anew
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --python-version 3.11 -q -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --python-version 3.11 -c requirements/run.txt -q -o requirements/dev.txt
	$(BIN)/uv pip compile requirements/node.in --universal --generate-hashes --no-header -q -o requirements/node.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: .venv/bin/python requirements/run.txt requirements/node.txt pyproject.toml
	@echo "Installing Poolhouse into .venv (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt $(addprefix -r ,$(NODE_REQUIREMENTS))
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.done: .venv/run.done requirements/dev.txt
	@echo "Installing the development tools into .venv (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(PACKAGES:%=%/node_modules/.done): %/node_modules/.done: %/package-lock.json .venv/dev.done
	@echo "Installing the JavaScript packages of $* (once) ..."
	@$(BIN)/python -m tools.npm ci --prefix $*
	@touch $@

clean:
	rm -rf .venv $(PACKAGES:%=%/node_modules)
