"""The orchestrator: the stages of a plan one after the other, written whole or not at all."""
