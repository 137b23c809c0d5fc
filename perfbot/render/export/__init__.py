"""A year as a workbook, and the names and words that go with exported files."""
