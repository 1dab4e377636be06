"""Sampled metrics of a queue."""

from __future__ import annotations

from typing import Any

from clickstream.local.emulator.queue_metrics import gauges

NOW = 1_000.0


def message(
    queued: float, *, visible: float = 0, received: int = 0, before: int = 0
) -> dict[str, Any]:
    return {
        "queued_at": queued,
        "visible_at": visible,
        "receive_count": received,
        "received_before": before,
    }


def test_messages_are_visible_hidden_or_delayed() -> None:
    found = gauges(
        [
            message(990),
            message(990, visible=NOW),
            message(990, visible=NOW + 1, received=1),
            message(990, visible=NOW + 1),
        ],
        NOW,
    )
    assert (
        found["ApproximateNumberOfMessagesVisible"],
        found["ApproximateNumberOfMessagesNotVisible"],
    ) == (2, 1), "a delayed message is in neither"


def test_the_age_is_that_of_the_oldest_message_that_is_no_poison() -> None:
    poison, hidden = message(1, received=4), message(500, visible=NOW + 1, received=3)
    assert gauges([poison, hidden, message(900)], NOW)["ApproximateAgeOfOldestMessage"] == 500


def test_a_dead_letter_ages_from_its_move_whatever_its_receives_before() -> None:
    moved = message(990, received=5, before=5)
    assert gauges([moved], NOW)["ApproximateAgeOfOldestMessage"] == 10


def test_an_empty_queue_has_values_of_zero() -> None:
    assert set(gauges([], NOW).values()) == {0}
