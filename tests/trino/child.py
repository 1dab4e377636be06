"""Process of the Trino server: Java, in a process group that exits with its parent."""

from __future__ import annotations

import subprocess
import sys

from clickstream.local import child_process


def main(command: list[str]) -> int:
    """Run a command until it ends or the parent of this process exits."""
    child_process.exit_with_parent()
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
