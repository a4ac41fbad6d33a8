"""One file a report: each builds its page from scores and repository."""
