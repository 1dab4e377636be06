"""Measured programs, one per module.

A module's imports are its measured import time. `run(source, out)` converts one object, and
`warm_up(source, out)`, if there is one, runs before the measurement.
"""
