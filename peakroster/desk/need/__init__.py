"""The need as a manager looks at it: where people are missing and why, and what another target takes."""
