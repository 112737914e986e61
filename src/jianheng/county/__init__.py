"""Counties, the charter in force in each, the calendar, and every kept derivation (Parts 10.2, 17.1, 18.4)."""
