"""The numbers of policy as dated data with unit and source, and the catalogue of indicators."""

from eduhub.parameters.catalogue import INDICATORS, Entry
from eduhub.parameters.parameters import Parameters, parameters

__all__ = ["INDICATORS", "Entry", "Parameters", "parameters"]
