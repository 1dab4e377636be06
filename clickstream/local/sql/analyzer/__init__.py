"""Checks of a parsed query by Trino's rules: names, types, functions and aggregation."""
