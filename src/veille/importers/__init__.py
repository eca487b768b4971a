# SPDX-License-Identifier: MIT
"""Ways in from a file: one module for each format that `veille import` reads, found by its name like any plug-in."""
