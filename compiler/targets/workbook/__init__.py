"""A deck as a workbook for the browser: one HTML file, and sheets on paper."""

from compiler.targets.workbook.deal import MOST_SHEETS, Dealt, deal
from compiler.targets.workbook.document import document
from compiler.targets.workbook.embedded import SANS
from compiler.targets.workbook.section import Section, section
from compiler.targets.workbook.sheets import sheets

__all__ = ["MOST_SHEETS", "SANS", "Dealt", "Section", "deal", "document", "section", "sheets"]
