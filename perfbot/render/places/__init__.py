"""One renderer for each place a Document goes to: rich message, chat, text, Markdown, HTML, robots."""
