"""Dates and ages as pages write them."""
