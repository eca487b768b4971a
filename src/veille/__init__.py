# SPDX-License-Identifier: MIT
"""veille: what is being said about my brand, who says it, where?"""

__version__ = "0.1.0"
