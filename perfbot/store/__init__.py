"""Where the figures are kept: append-only, chained journals under the TinyDB API, one folder, one process."""
