"""Benchmarks of the converter against alternatives. `make bench` runs them.

`inputs` makes seeded inputs, `cases/` has one module per measured program, `run_case` runs one case
in a process of its own, `measure` starts the processes and takes medians, `checkout` selects the
checkout whose converter is measured, `targets` and `cost` evaluate the figures, and `report` prints
them and writes them into `docs/benchmarks.md`.
"""
