"""How much of the change of the gap comes from each instrument, from migration, from the strong."""
