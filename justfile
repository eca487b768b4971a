# The work of every day. `just` alone checks and tests.

python := ".venv/bin/python"

default: check test

# Make the environment and install veille with its tools
install:
    python3 -m venv .venv
    {{python}} -m pip install --quiet --upgrade pip
    {{python}} -m pip install --quiet --editable . --group dev

# Style, types, layers
check:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports

# The whole suite, or the part named: just test tests/demo
test *paths:
    {{python}} -m pytest -q {{paths}}

# Mend what can be mended by itself
fix:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# What the documents say is true
docs:
    {{python}} -m pytest -q tests/docs

# Processor time of the start, of the demonstration and of a search
bench:
    {{python}} benchmarks/start.py
