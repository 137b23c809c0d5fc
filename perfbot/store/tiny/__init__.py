"""The store on TinyDB: its tables and queries over sealed journals."""
