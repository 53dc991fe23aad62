"""The model held against facts and published effects, failures included."""
