"""Answers to text, JSON, JSON lines and CSV: functions from values to lines, which know nothing of files or terminals.

``terminal.py`` makes archived text safe and measures it, ``style.py`` colours it, ``wording.py`` names dates, authors
and counts; the others each draw one kind of answer. ``structured.py`` has the formats for programs.
"""
