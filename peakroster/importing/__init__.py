"""Files as people have them, taken into the tables of a shop.

``understand`` says what each sheet is and leaves open what it does not say, ``answer`` closes that, ``write``
puts the shop's own tables in place, all through the store's door. Layouts are found by
:mod:`peakroster.layouts`; here is what needs the shop: its names (``context``), what it has already
(``changes``), and what it remembers of files (``memory``).
"""

from peakroster.importing.context import Context, context_of
from peakroster.importing.understanding import SheetUnderstood, Understanding, answer, understand
from peakroster.importing.writing import Written, planned, write

__all__ = [
    "Context",
    "SheetUnderstood",
    "Understanding",
    "Written",
    "answer",
    "context_of",
    "planned",
    "understand",
    "write",
]
