"""Putting a document in type, whatever it says: fonts, typography, pages, accessibility and its control."""
