"""What programs wrote inside what people wrote: found line by line, and cut from what an encoder reads."""

from feedback_insights.machine_text.blocks import Line, folded, is_machine_line, lines_of, machine_blocks
from feedback_insights.machine_text.inline import prose, readable, readable_statements

__all__ = [
    "Line", "folded", "is_machine_line", "lines_of", "machine_blocks", "prose", "readable",
    "readable_statements",
]  # fmt: skip
