"""Generators of the reference pages of the docs.

`make reference` writes every page. `tests/unit/test_reference.py` fails if a committed page differs
from the text that its generator returns.
"""
