"""Who may enter: everybody at the jury's table. What only the chair may do asks for the chair itself."""

from gemeentedelers.domain.people.rules import JURY

__all__ = ["JURY"]
