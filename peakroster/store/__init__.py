"""What has happened to a shop: a log of every change, versions of plans, publications, drafts, requests.

Files are what people write and read; the store is what happened. It is one database: ``peakroster.db`` in the
shop folder, or a PostgreSQL server (``place``, ``engine``). Every change of a shop's files goes through one
door (``door``), which writes ahead what it is about to do. ``schema`` states the tables, ``migrations`` bring
older databases up to date. SQLAlchemy is imported by those who read or write the store, never by ``door``,
``place`` and ``who`` themselves: a command that writes nothing does not wait for it.
"""
