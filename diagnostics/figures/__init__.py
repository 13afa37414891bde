from diagnostics.figures.coverage import coverage
from diagnostics.figures.evolution import evolution
from diagnostics.figures.maps import indicator_map
from diagnostics.figures.offer import offer_map

__all__ = ["coverage", "evolution", "indicator_map", "offer_map"]
