"""Runs of a deployed Glue job with PySpark on this machine.

The emulator runs no Glue job: it only reports success. A run here uses the job's definition: the
uploaded script and modules, with the job's arguments. At its end it puts the event that Glue puts.
Three things differ: Spark is one process, AWS is the emulator, and packages come from this virtual
environment in place of the uploaded wheels, which are for Glue's processor.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

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
"""Options of a Spark session on one machine: it listens on loopback alone."""
ERROR_LINES = 20  # of the log, and of the output, in the error message of a failed run
# Spark's own messages, and stack frames
SPARK_LOG_LINE = re.compile(r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d (DEBUG|INFO|WARN) |\s+at ")


def missing() -> str | None:
    """Return the missing requirement of Spark, with the remedy; None if this machine has all."""
    if java() is None:
        return f"Spark needs Java, and there is none {java_place()}: {JAVA}"
    if importlib.util.find_spec("pyspark") is None:
        return f"PySpark is not installed: {PYSPARK}"
    return None


def java() -> Path | None:
    """Return the path of Java, in JAVA_HOME or on the PATH; None if there is none."""
    java_home = os.environ.get("JAVA_HOME")
    found = Path(java_home, "bin", "java") if java_home else shutil.which("java")
    return Path(found) if found is not None and Path(found).exists() else None


def java_place() -> str:
    """Return the place that `java` looks at, for messages."""
    java_home = os.environ.get("JAVA_HOME")
    return f"in JAVA_HOME={java_home}" if java_home else "on the PATH"


def environment(stack: LocalStack) -> dict[str, str]:
    """Return the environment of a run: the emulator is the only AWS account it can reach."""
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
        # no region: as on Glue, the job reads it from its arguments
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
    """Run a Glue job of a stack, and wait for its end.

    Args:
        stack: Local stack that the job is deployed in.
        job: Name of the job.
        arguments: Arguments of the run, which override the job's default arguments.
        report: Function that is called with each line that the script prints.

    Raises:
        LocalStackError: If Spark cannot run on this machine, or the run fails.
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
        all_arguments = {**defaults, "--JOB_NAME": job, **arguments}
        options = [part for key, value in OPTIONS.items() for part in ("--conf", f"{key}={value}")]
        command = [_spark_submit(), "--master", "local[*]", *options]
        command += ["--py-files", str(modules), str(script)]
        command += [part for pair in all_arguments.items() for part in pair]
        try:
            _run(command, environment(stack), Path(scratch), report)
        except LocalStackError as error:
            _announce(stack, job, "FAILED", str(error))
            raise
        _announce(stack, job, "SUCCEEDED", "")


def _announce(stack: LocalStack, job: str, state: str, message: str) -> None:
    """Put the event that Glue sends at the end of a run, so that rules on it have their effect.

    https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
    """
    detail = {
        "jobName": job,
        "severity": "INFO" if state == "SUCCEEDED" else "ERROR",
        "state": state,
        "jobRunId": f"jr_{uuid4().hex}",
        "message": message,
    }
    boto3.client("events", **stack.client_options()).put_events(
        Entries=[
            {
                "Source": "aws.glue",
                "DetailType": "Glue Job State Change",
                "Detail": json.dumps(detail),
            }
        ]
    )


def _spark_submit() -> str:
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise LocalStackError(PYSPARK)
    return str(Path(spec.origin).parent / "bin" / "spark-submit")


def _download(stack: LocalStack, uri: str, directory: Path) -> Path:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
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
    # spark-submit prints errors of the script to standard output
    printed: deque[str] = deque(maxlen=ERROR_LINES)
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
        lines = log.read_text(encoding="utf-8").splitlines()
        logged = [line for line in lines if not SPARK_LOG_LINE.match(line)]
        head = f"the run ended with exit status {status}; last lines of its log and output:"
        raise LocalStackError("\n".join([head, *logged[-ERROR_LINES:], *printed]))
