"""What is measured, beside the peer it is measured against. `make bench` runs all of it."""
