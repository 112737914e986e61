"""The way in: the home page of the county, what waits for whom, and the search."""
