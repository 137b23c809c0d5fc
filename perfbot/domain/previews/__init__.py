"""Works out what a command would do to a book before it is recorded."""
