"""What runs when: the timetable that the office edits, what is owed by it, and the jobs that see to it."""
