"""Sections of the report, in the order of the page."""

from __future__ import annotations

from clickstream.report.model import Section
from clickstream.report.sections import rankings
from clickstream.report.sections.account import account
from clickstream.report.sections.freshness import freshness
from clickstream.report.sections.funnel import funnel
from clickstream.report.sections.retention import retention
from clickstream.report.sections.sessions import sessions
from clickstream.report.sections.traffic import last_day, traffic

SECTIONS = (
    Section("traffic", "Traffic", ("traffic",), traffic),
    Section("last-day", "Last day by hour", ("traffic",), last_day, least_days=2),
    Section("sessions", "Sessions", ("sessions",), sessions),
    Section("funnel", "Conversion funnel", ("funnel",), funnel),
    Section("retention", "Retention", ("retention",), retention),
    *(Section(each.id, each.title, (each.query,), each.figure) for each in rankings.RANKINGS),
    Section("account", "Account of the events", ("traffic", "quarantine_reasons"), account),
    Section("freshness", "Freshness", ("freshness", "latency"), freshness),
)
WITH_PREVIOUS = ("traffic",)
"""Queries that are also run over the range before."""
