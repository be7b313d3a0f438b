"""Asking CloudWatch Logs itself, by boto3, which is imported only when somebody does."""
