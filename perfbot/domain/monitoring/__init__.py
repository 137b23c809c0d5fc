"""双监控: money and goals on a day, the warnings that follow, and who owes what."""
