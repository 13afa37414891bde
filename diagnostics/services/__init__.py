"""The shared diagnosis: reading the territory, hearing people, and saying what follows."""
