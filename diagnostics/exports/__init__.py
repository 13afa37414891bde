from diagnostics.exports.indicators import indicator_csv, portrait_csv
from diagnostics.exports.tables import table_csv

__all__ = ["indicator_csv", "portrait_csv", "table_csv"]
