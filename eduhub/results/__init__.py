"""Pupils' results beside the head of an assessment, read through polars; no row of them is ever shown."""
