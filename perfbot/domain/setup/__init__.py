"""Checks of indicators as they are set: what would make the year's evaluation fail later."""
