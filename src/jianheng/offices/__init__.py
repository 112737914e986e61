"""From ranks to offices, and the line of succession (Parts 4, 9, 11)."""
