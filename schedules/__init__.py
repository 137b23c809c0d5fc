"""The schedules: the timetable that the office edits, what is owed by it, and the jobs that post it."""
