# SPDX-License-Identifier: MIT
"""The two numbers that tell our files from others and one layout of them from the next."""

APPLICATION_ID = 0x7665_696C  # "veil"
SCHEMA = 3
