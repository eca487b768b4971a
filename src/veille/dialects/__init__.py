# SPDX-License-Identifier: MIT
"""Query languages of other tools: one module for each, found by its name like any plug-in."""
