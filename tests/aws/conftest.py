"""The account, for every test here."""

from tests.aws.fixtures import client, logs, no_aws, served, wire

__all__ = ["client", "logs", "no_aws", "served", "wire"]
