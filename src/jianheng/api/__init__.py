"""The JSON interface, version 1: what the pages show, and every rule to be applied and replayed (Art. 18.4)."""
