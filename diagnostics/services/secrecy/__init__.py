"""Statistical secrecy: what may be shown of the figures that a Caf holds (docs/adr: suppression)."""

from diagnostics.services.secrecy.publication import NotCafWide, Published, enforce, hold, publish

__all__ = ["NotCafWide", "Published", "enforce", "hold", "publish"]
