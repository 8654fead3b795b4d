"""Formats that read what platforms export: records, not pages. One module a platform."""
