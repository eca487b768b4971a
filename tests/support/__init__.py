# SPDX-License-Identifier: MIT
"""What several tests need: a site on loopback, and a veille run like a person runs it."""
