"""All indicators, one file a family; importing this declares them."""

from eduhub.scores.indicators import balance, change, differences, distance, indexes, value_added

FILES = (balance, change, differences, distance, indexes, value_added)
