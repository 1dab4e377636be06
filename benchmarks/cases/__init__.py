"""Measured programs, one per module.

A module's imports are its measured import time. `run(source, out)` converts one object, and
`warm_up(source, out)` and `check(out)`, if there are any, run before and after the measurement.
"""
