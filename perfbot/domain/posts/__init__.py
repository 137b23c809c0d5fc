"""Scheduled posts: what is owed, the state of each, and the runs of the timetable."""
