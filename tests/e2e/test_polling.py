"""API source on the emulator with its stage's settings, from an HTTP API to an Athena query."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from clickstream.contract.sample_events import sample_events
from clickstream.delivery.sender import RECORD_LIMIT_BYTES
from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, eventually
from tests.paths import ROOT
from tests.unit.api_source.server import Reply, Server, redirect, reply

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long
STAGE: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.api.yaml").read_text(encoding="utf-8"))[
    "config"
]
URL = STAGE["clickstream-lake:apiUrl"]
PATH = "/" + URL.split("/", 3)[3]
CONTRACT = ROOT / STAGE["clickstream-lake:contract"]


def profiles(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Return items of the API's response, which hold neither an id nor a time."""
    sampled = islice(sample_events(CONTRACT, seed=seed), count)
    return [
        {key: value for key, value in profile.items() if key not in {"event_id", "fetched_at"}}
        for profile in sampled
    ]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def lake(server: Server) -> Iterator[Lake]:
    """Deploy the stage with a local server as the API, and otherwise unchanged."""
    settings = {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in STAGE.items()
    }
    with ephemeral(
        settings
        | {"clickstream-lake:apiUrl": server.url(PATH), "clickstream-lake:apiAllowPrivate": "true"}
    ) as stack:
        yield Lake(stack)


def rows(lake: Lake, condition: str, columns: str = "*") -> list[dict[str, Any]]:
    return lake.query(f"SELECT {columns} FROM {lake.stack.outputs['table']} WHERE {condition}")  # noqa: S608 - ours


def test_the_schedule_polls_the_api_and_every_item_is_a_row_once(
    lake: Lake, server: Server
) -> None:
    server.on(PATH, reply({"results": profiles(100)}, ETag='"one"'), Reply(status=304))
    eventually(
        lambda: server.asked,
        "the schedule has started a run; a minute is its shortest rate",
        pause_seconds=1,
    )
    eventually(
        lambda: rows(lake, "true", "count(*) AS n")[0]["n"] == "100", "every profile is a row"
    )
    (row,) = rows(
        lake, "true", "count(fetched_at) AS fetched, min(year) AS year, max(year) AS latest"
    )
    assert (row["fetched"], row["year"]) == ("100", row["latest"]), (
        "each has the time that it was fetched at, and lies under its date"
    )
    (stored,) = lake.query(f"SELECT * FROM {lake.stack.outputs['table']} LIMIT 1")  # noqa: S608 - ours
    assert "password" not in json.dumps(stored), "the contract does not store logins"


@pytest.fixture(scope="module")
def function(lake: Lake) -> str:
    """Delete the schedule, since the tests start the runs, and return the function's name."""
    lake.client("scheduler").delete_schedule(Name="api-source")
    return lake.stack.outputs["api_source_function"]


def poll(lake: Lake, function: str, **changes: Any) -> dict[str, Any]:
    """Run the function with changed settings and return its response."""
    functions = lake.client("lambda")
    deployed = functions.get_function_configuration(FunctionName=function)["Environment"][
        "Variables"
    ]
    changed = {**deployed, "API": json.dumps({**json.loads(deployed["API"]), **changes})}
    functions.update_function_configuration(
        FunctionName=function, Environment={"Variables": changed}
    )
    answer = eventually(lambda: invoked(functions, function), "no other run is under way")
    return json.loads(answer["Payload"].read())


def invoked(functions: Any, function: str) -> Any:
    try:
        return functions.invoke(FunctionName=function, Payload=b"{}")
    except functions.exceptions.TooManyRequestsException:  # one run at a time
        return None


def test_what_is_unchanged_is_asked_for_and_not_sent_again(
    lake: Lake, server: Server, function: str
) -> None:
    url = server.on(
        "/unchanged", reply({"results": profiles(2, seed=2)}, ETag='"two"'), Reply(status=304)
    )
    first, second = (poll(lake, function, url=url) for _ in range(2))
    assert (first["events"], first["not_modified"]) == (2, False)
    assert (second["events"], second["not_modified"]) == (0, True)
    assert server.asked[-1].headers["if-none-match"] == '"two"', (
        "the entity tag was kept in the bucket between the runs"
    )


def test_all_pages_are_fetched_and_every_digit_is_kept(
    lake: Lake, server: Server, function: str
) -> None:
    first = b'{"results": [{"cell": "paged", "dob": {"age": 1.10, "n": 12345678901234567890.5}}], "next": "/second"}'
    url = server.on("/first", Reply(first))
    server.on("/second", reply({"results": [{"cell": "paged"}], "next": None}))
    said = poll(lake, function, url=url, paging="next", next_path="next")
    assert (said["pages"], said["events"], said["records"]) == (2, 2, 2)
    found = eventually(
        lambda: [row for row in [rows(lake, "cell = 'paged'", "dob")] if len(row) == 2],
        "both pages are rows",
    )[0]
    assert '{"age":1.10,"n":12345678901234567890.5}' in [row["dob"] for row in found]


def test_items_that_are_no_objects_are_quarantined_with_the_reason(
    lake: Lake, server: Server, function: str
) -> None:
    poll(lake, function, url=server.on("/odd", reply({"results": [42, "text"]})))
    table = lake.stack.outputs["quarantine_table"]
    found = eventually(
        lambda: lake.query(f"SELECT line, reason FROM {table} ORDER BY line"),  # noqa: S608 - ours
        "they are in quarantine",
    )
    assert [(row["line"], row["reason"]) for row in found] == [
        ('"text"', "not_an_object"),
        ("42", "not_an_object"),
    ]


def test_an_item_too_large_for_a_record_is_a_row_all_the_same(
    lake: Lake, server: Server, function: str
) -> None:
    url = server.on(
        "/large", reply({"results": [{"cell": "large", "phone": "5" * RECORD_LIMIT_BYTES}]})
    )
    assert poll(lake, function, url=url)["oversize"] == 1
    (row,) = eventually(
        lambda: rows(lake, "cell = 'large'", "length(phone) AS size"), "it is a row"
    )
    assert row["size"] == str(RECORD_LIMIT_BYTES)


def test_the_secret_comes_from_secrets_manager(lake: Lake, server: Server, function: str) -> None:
    arn = lake.client("secretsmanager").create_secret(Name="api-key", SecretString="Bearer hush")[
        "ARN"
    ]
    said = poll(lake, function, url=server.on("/guarded", reply({"results": []})), secret_arn=arn)
    assert "errorMessage" not in said
    assert server.asked[-1].headers["authorization"] == "Bearer hush"
    poll(lake, function, secret_arn="")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("https://169.254.169.254/latest/meta-data/", "not public"),
        ("http://127.0.0.1:9001/2018-06-01/runtime/invocation/next", "not https"),
    ],
)
def test_a_redirection_into_the_functions_surroundings_fails_the_run(
    lake: Lake, server: Server, function: str, target: str, words: str
) -> None:
    said = poll(lake, function, url=server.on("/moved", redirect(target)))
    assert words in said["errorMessage"], said


def test_a_run_that_fails_again_and_again_is_named_in_the_dead_letter_queue(
    lake: Lake, server: Server, function: str
) -> None:
    poll(lake, function, url=server.on("/refused", Reply(status=401)))
    before = lake.waiting("api_source_dead_letter_queue_url")
    lake.client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload=b'{"run": "lost"}'
    )  # as the schedule does on AWS
    eventually(
        lambda: lake.waiting("api_source_dead_letter_queue_url") > before, "the run is reported"
    )
    (message,) = lake.client("sqs").receive_message(
        QueueUrl=lake.stack.outputs["api_source_dead_letter_queue_url"]
    )["Messages"]
    assert json.loads(message["Body"])["requestPayload"] == {"run": "lost"}


def test_an_image_gets_a_repository_and_a_function_of_its_digest() -> None:
    digest = f"sha256:{'0' * 64}"
    with ephemeral(
        {"apiUrl": "https://api.example/", "apiPackaging": "image", "apiImageDigest": digest}
    ) as stack:
        lake = Lake(stack)
        (repository,) = lake.client("ecr").describe_repositories()["repositories"]
        assert repository["repositoryUri"] == stack.outputs["api_source_repository_url"]
        assert (repository["imageTagMutability"], repository["imageScanningConfiguration"]) == (
            "IMMUTABLE",
            {"scanOnPush": True},
        )
        code = lake.client("lambda").get_function(
            FunctionName=stack.outputs["api_source_function"]
        )["Code"]
        assert code["ImageUri"] == f"{repository['repositoryUri']}@{digest}"
