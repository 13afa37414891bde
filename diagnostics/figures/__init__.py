from diagnostics.figures.evolution import evolution
from diagnostics.figures.maps import indicator_map
from diagnostics.figures.offer import offer_map

__all__ = ["evolution", "indicator_map", "offer_map"]
