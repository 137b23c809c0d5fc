"""Year books 年度账册: a fund's whole year as a text file that an office can edit."""
