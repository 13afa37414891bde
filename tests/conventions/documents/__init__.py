"""Tests of `conventions.documents`, on the convention of the Rives d’Isac."""
