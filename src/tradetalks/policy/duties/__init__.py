"""Duties by product, partner and day: the law, its product lists, how duties stack, and their averages."""
