"""Patch of MiniStack's SQS: messages are removed in place.

MiniStack removes messages by a new list of those that stay. Notifications of S3 and invocations run
in threads: a message that is appended while the new list is made would be lost.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    Queue = dict[str, Any]
    Copied = tuple[Queue, list[Any], Queue]
    """Queue, its messages before the deletion, and the copy that the deletion changes."""

SWEEPS = ("_dlq_sweep", "_expire_retained")
"""Functions of a queue that move or delete its messages."""
DELETIONS = ("DeleteMessage", "DeleteMessageBatch")


class MessageRemoval:
    """MiniStack's functions that remove messages, each on a copy of the list."""

    def __init__(self) -> None:
        """Find the members of MiniStack that it replaces."""
        self._sqs = members("sqs", "_get_q", "_HANDLERS", "_delete_messages_for_esm", *SWEEPS)
        self._of_thread = threading.local()

    def patch(self) -> None:
        """Replace MiniStack's functions."""
        for name in SWEEPS:
            replace("sqs", name, self.sweeping(self._sqs[name]))
        replace("sqs", "_get_q", self.get)
        replace("sqs", "_delete_messages_for_esm", self.deleting(self._sqs["_delete_messages_for_esm"]))  # fmt: skip
        handlers = self._sqs["_HANDLERS"]
        handlers |= {name: self.deleting(handlers[name]) for name in DELETIONS}

    def sweeping(self, sweep: Callable[[Queue], None]) -> Callable[[Queue], None]:
        """Return a function of a queue that removes messages in place."""

        def sweep_in_place(queue: Queue) -> None:
            copy = {**queue, "messages": list(queue["messages"])}
            before = copy["messages"]
            sweep(copy)
            _remove(queue, before, copy["messages"])

        return sweep_in_place

    def deleting(self, delete: Callable[..., Any]) -> Callable[..., Any]:
        """Return an operation on one queue, named by its URL, that deletes messages in place."""

        def delete_in_place(*arguments: object) -> object:
            copied: list[Copied] = []
            self._of_thread.copied = copied
            try:
                return delete(*arguments)
            finally:
                self._of_thread.copied = None
                for queue, before, copy in copied:
                    _remove(queue, before, copy["messages"])

        return delete_in_place

    def get(self, url: str, action: str | None = None) -> Queue:
        """Return a queue; within a deletion, a copy of it."""
        queue: Queue = self._sqs["_get_q"](url, action)
        copied: list[Copied] | None = getattr(self._of_thread, "copied", None)
        if copied is None:
            return queue
        copy = {**queue, "messages": list(queue["messages"])}
        copied.append((queue, copy["messages"], copy))
        return copy


def _remove(queue: Queue, before: list[Any], kept: list[Any]) -> None:
    """Remove the messages that are not kept. Each removal is one step of the interpreter."""
    stay = set(map(id, kept))
    for message in before:
        if id(message) not in stay and message in queue["messages"]:
            queue["messages"].remove(message)
