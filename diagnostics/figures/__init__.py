from diagnostics.figures.evolution import evolution
from diagnostics.figures.maps import indicator_map

__all__ = ["evolution", "indicator_map"]
