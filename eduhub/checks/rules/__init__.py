"""All rules, one file a kind; importing this enters them under their codes."""

from eduhub.checks.rules import across, city, classes, plan, register, school, shape, teachers, tool

FILES = (across, city, classes, plan, register, school, shape, teachers, tool)
