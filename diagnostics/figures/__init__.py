from diagnostics.figures.evolution import evolution

__all__ = ["evolution"]
