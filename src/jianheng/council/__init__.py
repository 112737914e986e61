"""Council: items, boundaries, sealed weighted votes and their outcomes (Part 6)."""
