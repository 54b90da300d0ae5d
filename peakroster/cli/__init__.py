"""The command line: a module per command or group of commands, what they print beside it."""

from peakroster.cli.app import app, main

__all__ = ["app", "main"]
