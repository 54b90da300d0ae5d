"""The sample shop: a seeded, synthetic flagship store in the week of Double 11."""

from peakroster.sample.parameters import Parameters
from peakroster.sample.write import write_sample

__all__ = ["Parameters", "write_sample"]
