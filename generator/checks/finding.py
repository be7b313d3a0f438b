"""What the rules find: `generator.finding`, under the name that they know it by."""

from generator.finding import Finding, Severity

__all__ = ["Finding", "Severity"]
