"""Smoothers and naive methods beside the regression, combined by recent errors, calibrated."""
