"""Exceptions of geo/: each carries one clear sentence, in French, for the visitor."""


class MaillageError(Exception):
    """A request that cannot be answered; ``str(error)`` is a French sentence fit for the screen."""


class DataError(MaillageError):
    """A data file that is missing, damaged or refused."""


class UnknownTerritoryError(MaillageError):
    """A department or commune that the shipped data do not hold."""
