"""The root of every error that a person using the mesh can cause, and can repair."""


class MeshError(Exception):
    """Something that the user can put right: its message says what, where, and what to do.

    Every typed error of the project derives from it. The command line and the code locations
    show its message and exit with a status; a traceback is kept for defects of the mesh itself.
    """


class InfrastructureError(MeshError):
    """The machine's fault, not the data's: a full disk, a database that does not answer.

    It refuses no partition, and trying again may succeed.
    """
