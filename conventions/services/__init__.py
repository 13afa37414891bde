"""Verbs of the convention: writing it, signing it, producing it, verifying it."""
