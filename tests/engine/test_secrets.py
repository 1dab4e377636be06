"""Secret settings, set with `--secret`: no state, preview or log has their plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.stack import host, new_stack, with_hashed_email

if TYPE_CHECKING:
    from pathlib import Path

MARK = "plain-text-of-a-secret"
SECRETS = {
    "apiUrl": f"https://api.example.com/profiles?token={MARK}",
    "apiHeaders": f'{{"X-Api-Key": "{MARK}"}}',
    "apiBody": f'{{"key": "{MARK}"}}',
    "protectionKey": f"{MARK}-of-sixteen-characters",
}


def test_no_state_preview_or_log_has_a_secret_setting_in_plain_text(tmp_path: Path) -> None:
    with new_stack("api", tmp_path) as stack:
        with_hashed_email(stack.program)
        settings = {
            **host(),
            "apiMethod": "POST",
            "apiRate": "rate(1 day)",
            "contract": "contracts/clickstream.odcs.yaml",
            "dailyModels": "",
        }
        previewed = stack.succeed("preview", settings, SECRETS)
        deployed = stack.succeed("up")
        changed = stack.succeed("preview", {"apiMaxPages": "7"})

        printed = "".join(str(outcome) for outcome in (previewed, deployed, changed))
        assert MARK not in printed, "no preview and no log shows a secret"
        kept = [
            path.name
            for path in stack.home.rglob("*")
            if path.is_file() and MARK.encode() in path.read_bytes()
        ]
        assert kept == [], (
            "no file of the state, its history or its backups has a secret in plain text"
        )
        environment = stack.client("lambda").get_function_configuration(
            FunctionName=stack.outputs["api_source_function"]
        )["Environment"]
        assert MARK in environment["Variables"]["API"], "the function has the values"
