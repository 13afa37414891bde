from diagnostics.exports.indicators import indicator_csv

__all__ = ["indicator_csv"]
