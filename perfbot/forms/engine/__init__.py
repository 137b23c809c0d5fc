"""The form engine: questions, drafts, pages and buttons of any conversation; it knows no form."""
