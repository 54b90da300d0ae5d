"""Where the store of a shop lies, and whether there is one; knows no database library."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from peakroster.tables.findings import Finding, InputError

VARIABLE = "PEAKROSTER_DATABASE_URL"
FILE = "peakroster.db"
BEGUN = ".peakroster.begun"
"""Lies in the shop folder while a change is being put in place, and after a kill, until that is finished; it
holds the change's number."""

ORIGINALS = "originals"
"""Folder of the shop with the files as they were imported."""

SETTINGS = "shop.toml"
_SCHEMES = {"postgresql", "postgres", "postgresql+psycopg"}


def database_url() -> str | None:
    """The address of the PostgreSQL server, as SQLAlchemy wants it; None = a file in each shop folder.

    Raises InputError for an address of anything else.
    """
    address = os.environ.get(VARIABLE, "").strip()
    if not address:
        return None
    scheme, separator, rest = address.partition("://")
    if not separator or scheme not in _SCHEMES:
        raise InputError([Finding("error", "store_url", VARIABLE, value=scheme if separator else None)])
    return f"postgresql+psycopg://{rest}"


def database_file(folder: Path) -> Path:
    """The SQLite file of a shop, whether it is there or not."""
    return folder / FILE


def has_store(folder: Path) -> bool:
    """Whether there may be a store to read: a file with something in it, or a server and a shop's id."""
    if database_url() is not None:
        return shop_id(folder) is not None
    try:
        return database_file(folder).stat().st_size > 0
    except OSError:
        return False


def shop_id(folder: Path) -> str | None:
    """``id`` of shop.toml; None where it says none that could be one, or cannot be read."""
    try:
        content = (folder / SETTINGS).read_bytes()
        found = tomllib.loads(_text(content)).get("id")
    except (OSError, ValueError):
        return None
    return found.strip() or None if isinstance(found, str) else None


def shop_key(folder: Path) -> str:
    """What tells the shop from others in its database: with a server its id, in its own file just ``.``.

    Raises InputError where a server is asked for and shop.toml has no id.
    """
    if database_url() is None:
        return "."
    found = shop_id(folder)
    if found is None:
        raise InputError([Finding("error", "shop_without_id", SETTINGS, column="id")])
    return found


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
