from dashboards.views.caf import portfolio
from dashboards.views.ctg import ctg, elected
from dashboards.views.home import home, spaces

__all__ = ["ctg", "elected", "home", "portfolio", "spaces"]
