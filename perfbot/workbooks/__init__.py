"""Opens office files safely in a process of its own, and writes the set-up workbook."""
