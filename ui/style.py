"""CSS for what Streamlit's theme has no setting for, and the colours of shifts."""

from __future__ import annotations

STYLE = """<style>
.stMainBlockContainer {padding: 2.4rem 2.4rem 3rem; max-width: 1560px;}
.stSidebar .stSidebarHeader {height: 2.2rem; padding-bottom: 0;}
.brand {font-size: 1.45rem; font-weight: 700; color: #1E293B; letter-spacing: -.01em; line-height: 1.2;}
.brand span {display: block; font-size: .85rem; font-weight: 400; color: #64748B; letter-spacing: 0;
  margin-top: .15rem;}
.facts {display: flex; flex-wrap: wrap; gap: .5rem; margin: .1rem 0 .4rem;}
.facts span {font-size: .84rem; padding: .18rem .65rem; border-radius: 999px; background: #F1F4F9;
  color: #475569;}
.facts .good {background: #E6F4EF; color: #0B5F4B;}
.facts .bad {background: #FCE9E1; color: #A63A08;}
.facts .note {background: #FDF3E0; color: #8A5A00;}
.stMetric [data-testid="stMetricValue"] {font-size: 1.35rem; font-weight: 600;}
.stMetric [data-testid="stMetricLabel"] {color: #64748B;}
.stMetric [data-testid="stMetricValue"] *, .stMetric [data-testid="stMetricLabel"] * {white-space: normal;
  word-break: keep-all; overflow: visible;}
.stButtonGroup [role="radiogroup"], .stButtonGroup > div {flex-wrap: wrap;}
.stMetric {padding: .55rem .3rem !important;}
.why {border-collapse: collapse; width: 100%; font-size: .9rem;}
.why th {text-align: right; font-weight: 400; color: #64748B; padding: .2rem .6rem;
  border-bottom: 1px solid #E2E8F0;}
.why td {text-align: right; padding: .22rem .6rem; font-variant-numeric: tabular-nums;}
.why th:first-child, .why td:first-child {text-align: left;}
.why .total td {font-weight: 600; border-top: 1px solid #CBD5E1; background: #F8FAFC;}
.why .detail td {color: #64748B; font-size: .82rem; padding: 0 .6rem .15rem 1.6rem;}
@media (max-width: 768px) {.stMainBlockContainer {padding: 4.2rem 1.2rem 3rem;}}
h3 {font-size: 1.1rem !important; padding-top: .6rem !important; padding-bottom: .2rem !important;}
</style>"""

SHIFT_COLOURS = (
    "#DCEBFA", "#D8F0E2", "#FBE9D0", "#E9DFF6", "#FADADF", "#D3EEF0", "#F3EDC4", "#E3E5EA", "#F6DDEE"
)  # fmt: skip
"""Behind the names of shifts, in the order of shifts.csv; dark text is readable on all of them."""

LEAVE_COLOUR, OFF_TEXT = "#EEF0F3", "#94A3B8"
