"""Archived comment threads in, ranked answers out.

The stages, in the order in which data flows, and where each lives::

    archive file → Page → Thread → Document → index
      archive/        paths and bytes to decoded pages
      formats/        pages to threads of comments, one module a source format
      replies/        if asked for: parents where a page shows none, from what comments say
      threads.py      parents to depth, order and orphans
      documents/      threads to documents with stable ids; captures of one thread joined
      engines/        documents to an index
      reading.py      files to documents: all of that but the index, spread over processes by workers.py
      ingest.py       files to an index

    query string → Query → Results → rendering
      query/          what people type to a query tree
      engines/        a query tree to results
      diagnose.py     why a search found nothing
      stats.py        what is in an index, in numbers
      render/         results to text, JSON, JSON lines, CSV
      cli/            the command line

``model/`` has the types that they hand on, ``errors.py`` what they raise. Both ways use ``dates/`` (dates as pages
print them and as people type them), the way in ``addresses.py`` too (web addresses, freed of what archives put before
them).
"""

__version__ = "0.1.0"
