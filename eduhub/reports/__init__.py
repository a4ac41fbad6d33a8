"""What shall be told? Pages without markup, charts, and the formats that dress them."""

from eduhub.reports.engine import REPORTS, make, orders, report

__all__ = ["REPORTS", "make", "orders", "report"]
