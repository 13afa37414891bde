"""The plan on paper, for those who rework it in a text processor."""
