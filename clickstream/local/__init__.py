"""Local stack: the whole pipeline on loopback, deployed by the same Pulumi program.

No AWS account is needed. `stack` starts, finds and stops local stacks. Each has two processes:

- The server process (`emulator.server`) runs MiniStack, an AWS emulator, with patches for Athena
  and Firehose; `sql` translates Athena's SQL to DuckDB's.
- The deployment process (`deploy`) runs the Pulumi program. Its resource monitor
  (`resource_monitor`) creates each resource in the emulator by the AWS calls of the resource's type
  (`resource_types`), with the config of `config` and the files of `archives`.

`spark` and `daily_models` run deployed Glue jobs with PySpark. `child_process` ends the processes
with their parent, and `file_lock` locks the directory of a stack.
"""
