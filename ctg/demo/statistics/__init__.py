"""Figures that no open file gives, drawn commune by commune so that they add up, and then made as secret as real ones.

Each count is drawn where people live; EPCI and départements are sums of communes. What a producer would hide is
hidden after that, so that no published figure gives a hidden one back.
"""
