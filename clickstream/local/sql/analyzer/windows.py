"""Checks of window functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.coercion import is_orderable
from clickstream.local.sql.analyzer.functions import catalogue
from clickstream.local.sql.analyzer.names import identifier, is_identifier
from clickstream.local.sql.errors import ErrorName

if TYPE_CHECKING:
    from clickstream.local.sql.analyzer.expressions import Expressions
    from clickstream.local.sql.analyzer.names import Scope
    from clickstream.local.sql.syntax import Node

FRAMELESS = frozenset({"lag", "lead"})
NULL_TREATED = FRAMELESS | {"first_value", "last_value", "nth_value"}
PRECEDING, CURRENT, FOLLOWING = 1, 2, 3  # order of the bounds of a frame
UNBOUNDED = {"UNBOUNDED PRECEDING": 0, "UNBOUNDED FOLLOWING": 4, "CURRENT ROW": CURRENT}
BOUNDS = {
    0: "UNBOUNDED PRECEDING",
    PRECEDING: "PRECEDING",
    CURRENT: "CURRENT ROW",
    FOLLOWING: "FOLLOWING",
    4: "UNBOUNDED FOLLOWING",
}


def check_window(expressions: Expressions, node: Node, scope: Scope) -> None:
    """Check the expressions of OVER or of a named window."""
    specification = node.first("WindowSpecification")
    if specification is None:
        return
    for part in specification.labelled("partition"):
        expressions.type_of(part, scope)
    for item in specification.all("SortItem"):
        kind = expressions.type_of(item.children[0], scope)
        if not is_orderable(kind):
            message = (
                f"{kind} is not orderable, and therefore cannot be used in window function ORDER BY"
            )
            raise item.error(ErrorName.TYPE_MISMATCH, message)
    frame = specification.first("WindowFrame")
    if frame is not None:
        _check_bounds(frame)
        expressions.visit(frame, scope)


def check_window_call(node: Node, name: str, scope: Scope) -> None:
    """Check a call with OVER, whose function exists."""
    over = node.first("Over")
    specification = over.first("WindowSpecification") if over else None
    if over is None:
        return
    reference = next(filter(is_identifier, (specification or over).children), None)
    if reference is not None:
        found = scope.window(identifier(reference))
        if found is None:
            message = f"Cannot resolve WINDOW name {reference.text}"
            raise reference.error(ErrorName.INVALID_WINDOW_REFERENCE, message)
        specification = specification if specification and specification.all("SortItem") else found
    if all(signature.kind == "scalar" for signature in catalogue()[name]):
        raise node.error(ErrorName.FUNCTION_NOT_WINDOW, f"Not a window function: {name}")
    if name in FRAMELESS and specification is not None:
        if not specification.all("SortItem"):
            message = f"{name} function requires an ORDER BY window clause"
            raise over.error(ErrorName.MISSING_ORDER_BY, message)
        frame = specification.first("WindowFrame")
        if frame is not None:
            message = f"Cannot specify window frame for {name} function"
            raise frame.error(ErrorName.INVALID_WINDOW_FRAME, message)
    if name not in NULL_TREATED and node.first("NullTreatment") is not None:
        message = f"Cannot specify null treatment clause for {name} function"
        raise node.error(ErrorName.NULL_TREATMENT_NOT_ALLOWED, message)
    _check_nested(node)


def _check_nested(node: Node) -> None:
    for argument in node.all("Expression"):
        for part in argument.walk():
            if part.kind == "FunctionCall" and part.first("Over") is not None:
                message = "Cannot nest window functions or row pattern measures inside window function arguments"
                raise part.error(ErrorName.NESTED_WINDOW, message)


def _check_bounds(frame: Node) -> None:
    """Refuse a frame whose end lies before its start."""
    extent = frame.first("FrameExtent")
    if extent is None:
        return
    bounds = [_bound(child) for child in extent.children if child.kind.endswith(("Frame", "Bound"))]
    start, end = bounds[0], bounds[1] if len(bounds) > 1 else CURRENT
    message = ""
    if BOUNDS[start] == "UNBOUNDED FOLLOWING":
        message = "Window frame start cannot be UNBOUNDED FOLLOWING"
    elif BOUNDS[end] == "UNBOUNDED PRECEDING":
        message = "Window frame end cannot be UNBOUNDED PRECEDING"
    elif start > end:
        message = f"Window frame starting from {BOUNDS[start]} cannot end with {BOUNDS[end]}"
    if message:
        raise frame.error(ErrorName.INVALID_WINDOW_FRAME, message)


def _bound(node: Node) -> int:
    text = " ".join(node.text.upper().split())
    if text in UNBOUNDED:
        return UNBOUNDED[text]
    return PRECEDING if text.endswith("PRECEDING") else FOLLOWING
