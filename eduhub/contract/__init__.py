"""All that is generated: schemas and editor settings, and the pages of indicators and of rules."""

from eduhub.contract.generated import generated, stale
from eduhub.contract.indicators import indicators_page
from eduhub.contract.schemas import editor_files, json_schema, schema_text

__all__ = ["editor_files", "generated", "indicators_page", "json_schema", "schema_text", "stale"]
