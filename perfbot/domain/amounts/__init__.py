"""Amounts of money and days as people write them: read exactly, or refused with the reason."""
