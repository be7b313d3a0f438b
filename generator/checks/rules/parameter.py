from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("parameter", "Grafana sends text: nobody fills a $1, which other programs bind.")
