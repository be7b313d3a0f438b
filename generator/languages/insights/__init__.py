"""CloudWatch Logs Insights: its text as a tree, what its names mean, and the same in SQL."""
