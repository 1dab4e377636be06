"""Runs of a deployed Glue job, by PySpark on this machine: the emulator itself reports success and does nothing.

The job's own definition says what runs: its script and its modules, as they were uploaded, with its
arguments. Only the session is another: all of Spark is one process here, and AWS is the emulator.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import boto3

from clickstream.local.stack import LocalStackError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickstream.local.stack import LocalStack

JAVA = "install Java 17, such as `apt-get install openjdk-17-jre-headless`, or set JAVA_HOME to it"
PYSPARK = "`make spark-setup` installs it"
OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
"""What a session on one machine needs: nothing that listens to others."""
COMPLAINT_LINES = 20
# what Spark says of itself, and where in its code
CHATTER = re.compile(r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d (DEBUG|INFO|WARN) |\s+at ")


def missing() -> str | None:
    """Return what is missing on this machine to run Spark, with the remedy; None if nothing is."""
    java_home = os.environ.get("JAVA_HOME")
    java = Path(java_home) / "bin" / "java" if java_home else shutil.which("java")
    if java is None or not Path(java).exists():
        return f"Spark needs Java, and there is none{f' in JAVA_HOME={java_home}' if java_home else ''}: {JAVA}"
    if importlib.util.find_spec("pyspark") is None:
        return f"PySpark is not installed: {PYSPARK}"
    return None


def environment(stack: LocalStack) -> dict[str, str]:
    """Return the environment of a run: AWS is the stack's emulator, and nothing else is in reach."""
    options = stack.client_options()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PULUMI_", "SPARK_", "PYSPARK_"))
    }
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": options["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": options["aws_secret_access_key"],
        # no region from here either: the job has it from its arguments, as on Glue
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_ENDPOINT_URL": options["endpoint_url"],
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONWARNINGS": "ignore::DeprecationWarning",  # PySpark's own
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


def run_job(
    stack: LocalStack, job: str, arguments: Mapping[str, str], report: Callable[[str], object]
) -> None:
    """Run a job of the stack to its end.

    Args:
        stack: where the job is deployed.
        job: its name.
        arguments: what this run is told beside the job's default arguments.
        report: is told each line that the script prints.

    Raises:
        LocalStackError: if Spark cannot run here, or the run fails.
    """
    if problem := missing():
        raise LocalStackError(problem)
    definition = cast(
        "dict[str, Any]", boto3.client("glue", **stack.client_options()).get_job(JobName=job)["Job"]
    )
    defaults: dict[str, str] = definition["DefaultArguments"]
    with tempfile.TemporaryDirectory() as scratch:
        script = _download(stack, definition["Command"]["ScriptLocation"], Path(scratch))
        modules = _download(stack, defaults["--extra-py-files"], Path(scratch))
        told = {**defaults, "--JOB_NAME": job, **arguments}
        options = [part for key, value in OPTIONS.items() for part in ("--conf", f"{key}={value}")]
        command = [
            _submit(),
            "--master",
            "local[*]",
            *options,
            "--py-files",
            str(modules),
            str(script),
        ]
        _run(
            [*command, *(part for pair in told.items() for part in pair)],
            environment(stack),
            Path(scratch),
            report,
        )


def _submit() -> str:
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise LocalStackError(PYSPARK)
    return str(Path(spec.origin).parent / "bin" / "spark-submit")


def _download(stack: LocalStack, address: str, directory: Path) -> Path:
    bucket, _, key = address.removeprefix("s3://").partition("/")
    path = directory / Path(key).name
    boto3.client("s3", **stack.client_options()).download_file(bucket, key, str(path))
    return path


def _run(
    command: list[str],
    environment: dict[str, str],
    directory: Path,
    report: Callable[[str], object],
) -> None:
    log = directory / "spark.log"
    # the script's own errors too: spark-submit puts them there
    printed: deque[str] = deque(maxlen=COMPLAINT_LINES)
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            command,
            env=environment,
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                printed.append(line.rstrip())
                report(printed[-1])
            status = process.wait()
        finally:
            process.kill()
    if status:
        said = [
            line for line in log.read_text(encoding="utf-8").splitlines() if not CHATTER.match(line)
        ]
        msg = "\n".join(
            [
                f"the run ended with exit status {status}; its last words:",
                *said[-COMPLAINT_LINES:],
                *printed,
            ]
        )
        raise LocalStackError(msg)
