"""What history teaches: calibration on panels, forecasts of their past, and the track record."""
