"""The linked election on paper: rolls, ballots, entry by two, tally, certification (Part 3)."""
