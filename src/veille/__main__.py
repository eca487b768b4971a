# SPDX-License-Identifier: MIT
"""Lets `python -m veille` and the `veille` script start the same program."""

from __future__ import annotations

import sys


def main() -> None:
    """Run veille on this process's arguments and leave with its exit code."""
    from veille.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
