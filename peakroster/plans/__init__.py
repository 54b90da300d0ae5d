"""The plan store: what a plan is, how it is written whole or not at all, and which earlier plan counts."""
