"""The services of a Catalogue: verbs that take ids and plain values and give back frozen ones."""
