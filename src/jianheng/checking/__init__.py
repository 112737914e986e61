"""The public check: whether a paper or a file is what was issued (Art. 7.5)."""
