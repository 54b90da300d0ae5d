"""The command line: init, check, plan, forecast, size, roster, adopt, audit, backtest, export and ui."""

from peakroster.cli.app import app, main

__all__ = ["app", "main"]
