"""Measurements: the converter beside what else could do its work. `make bench` runs them; `docs/benchmarks.md` has the result.

`inputs` makes seeded inputs, `cases/` holds one competitor per module, `child` runs one of them in
a process of its own, `measure` starts those processes and takes medians, `targets` and `cost`
judge, `report` prints and writes.
"""
