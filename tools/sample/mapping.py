"""mapping.csv of the sample: what DingTalk would call the people and shifts; every id is made up."""

from __future__ import annotations

import pandas as pd


def mapping(agents: pd.DataFrame, shifts: pd.DataFrame) -> pd.DataFrame:
    """Columns of mapping.csv, as text: one row for each agent and shift, one group, one operator."""
    rows = [("group", "default", "1000200030"), ("operator", "default", "demo-manager-01")]
    rows += [("shift", shift, str(700_100_000 + 17 * row)) for row, shift in enumerate(shifts["shift"])]
    rows += [("agent", agent, f"demo-user-{agent.lower()}") for agent in agents["agent_id"]]
    table = pd.DataFrame(rows, columns=["kind", "local_id", "platform_id"])
    table.insert(1, "platform", "dingtalk")
    return table
