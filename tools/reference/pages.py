"""Generators of the pages, by the page's path below `docs/`."""

from collections.abc import Callable

from tools.reference import commands, components, decisions, events, resources, settings

PAGES: dict[str, Callable[[], str]] = {
    "decisions/index.md": decisions.generate,
    "reference/commands.md": commands.generate,
    "reference/components.md": components.generate,
    "reference/events.md": events.generate,
    "reference/resources.md": resources.generate,
    "reference/settings.md": settings.generate,
}
