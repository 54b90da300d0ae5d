"""Values as JSON: the one place that decides how dates, numbers and NaN are written."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def jsonable(value: Any, digits: int | None = None) -> Any:
    """A value in the types of JSON, at any depth.

    Datetimes are ISO 8601 to the minute, dates ISO 8601, NaN and infinity None, NumPy values those of Python,
    anything else (a path) its text.

    Parameters
    ----------
    digits
        Decimals that floats are rounded to; None keeps them.
    """
    if isinstance(value, Mapping):
        return {str(key): jsonable(inner, digits) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(inner, digits) for inner in value]
    if isinstance(value, float):  # NumPy's float64 is one
        if not math.isfinite(value):
            return None
        return float(value) if digits is None else round(float(value), digits)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return jsonable(value.tolist(), digits) if hasattr(value, "tolist") else str(value)


def json_text(content: Any, *, indent: int = 1) -> str:
    """The content as readable JSON without a line break at its end; Chinese stays Chinese."""
    return json.dumps(jsonable(content), ensure_ascii=False, indent=indent, allow_nan=False)


def json_file(content: Any, *, indent: int = 1) -> bytes:
    """The content as the bytes of a JSON file: UTF-8 without a BOM, a line break at the end."""
    return (json_text(content, indent=indent) + "\n").encode()
