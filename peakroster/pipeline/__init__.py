"""The stages of a plan, one after the other: forecast, size, roster, audit."""
