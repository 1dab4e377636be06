"""Generators of the reference pages of the docs.

`make reference` writes every page; `tests/unit/test_reference.py` fails when a committed page is
not what its generator returns.
"""
