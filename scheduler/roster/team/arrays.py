"""Array types of the compiled kernels, and the price of what is not allowed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.rules.constraint_forms import Booleans, Integers

Floats = NDArray[np.float64]
Headcounts = NDArray[np.int32]

NEVER = 1e15
"""Price of a start that is not allowed; cost of a pattern that does not exist."""

__all__ = ["NEVER", "Booleans", "Floats", "Headcounts", "Integers"]
