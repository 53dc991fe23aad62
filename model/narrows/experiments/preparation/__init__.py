"""From a scenario and a region to the programme that the model meets."""
