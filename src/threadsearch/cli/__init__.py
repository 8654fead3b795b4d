"""The command line. Each command turns its options into one call of the library and prints what is drawn of the answer.

``app.py`` puts the commands together and runs them, ``options.py`` has the options they share, ``console.py`` knows
stdout, stderr and the terminal, ``failures.py`` the exit statuses. Commands import what they need when they run, so
that the program starts fast.
"""
