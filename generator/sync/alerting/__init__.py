"""What the kinds of alerting share: whose a thing is, and the record of what has no room for a mark."""
