"""What goes wrong through no fault of the program, said so that a person can mend it."""


class Complaint(Exception):  # noqa: N818 - it is what the program says, not what broke in it
    """One clear sentence: what is wrong and what to do. The command line prints it and exits with status 2."""
