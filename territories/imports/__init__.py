"""Official files read as plain rows, and the bulk writing that every importer shares."""
