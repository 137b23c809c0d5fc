"""Office files in and out of the set-up: what may be opened, how it is opened apart, the workbook handed out."""
