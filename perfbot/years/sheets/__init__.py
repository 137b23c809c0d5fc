"""The set-up workbook 建账表格: its sheets and columns, filled in, read, and what loading it would do."""
