"""Tokens that would continue a statement, named as in Trino's syntax errors.

ANTLR lists every token that its parser state accepts, which are hundreds where an expression may
stand. Trino instead follows the grammar's automaton over the tokens from the start of the rule that
failed, keeps what the furthest token could have been, and names whole rules (`<expression>`).
"""

# The ANTLR runtime has no types.
# ruff: noqa: ANN401
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from antlr4 import Token
from antlr4.atn.ATNState import ATNState, RuleStartState, RuleStopState
from antlr4.atn.Transition import NotSetTransition, PrecedencePredicateTransition, RuleTransition
from antlr4.error.Errors import NoViableAltException
from trino_query_parser.SqlBaseParser import SqlBaseParser

RULES = {
    SqlBaseParser.RULE_expression: "<expression>",
    SqlBaseParser.RULE_booleanExpression: "<expression>",
    SqlBaseParser.RULE_valueExpression: "<expression>",
    SqlBaseParser.RULE_primaryExpression: "<expression>",
    SqlBaseParser.RULE_predicate: "<predicate>",
    SqlBaseParser.RULE_identifier: "<identifier>",
    SqlBaseParser.RULE_string: "<string>",
    SqlBaseParser.RULE_query: "<query>",
    SqlBaseParser.RULE_type: "<type>",
}
"""Rules that are named as a whole."""
TOKENS = {Token.EOF: "<EOF>", SqlBaseParser.INTEGER_VALUE: "<integer>"}


def expected_tokens(parser: Any, error: Any) -> tuple[str, list[str]]:
    """Return the token that no path of the grammar accepts, and the sorted names of those it does.

    Args:
        parser: Parser in the state of the error.
        error: Exception of ANTLR, or None.
    """
    states = parser.atn.states
    if error is None:
        state, token, context = states[parser.state], parser.getCurrentToken(), parser._ctx  # noqa: SLF001 - the runtime has no accessor
    else:
        state, token, context = states[error.offendingState], error.offendingToken, error.ctx
        if isinstance(error, NoViableAltException):
            token = error.startToken
    search = _Search(parser)
    search.run(state, token.tokenIndex, context)
    return parser.getTokenStream().get(search.furthest).text, sorted(search.names)


class _Search:
    """Simulation of the grammar's automaton over the tokens of a statement."""

    def __init__(self, parser: Any) -> None:
        self.atn = parser.atn
        self.stream = parser.getTokenStream()
        self.literals: list[str] = parser.literalNames
        self.symbols: list[str] = parser.symbolicNames
        self.furthest = -1
        self.names: set[str] = set()
        self.memo: dict[tuple[int, int], frozenset[int]] = {}

    def run(self, state: Any, index: int, context: Any) -> None:
        """Search from a state, and from the callers of its rule where the rule can end."""
        start = self.atn.ruleToStartState[state.ruleIndex]
        if self._is_reachable(state, start):
            state = start
        ends = self._process(state, index, suppressed=False, precedence=0)
        while ends and context.invokingState != -1:
            follow = self.atn.states[context.invokingState].transitions[0].followState
            ends = frozenset().union(
                *(self._process(follow, end, suppressed=False, precedence=0) for end in ends)
            )
            context = context.parentCtx

    def _is_reachable(self, target: ATNState, start: ATNState) -> bool:
        """Return whether a state follows from another without a token."""
        active, seen = [start], {start.stateNumber}
        while active:
            state = active.pop()
            if state.stateNumber == target.stateNumber:
                return True
            for transition in state.transitions:
                if transition.isEpsilon and transition.target.stateNumber not in seen:
                    seen.add(transition.target.stateNumber)
                    active.append(transition.target)
        return False

    def _process(
        self, start: Any, index: int, *, suppressed: bool, precedence: int
    ) -> frozenset[int]:
        """Return the tokens after the rule of a state.

        Args:
            start: State to begin at.
            index: Token to begin at.
            suppressed: Whether a rule around this one is named as a whole.
            precedence: Lowest precedence of operators in the rule.
        """
        key = (start.stateNumber, index)
        if key in self.memo:
            return self.memo[key]
        ends: set[int] = set()
        active: list[tuple[Any, int, bool]] = [(start, index, suppressed)]
        while active:
            state, at, hidden = active.pop()
            while self.stream.get(at).channel == Token.HIDDEN_CHANNEL:
                at += 1
            if isinstance(state, RuleStartState) and state.ruleIndex in RULES:
                if not hidden:
                    self._record(at, {RULES[state.ruleIndex]})
                hidden = True
            if isinstance(state, RuleStopState):
                ends.add(at)
                continue
            for transition in state.transitions:
                active.extend(self._step(transition, at, hidden=hidden, precedence=precedence))
        self.memo[key] = frozenset(ends)
        return self.memo[key]

    def _step(
        self, transition: Any, index: int, *, hidden: bool, precedence: int
    ) -> list[tuple[Any, int, bool]]:
        """Return the states after a transition; record its tokens if the statement has another."""
        if isinstance(transition, RuleTransition):
            ends = self._process(
                transition.target, index, suppressed=hidden, precedence=transition.precedence
            )
            return [(transition.followState, end, False) for end in ends]
        if isinstance(transition, PrecedencePredicateTransition):
            return (
                [(transition.target, index, hidden)] if precedence < transition.precedence else []
            )
        if transition.isEpsilon:
            return [(transition.target, index, hidden)]
        labels = transition.label
        if isinstance(transition, NotSetTransition):
            labels = labels.complement(Token.MIN_USER_TOKEN_TYPE, self.atn.maxTokenType)
        if self.stream.get(index).type in labels and index < len(self.stream.tokens) - 1:
            return [(transition.target, index + 1, False)]
        if not hidden:
            self._record(index, {self._name(token) for token in labels})
        return []

    def _record(self, index: int, names: set[str]) -> None:
        if index > self.furthest:
            self.furthest = index
            self.names = set()
        if index == self.furthest:
            self.names |= names

    def _name(self, token: int) -> str:
        if token in TOKENS:
            return TOKENS[token]
        literal = self.literals[token] if token < len(self.literals) else "<INVALID>"
        return literal if literal != "<INVALID>" else self.symbols[token]
