"""What several pages have in common: each makes sentences, tables or figures from the scores of a unit."""
