"""Word files: styles, text, tables, templates, and the way from a Document to .docx and PDF."""
