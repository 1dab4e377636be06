"""What is measured, one competitor per module: its imports at the top are its import time, `run(source, out)` is its work."""
