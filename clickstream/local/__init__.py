"""The embedded default: the whole pipeline on loopback, deployed by the same Pulumi program, with no AWS account.

`stack` is the way in: it starts a private MiniStack server (`emulator`) and has the program's
resources made in it (`deploy`, `monitor`, `resources`, `fit`). Neither process outlives whoever
started it, unless it was told to (`tether`).
"""
