"""The page of a backtest: every queue, every method, and each origin's hours to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from peakroster.backtest.content import content
from peakroster.backtest.rolling_origin import Backtest, run_backtest
from peakroster.charts.backtest import backtest_html, backtest_page
from peakroster.messages import LANGUAGES, Translator
from peakroster.shop.folder import read_shop
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow

NAMES = {"presale": "售前", "aftersale": "售后"}


@pytest.fixture(scope="module")
def looked_back(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Backtest]:
    """Two weeks of the small shop, and the day of presale's sale."""
    shop = read_shop(write_small_shop(tmp_path_factory.mktemp("shop") / "shop"))
    backtest = run_backtest(shop, shop.queue_ids, [7], weeks=12)
    return content(shop, backtest), backtest


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_without_a_browser(
    looked_back: tuple[dict[str, Any], Backtest], language: str, tmp_path: Path
) -> None:
    """Drawn as a picture it names the queues, the methods and its charts."""
    figures, backtest = looked_back
    target, words = tmp_path / "page.svg", Translator(language)
    backtest_page(figures, backtest.errors.hours, NAMES, words).save(str(target))
    text = target.read_text(encoding="utf-8")
    keys = ("chart_methods", "chart_beside", "chart_band", "actual", "method_last_week", "chart_kinds")
    for word in ("售前", "售后", *(words(f"backtest.{key}") for key in keys)):
        assert word in text


def test_each_origin_can_be_chosen(looked_back: tuple[dict[str, Any], Backtest]) -> None:
    """The list names days and events, the latest first, and moments do not depend on a browser's clock."""
    figures, backtest = looked_back
    page = backtest_page(figures, backtest.errors.hours, NAMES, Translator("en")).to_dict()
    options = [each["bind"]["options"] for each in page["params"]]
    assert options[0] == ["2026-11-02 – 11-08", "2026-10-25 – 10-31", "2026-10-20 flash-10"]
    rows = [row for rows in page["datasets"].values() for row in rows]
    assert len(rows) == len(backtest.errors.hours)
    moments = {row["moment"] for row in rows}
    assert moments == {
        f"{moment:%Y-%m-%dT%H:%MZ}" for moment in pd.DatetimeIndex(backtest.errors.hours["timestamp"])
    }


def test_html_needs_no_network(looked_back: tuple[dict[str, Any], Backtest]) -> None:
    """The page holds its scripts itself and loads nothing."""
    figures, backtest = looked_back
    page = backtest_html(figures, backtest.errors.hours, NAMES, Translator("zh"))
    assert "<script src=" not in page
    assert "<title>预测误差" in page
    assert "vegaEmbed('#vis'" in page
