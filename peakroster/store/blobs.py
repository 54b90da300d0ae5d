"""Bytes of files in the store, each kept once."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.schema import blobs


def digest_of(content: bytes) -> str:
    """SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep_blobs(connection: Connection, contents: Iterable[bytes]) -> None:
    """Keep these bytes, those that are there already as they are."""
    wanted = {digest_of(content): content for content in contents}
    if not wanted:
        return
    query = sa.select(blobs.c.digest).where(blobs.c.digest.in_(wanted))
    known = set(connection.execute(query).scalars())
    rows = [
        {"digest": digest, "size": len(content), "content": zlib.compress(content, 6)}
        for digest, content in sorted(wanted.items())
        if digest not in known
    ]
    if not rows:
        return
    if connection.dialect.name == "postgresql":  # another shop may keep the same bytes at this moment
        from sqlalchemy.dialects.postgresql import insert

        connection.execute(insert(blobs).on_conflict_do_nothing(), rows)
    else:
        connection.execute(blobs.insert(), rows)


def read_blobs(connection: Connection, digests: Iterable[str]) -> dict[str, bytes]:
    """Digest → bytes, of those that are kept. Raises ValueError where a database has lost what it kept."""
    query = sa.select(blobs.c.digest, blobs.c.content).where(blobs.c.digest.in_(set(digests)))
    found = {}
    for digest, packed in connection.execute(query):
        content = zlib.decompress(packed)
        if digest_of(content) != digest:
            raise ValueError(digest)
        found[digest] = content
    return found
