"""The rules in the shop.toml that ``init`` writes: every rule of the registry, commented out, in words."""

from __future__ import annotations

import json

from peakroster.messages import Translator
from scheduler.domain.rules import IN_RULES, RuleSpec

MARK = "# @rules\n"
"""The line of the template in whose place the rules stand."""


def with_rules(template: str) -> str:
    """The template with a comment and an example for each rule, in Chinese and English."""
    zh, en = Translator("zh"), Translator("en")

    def line(key: str) -> str:
        return f"# {zh(f'rules.{key}')} / {en(f'rules.{key}')}\n"

    offered = IN_RULES
    standard, others = ([r for r in offered if (r.standard is None) is none] for none in (False, True))
    rules = [line(rule.key) + f"# {rule.key} = {_example(rule, zh)}\n" for rule in standard]
    rules.append(line("beyond_standard"))
    rules += [line(rule.key) + f"# {rule.key} = {_example(rule, zh)}\n" for rule in others]
    return template.replace(MARK, "".join(rules))


def _example(spec: RuleSpec, translate: Translator) -> str:
    if spec.standard is None:
        return translate(f"rules.{spec.key}_example")
    return json.dumps(spec.standard)
