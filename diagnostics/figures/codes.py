"""A code to aim a telephone at."""

from typing import NamedTuple

import segno

QUIET_ZONE = 2


class QrCode(NamedTuple):
    """Its side in modules, and its dark modules as one SVG path."""

    size: int
    path: str


def qr_code(address: str) -> QrCode:
    code = segno.make(address, error="m", micro=False)
    rows = enumerate(code.matrix_iter(border=QUIET_ZONE))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row) if dark)
    return QrCode(int(code.symbol_size(border=QUIET_ZONE)[0]), path)
