"""What the past teaches: calibration on panels, forecasts of their past, the track record."""
