"""Checks indicators as they are set, for what would make the evaluation fail later."""
