# SPDX-License-Identifier: MIT
"""Lets `python -m veille` and the `veille` script start the same program."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run veille on this process's arguments and leave with its exit code."""
    gc.set_threshold(
        20_000
    )  # a start makes many objects that stay: looking through them again costs 4 % of it
    from veille.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
