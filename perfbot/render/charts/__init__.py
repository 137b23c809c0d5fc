"""Pictures for the phone, each with its words."""
