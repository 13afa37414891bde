from diagnostics.figures.codes import QrCode, qr_code
from diagnostics.figures.coverage import coverage
from diagnostics.figures.evolution import evolution
from diagnostics.figures.maps import indicator_map
from diagnostics.figures.offer import offer_map
from diagnostics.figures.projection import fan
from diagnostics.figures.votes import spread

__all__ = [
    "QrCode",
    "coverage",
    "evolution",
    "fan",
    "indicator_map",
    "offer_map",
    "qr_code",
    "spread",
]
