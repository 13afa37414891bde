"""Files that come from outside: the catalogue that we ship, and the tables of producers that nobody foresaw."""
