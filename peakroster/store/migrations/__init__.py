"""Migrations of the store, one file each in ``versions``, numbered in one line.

A new one takes the next free number, names the one before as ``down_revision``, and moves ``HEAD`` of
``peakroster.store.schema``. It states its tables itself: what ``schema`` says changes later. Tables of the
log, of versions and of publications carry triggers: never rebuild them by ``batch_alter_table``, which drops
these.
"""
