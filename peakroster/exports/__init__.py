"""Rosters for attendance systems and for people: one table that all formats are made from."""

from peakroster.exports.dispatch import FORMATS, default_target, export, export_findings
from peakroster.exports.neutral import NEUTRAL_COLUMNS, neutral_table

__all__ = ["FORMATS", "NEUTRAL_COLUMNS", "default_target", "export", "export_findings", "neutral_table"]
