"""Builds the program: one function makes everything, the same for the bot and for tests."""
