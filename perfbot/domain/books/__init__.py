"""A book 台账 of one fund and year: its entries, the commands that make them, the rules that refuse them."""
