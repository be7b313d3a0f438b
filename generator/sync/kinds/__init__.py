"""The kinds of resource, one file each."""
