"""Scheduled posts: what is owed, how far each has come, and the runs of the timetable."""
