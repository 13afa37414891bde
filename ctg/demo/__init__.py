"""The demonstration: two Cafs on real territories, fictitious people, figures drawn from a seed.

The same seed gives the same data, ids included. Everything is written as the application's own role, inside the
scope of one Caf; only the Cafs themselves need the owner of the tables.
"""

from datetime import date

TODAY = date(2026, 11, 24)  # the day that the story has reached; a fixed one, so that it is always the same story
FICTITIOUS = "Démonstration (fictif)"
