"""Measurements against the budgets. Everything is a ratio to something that runs beside it in the same run."""
