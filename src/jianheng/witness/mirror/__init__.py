"""A mirror: a second copy of public logs in somebody else's hands, which names what does not fit (Art. 7.3, 7.5)."""
