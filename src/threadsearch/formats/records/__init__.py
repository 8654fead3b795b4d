"""What formats that read records share: exports, dumps, answers of APIs.

``jsons.py`` reads JSON and JSON lines, ``xmls.py`` XML, ``fields.py`` asks records for typed fields, ``bodies.py``
makes text of the markups that comments are stored in, ``settling.py`` puts the comments of a thread in order.
"""
