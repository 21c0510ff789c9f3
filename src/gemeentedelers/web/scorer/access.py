"""Who may enter: readers, and assessors, who read too."""

from gemeentedelers.domain.people.rules import Role

READERS = (Role.SCORER, Role.ASSESSOR)
