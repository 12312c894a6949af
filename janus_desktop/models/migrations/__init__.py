"""The schema's history. `HEAD` is what this version of the program reads and writes."""

HEAD = "0001"
