"""The `clickstream` command: runs a local stack, sends events, queries the lake, watches a stack.

`main` assembles the application. `commands` has one module per command. What several commands
share, and what a command needs beside its options, is in the modules and packages beside it.
"""
