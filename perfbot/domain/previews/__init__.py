"""What a command would do to a book, worked out before it is recorded."""
