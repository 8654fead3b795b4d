"""What readers of mail share: those of mailboxes, and those of the HTML pages of lists' archives.

``headers.py`` reads senders and subjects, ``bodies.py`` takes from a message what are not its words, ``archives.py``
makes threads of the pages of a list's archive.
"""
