"""Why a number is what it is, one module for each question, with its words beside it."""
