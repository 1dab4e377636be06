"""One Trino server for all tests, and the stacks whose tables it reads.

Without Java or Maven the tests do not run, and the session reports it; in CI it fails.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.optional import left_out_unless_in_ci, report_left_out
from tests.trino import build
from tests.trino.server import Trino, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from tests.trino.stacks import Stack

problem = build.missing()
without = left_out_unless_in_ci(problem)
collect_ignore_glob = ["test_*.py"] if without else []


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Report that the tests were left out."""
    if without:
        report_left_out(session, exitstatus, f"THE SQL IS NOT TESTED ON TRINO: {problem}")


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Future[Trino]]:
    """Yield the server, which starts while stacks are deployed."""
    with ExitStack() as closing, ThreadPoolExecutor(1) as pool:
        yield pool.submit(closing.enter_context, start(tmp_path_factory.mktemp("trino")))


@pytest.fixture(scope="package")
def stacks(
    request: pytest.FixtureRequest, server: Future[Trino]
) -> Iterator[Callable[[str], Stack]]:
    """Yield a function that returns a stack by its name. Only stacks of selected tests run."""
    from tests.trino.plans import plans  # noqa: PLC0415 - it may import PySpark, which may be missing
    from tests.trino.stacks import running  # noqa: PLC0415 - as above

    items = [item for item in request.session.items if item.path.parent == Path(__file__).parent]
    calls = [getattr(item, "callspec", None) for item in items]
    needed = {call.params["stack"] for call in calls if call and "stack" in call.params}
    chosen = {name: plan for name, plan in plans().items() if name in needed}
    with (
        pytest.MonkeyPatch.context() as patch,
        running(chosen, server) as stack,
    ):
        # Java's second compiler does not pay off within the seconds of a Spark job.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield stack


@pytest.fixture
def stack(request: pytest.FixtureRequest, stacks: Callable[[str], Stack]) -> Stack:
    """Return the stack whose name is the parameter."""
    return stacks(request.param)
