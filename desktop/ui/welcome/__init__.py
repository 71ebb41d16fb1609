"""The first page of a new library: three ways to begin."""
