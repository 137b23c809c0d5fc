"""Scheduled posts in words: digest, warnings, reminders, the timetable."""
