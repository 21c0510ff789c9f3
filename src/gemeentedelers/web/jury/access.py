from gemeentedelers.domain.people.rules import Role

JURY = (Role.JUROR, Role.JURY_CHAIR)
