"""Office files in and out: what is opened, how the set-up workbook is read and written, an old report read in."""
