"""The coverage page: staffing requirement against roster, and why an interval needs its agents."""
