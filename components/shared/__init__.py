"""Helpers that several components use."""
