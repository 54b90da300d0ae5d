"""Promotions: size and profile of each kind, learned from past events, and what a coming one will bring."""
