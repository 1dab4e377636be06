"""Trino's server, its Hive connector and its launcher, made once in `build/trino/`."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
from pathlib import Path

from clickstream.local import spark
from tests.paths import ROOT

POM = Path(__file__).with_name("pom.xml")
LAUNCHER = Path(__file__).with_name("Launch.java")
BUILT = ROOT / "build" / "trino"
MAVEN = "install Maven, such as `apt-get install maven`"
JDK = "install a JDK 17, such as `apt-get install openjdk-17-jdk-headless`, or set JAVA_HOME to it"
BUILD_SECONDS = 1200  # one minute, with a download of 250 MB


def version() -> str:
    """Return the version of Trino in `pom.xml`, such as `435`."""
    found = re.search(r"<version>(\d+)</version>", POM.read_text(encoding="utf-8"))
    assert found, f"{POM} pins no version of Trino"
    return found[1]


def missing() -> str | None:
    """Return the missing requirement, with the remedy; None if this machine has all."""
    java = spark.java()
    if java is None:
        return f"Trino needs Java, and there is none {spark.java_place()}: {JDK}"
    if _built().is_dir():
        return None
    if shutil.which("mvn") is None:
        return f"Maven downloads Trino, and `mvn` is not on the PATH: {MAVEN}"
    if not _compiler(java).exists():
        return (
            f"Trino's launcher is compiled, and {java.resolve()} has no compiler beside it: {JDK}"
        )
    return None


def _compiler(java: Path) -> Path:
    return java.resolve().with_name("javac")


def directory() -> Path:
    """Return the directory of `classes/`, `lib/` and `plugin/`. It is made if there is none."""
    target = _built()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process of these tests may be building it
        if not target.is_dir():
            _build(target)
    return target


def _built() -> Path:
    return BUILT / version()


def _build(target: Path) -> None:
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    maven = ["mvn", "--batch-mode", "--quiet", "--strict-checksums", "--file", str(POM)]
    _run([*maven, f"-Dtarget={partial}", "package"])
    java = spark.java()
    assert java, missing()
    classes = ["-classpath", f"{partial / 'lib'}/*", "-d", str(partial / "classes")]
    _run([str(_compiler(java)), *classes, str(LAUNCHER)])
    partial.replace(target)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS
    )
    assert done.returncode == 0, f"{' '.join(command)} fails:\n{done.stdout}{done.stderr}"
