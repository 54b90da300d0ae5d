"""The sample shop: a seeded, synthetic flagship store in the week of Double 11."""

from tools.sample.parameters import Parameters
from tools.sample.write import write_sample

__all__ = ["Parameters", "write_sample"]
