"""The blocks of a year: each gathers what its equations need and calls them in order."""
