"""Tidy tables of units by years: the reader that all commands share."""
