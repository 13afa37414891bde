from territories.views.caf import job, settings
from territories.views.ctg import choose_territory, create_ctg, edit_ctg

__all__ = ["choose_territory", "create_ctg", "edit_ctg", "job", "settings"]
