"""Questionnaires: written, opened, answered, read over, counted."""
