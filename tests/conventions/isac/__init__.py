"""The convention of the Rives d’Isac, an invented territory: the worked example of the domain dossier."""
