"""Many draws of one scenario, with the programme and without it."""
