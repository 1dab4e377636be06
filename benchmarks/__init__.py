"""Benchmarks of the converter against alternatives. `make bench` runs them.

`inputs` makes seeded inputs from `events`, `segment` and `hostile`; `cases/` has one module per
measured program, and `plan` lists the cases. `run_case` runs one case in a process of its own,
`measure` starts the processes and takes medians, `checkout` selects the checkout whose converter is
measured, `baseline` runs the converter of an earlier checkout. `targets` and `cost` evaluate the
figures, and `report` prints them and writes them into `docs/benchmarks.md`.
"""
