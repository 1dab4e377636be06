r"""Paths of JSON members: the text form of a contract file, and the parsed form.

A path is the tuple of the names of nested JSON members, from the outermost. In the text form the
names are joined by dots, such as ``context.page.url``. Inside a name, ``\.`` is a dot and ``\\`` is
a backslash.
"""

from __future__ import annotations

import re
from functools import cache

TOKEN = re.compile(r"\\(?P<escaped>[.\\])|(?P<dot>\.)|(?P<text>[^.\\]+)")


@cache  # the number of texts is that of the sources in contracts
def parse_path(text: str) -> tuple[str, ...]:
    r"""Return the path of a text form, such as ``("context", "ip")`` of ``context.ip``.

    Raises:
        ValueError: If a name is empty, or if a backslash precedes neither a dot nor a backslash.
    """
    names = [""]
    position = 0
    for token in TOKEN.finditer(text):
        if token.start() != position:
            break
        position = token.end()
        if token["dot"]:
            names.append("")
        else:
            names[-1] += token["escaped"] or token["text"]
    if position != len(text):
        msg = (
            rf"{text!r} has a backslash before another character. "
            r"Write \. for a dot, \\ for a backslash"
        )
        raise ValueError(msg)
    if not all(names):
        msg = rf"{text!r} has an empty name. Write \. for a dot inside a name"
        raise ValueError(msg)
    return tuple(names)


def path_text(path: tuple[str, ...]) -> str:
    """Return the text form of a path, which `parse_path` reads."""
    return ".".join(name.replace("\\", r"\\").replace(".", r"\.") for name in path)
