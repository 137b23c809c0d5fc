"""Handlers translate one subject's updates into calls and answers; they decide nothing."""
