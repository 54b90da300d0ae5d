"""The export formats by name, in the order in which they are offered."""

from __future__ import annotations

SHEET = "dingtalk-template"
"""Beside them: DingTalk's own sheet, which needs the workbook that its console exports."""

FORMATS = ("csv", "xlsx", "png", "ics", "dingtalk", "feishu", "wecom", "frappe", "odoo")
