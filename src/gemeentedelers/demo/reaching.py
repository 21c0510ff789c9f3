"""The organisers of the demo have addresses of some municipalities, all invented, and invited them once."""

from datetime import datetime

from gemeentedelers.demo.calendar import chance
from gemeentedelers.demo.cast import DOMAIN
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.outreach.actions import import_contacts, invite_recipients, write_campaign
from gemeentedelers.domain.outreach.queries import mailing_list
from gemeentedelers.domain.outreach.rules import CampaignPlan, ContactRow, Group
from gemeentedelers.domain.people.models import User

SOURCE = "adressenlijst (fictief).csv"
PROVINCES = ("Drenthe", "Limburg", "Overijssel", "Zeeland")
SHARE_WITH_ADDRESS = 0.8
PLAN = CampaignPlan(
    subject="Wat werkt er in {gemeente}?",
    text=(
        "Beste {naam},\n\n"
        "In gemeente {gemeente} werkt vast iets waar een andere gemeente morgen mee verder kan. Groot hoeft het niet "
        "te zijn. Het moet af zijn, en het moet werken.\n\n"
        "De inschrijving sluit op {sluiting}. Hier leest u hoe meedoen gaat:\n{link}\n\n"
        "Met vriendelijke groet,\nhet team van GemeenteDelers"
    ),
    group=Group.PROVINCES,
    choices=PROVINCES,
)


def reach_out(edition: Edition, *, by: User, imported_at: datetime, invited_at: datetime) -> None:
    """Nobody real is mailed: every address lies in the demo's own domain."""
    rows = _contacts(edition)
    import_contacts(rows, day=edition.reference_date, source=SOURCE, by=by, now=imported_at)
    campaign = write_campaign(edition, PLAN, by=by, now=imported_at)
    invite_recipients(campaign, seen=mailing_list(campaign).seen, by=by, now=invited_at)


def _contacts(edition: Edition) -> list[ContactRow]:
    """Of most municipalities in a few provinces one address, of the larger ones two."""
    rows: list[ContactRow] = []
    for municipality in municipalities_on(edition.reference_date).filter(province__in=PROVINCES):
        if chance("contact", municipality.code).random() > SHARE_WITH_ADDRESS:
            continue
        n_addresses = 2 if (municipality.population or 0) > 50_000 else 1
        for number in range(1, n_addresses + 1):
            address = f"contact-{number}-{municipality.code.lower()}@{DOMAIN}"
            name = f"Contact {number} (fictief)"
            rows.append(ContactRow(len(rows) + 2, municipality.code, municipality.name, address, name))
    return rows
