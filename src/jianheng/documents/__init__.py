"""Official documents: drafts from decisions, issue, supersession, public check by trace code (Part 7)."""
