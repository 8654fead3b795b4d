"""Archived comment threads in, ranked answers out.

The stages, in the order in which data flows, and where each lives::

    archive file → Page → Thread → Document → index
      archive.py      paths and bytes to decoded pages
      formats/        pages to threads of comments, one module a source format
      threads.py      parents to depth, order and orphans
      documents.py    threads to documents with stable ids; captures of one thread joined
      engines/        documents to an index
      ingest.py       all of that as one function

    query string → Query → Results → rendering
      query.py        what people type to a query tree
      dates.py        dates as pages print them and as people type them
      engines/        a query tree to results
      diagnose.py     why a search found nothing
      render/         results to text, JSON, JSON lines, CSV
      cli/            the command line

``model/`` has the types that they hand on, ``errors.py`` what they raise.
"""

__version__ = "0.1.0"
