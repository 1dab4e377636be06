"""Local stacks with rows, read by the local Athena and by Trino."""

from __future__ import annotations

import gzip
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clickstream.cli.athena import Lake as Athena
from clickstream.cli.errors import CliError
from clickstream.cli.target import target_of
from clickstream.local.stack import LocalStack, ephemeral
from tests.e2e.verbs import Lake, eventually
from tests.trino.compare import difference
from tests.trino.glue import copy_name, copy_tables
from tests.trino.server import Trino, TrinoError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from clickstream.cli.athena import NamedQuery, Result
    from tests.trino.answer import Answer

AT_ONCE = 2  # deployments; each is a process of its own


@dataclass(frozen=True)
class Stack:
    """Deployed stack, whose tables are a catalog of Trino too."""

    name: str
    """Name of the catalog."""
    lake: Lake = field(repr=False)
    athena: Athena = field(repr=False)
    server: Callable[[], Trino] = field(repr=False)
    """Returns the server as soon as it is ready."""

    @property
    def outputs(self) -> dict[str, Any]:
        return self.lake.stack.outputs

    @property
    def trino(self) -> Trino:
        return self.server()

    @property
    def copy(self) -> str:
        """Database of the copied tables, which Trino reads."""
        return copy_name(self.outputs["database"])

    def copy_tables(self) -> None:
        """Copy the tables for Trino, as they are now."""
        copy_tables(self.lake.client("glue"), self.outputs["database"], self.name)

    def put(self, lines: bytes) -> str:
        """Put a raw object of events, and return its S3 URI."""
        return self.lake.put_object(gzip.compress(lines, mtime=0))

    def queries(self) -> dict[str, NamedQuery]:
        return {query.name: query for query in self.athena.named_queries()}

    def by_trino(
        self, sql: str, parameters: Sequence[str] = (), *, catalog: str = ""
    ) -> Answer | TrinoError:
        """Return Trino's answer.

        Args:
            sql: Statement.
            parameters: SQL literals for its `?`.
            catalog: Catalog; by default the stack's, which lists a directory once.
        """
        try:
            return self.trino.run(
                sql, catalog=catalog or self.name, schema=self.copy, parameters=parameters
            )
        except TrinoError as error:
            return error

    def create_catalog(self, name: str, *, s3: str = "", cached: bool = False) -> str:
        """Add a catalog of this stack's tables to Trino, and return its name."""
        local = self.lake.stack
        self.trino.create_catalog(name, local.endpoint, local.region, s3=s3, cached=cached)
        return name

    def by_athena(self, sql: str, parameters: Sequence[str] = ()) -> Result | CliError:
        more: dict[str, Any] = {"parameters": parameters} if parameters else {}
        try:
            return self.athena.run(sql, **more)
        except CliError as error:
            return error

    def check(
        self,
        sql: str,
        parameters: Sequence[str] = (),
        *,
        ordered: bool = False,
        catalog: str = "",
    ) -> int:
        """Check that the local Athena and Trino answer a statement, with equal rows.

        Args:
            sql: Statement.
            parameters: SQL literals for its `?`.
            ordered: Whether the rows must have one order.
            catalog: As of `by_trino`.

        Returns:
            The number of rows.
        """
        local = self.by_athena(sql, parameters)
        answer = self.by_trino(sql, parameters, catalog=catalog)
        assert not isinstance(answer, TrinoError), f"{self.name}: Trino refuses {sql}: {answer}"
        assert not isinstance(local, CliError), f"{self.name}: only Trino answers {sql}: {local}"
        wrong = difference(local, answer, ordered=ordered)
        assert wrong is None, f"{self.name}: {sql}: {wrong}"
        return len(answer.rows)


@dataclass(frozen=True)
class Plan:
    """Stack to deploy, and the rows to give it."""

    settings: Mapping[str, str]
    tables: frozenset[str]
    """Tables that statements of the repository may read."""
    send: Callable[[Stack], Callable[[], bool]]
    """Sends events, and returns a check that all of them are rows. The check may run a job."""


@contextmanager
def running(plans: Mapping[str, Plan], server: Future[Trino]) -> Generator[Callable[[str], Stack]]:
    """Deploy stacks whose tables a Trino server reads.

    Args:
        plans: Stacks by name.
        server: Server, which may still be starting.

    Yields:
        Function that returns the stack of a name, with its rows.
    """
    with ExitStack() as closing, ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            deployed = {
                name: pool.submit(closing.enter_context, ephemeral(plan.settings))
                for name, plan in plans.items()
            }
            yield _Filling(plans, deployed, server).stack
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass
class _Filling:
    """Stacks that are deployed, and those that have their rows."""

    plans: Mapping[str, Plan]
    deployed: Mapping[str, Future[LocalStack]]
    server: Future[Trino]
    checks: dict[str, tuple[Stack, Callable[[], bool]]] = field(
        default_factory=dict[str, tuple[Stack, "Callable[[], bool]"]]
    )
    filled: set[str] = field(default_factory=set[str])

    def stack(self, name: str) -> Stack:
        """Return a stack with its rows."""
        # Every stack is sent its events first, so that they are converted in the meantime. A stack
        # that cannot be deployed fails its own tests alone.
        for each, deployed in self.deployed.items():
            if each not in self.checks and (each == name or not deployed.exception()):
                self.checks[each] = self._send(each)
        stack, check = self.checks[name]
        if name not in self.filled:
            eventually(check, f"the events of the stack {name} are rows")
            stack.create_catalog(name, cached=True)
            stack.copy_tables()
            self.filled.add(name)
        return stack

    def _send(self, name: str) -> tuple[Stack, Callable[[], bool]]:
        local = self.deployed[name].result()
        stack = Stack(name, Lake(local), Athena(target_of(local)), self.server.result)
        return stack, self.plans[name].send(stack)
