"""Settings that were set as secrets: they are secrets to the engine, and in no message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from stack.config_reader import SettingsError
from tests.paths import ROOT
from tests.unit.recorder import SECRET_SIGNATURE, SIGNATURE, Recorder, record_stack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/hush"
SECRETS = {
    "apiUrl": "https://api.example/?key=hush",
    "apiHeaders": '{"X-Key": "hush"}',
    "apiBody": "hush",
    "apiSecretArn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hush-AbCdEf",
    "apiSecretHeader": "X-Hush",
    "apiItemsPath": "hush",
    "apiNextPath": "hush",
    "apiPageParameter": "hush",
}
CURSOR = {
    "apiMethod": "POST",
    "apiPaging": "cursor",
    "apiNextPath": "next",
    "apiPageParameter": "after",
}
DIGEST = f"sha256:{'0a' * 32}"


def api_variable(recorder: Recorder) -> Any:
    """Return the function's variable with the API's settings, in the protocol's form."""
    return recorder.one("Function", "api-source").sent["environment"]["variables"]["API"]


def assert_nothing_is_visible(recorder: Recorder, log: str) -> None:
    """Check that the word that each secret of these tests holds is nowhere outside of secrets."""
    assert "hush" in json.dumps([resource.sent for resource in recorder.resources]).lower(), (
        "the secrets are used"
    )
    assert "hush" not in recorder.visible().lower(), "a secret's value is inside of a secret only"
    assert log == "", "nothing is logged"


@pytest.mark.parametrize("key", SECRETS)
def test_one_secret_setting_makes_the_functions_variable_secret(
    key: str, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = record_stack("api", CURSOR, {key: SECRETS[key]})
    assert api_variable(recorder)[SIGNATURE] == SECRET_SIGNATURE
    assert "hush" in api_variable(recorder)["value"].lower(), "the function gets the value"
    assert_nothing_is_visible(recorder, caplog.text)


@pytest.mark.parametrize(
    ("key", "value"), [("apiMethod", "POST"), ("apiMaxPages", "7"), ("apiAllowPrivate", "true")]
)
def test_a_secret_that_is_no_text_makes_it_secret_too(
    key: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert api_variable(record_stack("api", {}, {key: value}))[SIGNATURE] == SECRET_SIGNATURE
    assert caplog.text == ""


def test_without_a_secret_the_variable_can_be_read_in_the_preview() -> None:
    assert (
        json.loads(api_variable(record_stack("api")))["url"]
        == "https://randomuser.me/api/?results=100"
    )


@pytest.mark.parametrize(
    ("stage", "settings"),
    [
        ("api", CURSOR),
        ("api", CURSOR | {"apiPackaging": "image", "apiImageDigest": DIGEST}),
        ("spark", CURSOR),
        ("dev", CURSOR | {"backfill": "true", "partitionDiscovery": "crawler"}),
        ("firehose", CURSOR | {"partitionDiscovery": "projection"}),
    ],
)
def test_secret_settings_are_nowhere_outside_of_secrets(
    stage: str,
    settings: Mapping[str, str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def get(_: pulumi.Config, key: str) -> str:
        msg = f"{key} is read as if it were no secret, of which Pulumi may warn"
        raise AssertionError(msg)

    monkeypatch.setattr(pulumi.Config, "get", get)
    recorder = record_stack(
        stage, dict(settings), {**SECRETS, "kmsKeyArn": KMS_KEY, "protectionKey": "hush" * 8}
    )
    assert_nothing_is_visible(recorder, caplog.text)


@pytest.mark.parametrize("engine", ["lambda", "spark"])
@pytest.mark.parametrize("as_secret", [True, False])
def test_the_protection_key_is_a_secret_however_it_is_set(
    engine: str,
    as_secret: bool,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hashing = tmp_path / "hashing.odcs.yaml"
    text = (ROOT / "contracts" / "clickstream.odcs.yaml").read_text(encoding="utf-8")
    hashing.write_text(
        text.replace(
            "value: drop}, {property: sampleShare", "value: hash}, {property: sampleShare"
        ),
        encoding="utf-8",
    )
    settings, key = {"contract": str(hashing), "engine": engine}, {"protectionKey": "hush" * 8}
    recorder = (
        record_stack("dev", settings, key) if as_secret else record_stack("dev", settings | key)
    )
    assert_nothing_is_visible(recorder, caplog.text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("apiUrl", "http://hush.example"),
        ("apiUrl", "https://hush.example:port"),
        ("apiHeaders", "hush"),
        ("apiHeaders", '{"X hush": "1"}'),
        ("apiHeaders", '{"X-Key": "hush\\n"}'),
        ("apiBody", "hush" * 2000),
        ("apiSecretArn", "hush"),
        ("apiSecretHeader", "X hush"),
        ("apiItemsPath", "hush["),
        ("apiNextPath", "hush["),
        ("apiPaging", "hush"),
        ("apiMaxPages", "hush"),
        ("kmsKeyArn", "hush"),
        ("protectionKey", "hush"),
        ("bufferingMb", "hush"),
    ],
)
def test_a_secret_that_is_not_allowed_is_refused_without_being_shown(key: str, value: str) -> None:
    with pytest.raises(
        SettingsError, match=rf"clickstream-lake:{key} is \(secret\); allowed: "
    ) as error:
        record_stack("api", CURSOR, {key: value})
    assert "hush" not in str(error.value)


def test_the_bytes_of_a_secret_cannot_be_computed_from_a_message() -> None:
    with pytest.raises(
        SettingsError,
        match=r"clickstream-lake:apiBody is 4000 bytes; allowed: 4096 bytes for all of the function's variables together, as JSON$",
    ):
        record_stack("api", CURSOR | {"apiBody": "x" * 4000}, {"apiHeaders": SECRETS["apiHeaders"]})


def test_a_secret_that_the_program_cannot_keep_is_named_in_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record_stack("dev", {}, {"bufferingMb": "97", "logRetentionDays": "7"})
    said = "clickstream-lake:bufferingMb, clickstream-lake:logRetentionDays: set with --secret, but state and preview show the value"
    assert said in caplog.text
    assert "97" not in caplog.text
