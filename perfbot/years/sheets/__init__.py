"""The set-up workbook 建账表格: its sheets and columns, filling, reading, and planning what loading does."""
