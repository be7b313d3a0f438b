"""Names and types: what each word of a Logs Insights query means, command by command.

CloudWatch takes nearly any name and type without a word, and answers nothing; so this is where a mistake
is found that would be an empty panel.
"""

from __future__ import annotations

from generator.languages.insights.analysis.commands import Walk
from generator.languages.insights.analysis.model import (
    FAULT_RULES,
    WARNINGS,
    Analysis,
    Column,
    Names,
    Output,
)
from generator.languages.insights.record import Record
from generator.languages.insights.tree import Parsed

__all__ = ["FAULT_RULES", "WARNINGS", "Analysis", "Column", "Names", "Output", "analyse"]


def analyse(parsed: Parsed, record: Record) -> Analysis:
    """Look up a query's names among the fields of `record`. Never raises; linear in the text's length.

    Of a place at which the query cannot be read nothing more is said.
    """
    walk = Walk(parsed, record)
    walk.go(parsed.pipeline)
    reader = walk.reader
    told = {fault.start for fault in parsed.faults}
    faults = tuple(fault for fault in reader.faults if fault.start not in told)
    return Analysis(reader.types, reader.columns, walk.visible, walk.shown.outputs(), faults)
