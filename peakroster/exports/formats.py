"""The export formats by name, in the order in which they are offered."""

from __future__ import annotations

FORMATS = ("csv", "xlsx", "png", "ics", "dingtalk", "feishu", "wecom", "frappe", "odoo")
