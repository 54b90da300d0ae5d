"""The looks of the desk: colours, sizes and spaces as CSS variables, for light and dark.

Every colour is a variable ``--pr-…`` that holds both its values. The browser takes the one of the theme that
Streamlit shows, in components of our own as well. Texts keep a contrast of 4.5 to 1 (WCAG 2.2 AA) on the
surfaces that they stand on; a test holds them to it.
"""

from __future__ import annotations

import streamlit as st

COLOURS = {
    "surface": ("#FFFFFF", "#11161F"),
    "raised": ("#F5F7FA", "#1A212D"),
    "line": ("#DCE2EA", "#2E3848"),
    "ink": ("#17202E", "#E7EBF1"),
    "muted": ("#556177", "#A3AFC1"),
    "accent": ("#1F5FC4", "#86B2FF"),
    "good": ("#0A6850", "#6BD0AC"),
    "good-soft": ("#E3F4EE", "#143029"),
    "warn": ("#7F5200", "#EDBF68"),
    "warn-soft": ("#FBF0D9", "#352B15"),
    "bad": ("#AB2E0A", "#FF9B80"),
    "bad-soft": ("#FCE7E0", "#3D2019"),
    "over": ("#1B5AB4", "#84B5FF"),
    "over-soft": ("#E3EDFB", "#172A47"),
}
"""By name: the value of the light theme and of the dark one. good, warn and bad say what they mean in words
beside them, too; over: more people than needed."""

SHIFT_COLOURS = (
    "#C0D3ED", "#DDCF88", "#9BD4B0", "#DDAA88", "#EFF0DB", "#B9A8E6", "#DFF6F5", "#C9A6BF", "#D1D1D7"
)  # fmt: skip
"""Behind the names of shifts, in the order of shifts.csv; dark text is readable on all of them.

One of each hue, none loud, as light as keeps them furthest apart also for eyes without one kind of cones.
"""

SHIFT_COLOURS_DARK = (
    "#2E4C9E", "#7E6125", "#317249", "#673B1E", "#403A28", "#612B73", "#284356", "#9B3B7E", "#4C4C4F"
)  # fmt: skip
"""The same of the dark theme, under light text, and none as dark as the page."""

LEAVE_COLOUR, OFF_TEXT = "#EEF0F3", "#667085"

SIZES = {
    "text-s": ".8rem",
    "text": ".93rem",
    "text-l": "1.1rem",
    "text-xl": "1.45rem",
    "space-s": ".35rem",
    "space": ".75rem",
    "space-l": "1.5rem",
    "radius": ".5rem",
}
"""Three steps above the smallest text, three of space."""


def is_dark() -> bool:
    """Whether the browser shows the dark theme, for what is drawn in Python; CSS needs no question."""
    return st.context.theme.type == "dark"


def _variables() -> str:
    shifts = zip(SHIFT_COLOURS, SHIFT_COLOURS_DARK, strict=True)
    pairs = {**COLOURS, **{f"shift-{place}": pair for place, pair in enumerate(shifts)}}
    colours = [f"--pr-{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items()]
    return " ".join([*colours, *(f"--pr-{name}: {size};" for name, size in SIZES.items())])


STYLE = (
    "<style>:root {"
    + _variables()
    + """}
.stMainBlockContainer {padding: .4rem 2rem 3rem; max-width: 1680px;}
.stAppHeader {background: transparent; pointer-events: none; height: 2.4rem; min-height: 2.4rem;}
.stAppHeader button, .stAppHeader a, .stMainMenu {pointer-events: auto;}
[data-testid="stSidebarHeader"] {position: absolute; right: 0; height: 2.4rem; min-height: 0; z-index: 2;
  padding: .3rem .6rem 0 !important; margin: 0 !important;}
[data-testid="stSidebarUserContent"] {padding: .9rem 0 2rem !important;}
.stSidebar .stVerticalBlock {gap: .5rem;}
:has(> .st-key-browser_words), .st-key-browser_words {position: absolute; height: 0; overflow: hidden;}
.brand {font-size: 1.25rem; font-weight: 700; color: var(--pr-ink); letter-spacing: -.01em; line-height: 1.2;}
.brand span {display: block; font-size: var(--pr-text-s); font-weight: 400; color: var(--pr-muted);
  letter-spacing: 0; margin-top: .15rem;}
.stSidebar [class*="st-key-pages"] {gap: .1rem; padding: .4rem 0;}
[class*="st-key-pages"] .stElementContainer {margin: 0 !important;}
[class*="st-key-pages"] .stPageLink, [class*="st-key-pages"] .stPageLink > * {height: auto; margin: 0;}
[class*="st-key-pages"] a {min-height: 2rem; margin: 0; padding: .2rem .6rem;}
.stMain .stPageLink a {border: 1px solid var(--pr-line); padding: .3rem .7rem; margin: 0; min-height: 2.2rem;}
[class*="st-key-broken_actions"] .stPageLink a {justify-content: center;}
.stMain [class*="st-key-phone_pages"] a {border: none;}
[data-testid$="Button-primary"]:not(:disabled), [data-testid$="Button-primary"]:not(:disabled) :is(p, span) {
  color: light-dark(#FFFFFF, #0B1220) !important;}
[class*="st-key-phone_pages"] {display: none;}

dl.pr-line {display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem 1.1rem; margin: 0 !important;
  padding: .3rem 0 .45rem !important; border-bottom: 1px solid var(--pr-line); font-size: var(--pr-text);
  color: var(--pr-ink);}
.pr-line div {display: inline-flex; gap: .4rem; align-items: baseline;}
.pr-line dt {color: var(--pr-muted); font-weight: 400;}
.pr-line dd {margin: 0; font-weight: 600; font-variant-numeric: tabular-nums;}
.pr-line small {font-size: var(--pr-text-s); font-weight: 400; color: var(--pr-muted);}
.pr-line .good dd {color: var(--pr-good);}
.pr-line .bad dd {color: var(--pr-bad);}
.pr-line .note dd {color: var(--pr-warn);}

.pr-card p {margin: 0 0 .15rem; color: var(--pr-ink); font-size: var(--pr-text);}
.pr-card .pr-what {font-size: var(--pr-text-l); font-weight: 650; color: var(--pr-bad);}
.pr-card .pr-where {font-weight: 600;}
.pr-card .pr-quiet {color: var(--pr-muted); font-size: var(--pr-text-s);}
.pr-kept {position: relative; height: .4rem; margin: .4rem 0 .2rem; max-width: 34rem; border-radius: 999px;
  background: var(--pr-bad-soft);}
.pr-kept i {position: absolute; inset: 0 auto 0 0; border-radius: 999px; background: var(--pr-bad);}
.pr-kept b {position: absolute; top: -.2rem; bottom: -.2rem; width: 2px; background: var(--pr-ink);}
.pr-week p {margin: 0; font-size: var(--pr-text); color: var(--pr-ink);}
.pr-week span {color: var(--pr-muted); font-variant-numeric: tabular-nums;}
.pr-week {border-left: 3px solid var(--pr-line); padding-left: .6rem;}
.pr-week.good {border-color: var(--pr-good);} .pr-week.note {border-color: var(--pr-warn);}
.pr-week.bad {border-color: var(--pr-bad);}
.pr-news {margin: 0; padding-left: 1.1rem; font-size: var(--pr-text); color: var(--pr-ink);}
.pr-news li {margin-bottom: .2rem;}

.pr-days {display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: .5rem;
  color: var(--pr-ink);}
.pr-days > div {border: 1px solid var(--pr-line); border-radius: var(--pr-radius); min-width: 0;
  padding: .45rem .6rem .5rem;}
.pr-days > .bad {border-top: 3px solid var(--pr-bad); padding-top: calc(.45rem - 2px);}
.pr-days h4 {font-size: var(--pr-text-s) !important; font-weight: 600; margin: 0 !important;
  padding: 0 !important;}
.pr-days p {margin: 0; font-size: var(--pr-text-s); font-variant-numeric: tabular-nums; line-height: 1.45;}
.pr-days .pr-told {color: var(--pr-good);} .pr-days .bad .pr-told {color: var(--pr-bad); font-weight: 650;}
.pr-days .pr-quiet {color: var(--pr-muted);}
.pr-curve {display: flex; height: 3.2rem; margin: .35rem 0; border-bottom: 1px solid var(--pr-line);}
.pr-curve i {flex: 1; position: relative; --bar: light-dark(#BBD2F3, #2C4F86);
  background: linear-gradient(to top, var(--bar) var(--there), transparent 0);}
.pr-curve i.short {background: linear-gradient(to top, var(--bar) var(--there),
  var(--pr-bad) 0 var(--need), transparent 0);}
.pr-curve i::after {content: ""; position: absolute; inset: auto 0 var(--need); height: 1.5px;
  background: var(--pr-ink);}
.pr-below {display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; margin: .35rem 0 0; color: var(--pr-muted);
  font-size: var(--pr-text-s);}
.pr-head {margin: .3rem 0 .2rem; font-weight: 600; font-size: var(--pr-text); color: var(--pr-ink);}

.stMetric [data-testid="stMetricValue"] {font-size: 1.35rem; font-weight: 600;}
.stMetric [data-testid="stMetricLabel"] {color: var(--pr-muted);}
.stMetric [data-testid="stMetricValue"] *, .stMetric [data-testid="stMetricLabel"] * {white-space: normal;
  word-break: keep-all; overflow: visible;}
.stButtonGroup [role="radiogroup"], .stButtonGroup > div {flex-wrap: wrap;}
.stMetric {padding: .55rem .3rem !important;}

[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: var(--pr-muted) !important;
  opacity: 1 !important;}
.why {border-collapse: collapse; width: 100%; font-size: .9rem; color: var(--pr-ink);}
.why th {text-align: right; font-weight: 400; color: var(--pr-muted); padding: .2rem .6rem;
  border-bottom: 1px solid var(--pr-line);}
.why td {text-align: right; padding: .22rem .6rem; font-variant-numeric: tabular-nums;}
.why th:first-child, .why td:first-child {text-align: left;}
.why .total td {font-weight: 600; border-top: 1px solid var(--pr-line); background: var(--pr-raised);}
.why .detail td {color: var(--pr-muted); font-size: .82rem; padding: 0 .6rem .15rem 1.6rem;}

.pr-who {margin: .2rem 0 .5rem; color: var(--pr-ink);}
.pr-month {border-collapse: separate; border-spacing: 3px; width: 100%; max-width: 62rem; table-layout: fixed;
  font-size: var(--pr-text-s); color: var(--pr-ink);}
.pr-month th {font-weight: 400; color: var(--pr-muted); text-align: left; padding: 0 .3rem;}
.pr-month td {vertical-align: top; height: 3.6rem; padding: .2rem .35rem; border-radius: .3rem;
  overflow: hidden; background: var(--pr-raised); overflow-wrap: anywhere;}
.pr-month td b {font-weight: 400; color: var(--pr-ink); margin-right: .3rem;}
.pr-month td i {font-style: normal; color: var(--pr-warn);}
.pr-month td span {display: block; font-weight: 600;}
.pr-month td small {display: block; color: var(--pr-ink); font-size: .72rem;}
.pr-month td.off span {font-weight: 400; color: var(--pr-muted);}
.pr-scroll {overflow: auto; max-height: 70vh;}
.pr-version {border-collapse: separate; border-spacing: 2px; font-size: var(--pr-text-s);
  color: var(--pr-ink);}
.pr-version th {font-weight: 400; text-align: left; padding: .1rem .4rem; white-space: nowrap;
  background: var(--pr-surface);}
.pr-version thead th {position: sticky; top: 0; color: var(--pr-muted);}
.pr-version tbody th {position: sticky; left: 0;}
.pr-version td {padding: .15rem .4rem; border-radius: .25rem; min-width: 3.6rem; white-space: nowrap;
  background: var(--pr-raised);}
.pr-version td.changed {outline: 2px solid var(--pr-warn); outline-offset: -2px;}
.pr-month td.other {background: transparent;}
.pr-month td.week {background: transparent; font-variant-numeric: tabular-nums; vertical-align: middle;}
.pr-sheet {border-collapse: collapse; font-size: var(--pr-text-s); color: var(--pr-ink);}
.pr-sheet :is(th, td) {border: 1px solid var(--pr-line); padding: .15rem .45rem; white-space: nowrap;
  text-align: left; max-width: 16rem; overflow: hidden; text-overflow: ellipsis;}
.pr-sheet th {font-weight: 600; background: var(--pr-raised);}
.pr-sheet th[scope="row"] {font-weight: 400; color: var(--pr-muted); position: sticky; left: 0;}
:focus-visible {outline: 2px solid var(--pr-accent) !important; outline-offset: 1px;}
h2 {font-size: var(--pr-text-xl) !important; padding: .2rem 0 !important;}
h3 {font-size: var(--pr-text-l) !important; padding-top: .6rem !important; padding-bottom: .2rem !important;}

@media (max-width: 640px) {
  .pr-days {grid-template-columns: repeat(7, 8.6rem); overflow-x: auto; padding-bottom: .3rem;}
  .stMainBlockContainer {padding: 2.6rem .9rem 5rem;}
  .stAppHeader {background: var(--pr-surface);}
  [class*="st-key-phone_pages"] {display: flex; flex-direction: row; position: fixed; inset: auto 0 0 0;
    z-index: 90; gap: 0; padding: .15rem .3rem env(safe-area-inset-bottom); background: var(--pr-surface);
    border-top: 1px solid var(--pr-line); overflow-x: auto; flex-wrap: nowrap !important;}
  [class*="st-key-phone_pages"] > div {flex: 1 0 auto; min-width: 2.8rem; width: auto;}
  [class*="st-key-phone_pages"] :is(a, p) {font-size: var(--pr-text-s) !important; white-space: nowrap;}
  [class*="st-key-phone_pages"] a {flex-direction: column !important; gap: 0 !important;
    align-items: center !important;
    justify-content: center !important; padding: .3rem 0 !important;}
}
</style>"""
)
