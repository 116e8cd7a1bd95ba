"""Chance for threads of tests. Python's own is seeded by Hypothesis, which fails a test when others draw from it meanwhile."""

from random import SystemRandom

DICE = SystemRandom()
