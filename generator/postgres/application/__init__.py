"""The contract's application at work: what its users do, what goes wrong, and what it logs of that."""
