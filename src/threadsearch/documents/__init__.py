"""Threads to documents: ids that stay, and several captures of one thread joined to one."""

from threadsearch.documents.build import documents_of
from threadsearch.documents.joining import continued, join, joined, mended, renamed, restricted, without

__all__ = ["continued", "documents_of", "join", "joined", "mended", "renamed", "restricted", "without"]
