"""Functions of the emulator by itself, through AWS's own SDK."""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from clickstream.local.resource_types.base import Emulator
from clickstream.local.stack import bare_emulator
from tests.e2e.verbs import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = """
import os, pathlib, time

def handler(event, context):
    pathlib.Path(event["begun"]).touch()
    while event["wait"] and not pathlib.Path(event["end"]).exists():
        time.sleep(0.05)
    return os.environ["VERSION"]
"""


@pytest.fixture
def functions() -> Iterator[Any]:
    with bare_emulator("eu-central-1") as endpoint:
        yield Emulator(endpoint, "eu-central-1").client("lambda")


def test_an_invocation_ends_with_the_version_that_it_began_with(
    functions: Any, tmp_path: Any
) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", SOURCE)
    functions.create_function(
        FunctionName="versioned",
        Runtime="python3.12",
        Handler="index.handler",
        Role="arn:aws:iam::000000000000:role/function",
        Timeout=60,
        Environment={"Variables": {"VERSION": "old"}},
        Code={"ZipFile": code.getvalue()},
    )
    begun, end = tmp_path / "begun", tmp_path / "end"

    def invoke(*, wait: bool) -> object:
        payload = json.dumps({"begun": str(begun), "end": str(end), "wait": wait})
        answer = functions.invoke(FunctionName="versioned", Payload=payload)
        return json.loads(answer["Payload"].read())

    with ThreadPoolExecutor() as pool:
        running = pool.submit(invoke, wait=True)
        eventually(begun.exists, "the invocation has begun")
        functions.update_function_configuration(
            FunctionName="versioned", Environment={"Variables": {"VERSION": "new"}}
        )
        assert invoke(wait=False) == "new", "a later invocation has the new version"
        end.touch()
        assert running.result() == "old", "the update does not stop the running invocation"


def test_a_web_page_cannot_create_a_function(functions: Any) -> None:
    request = Request(f"{functions.meta.endpoint_url}/2015-03-31/functions")  # noqa: S310 - loopback
    request.add_header("Origin", "https://page.example")
    with pytest.raises(HTTPError, match="403"):
        urlopen(request)  # noqa: S310 - loopback
