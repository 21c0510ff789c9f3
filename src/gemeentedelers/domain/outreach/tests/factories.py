"""Contacts and campaigns, each made through its action."""

from dataclasses import replace
from datetime import date

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.actions import import_contacts, invite_recipients, write_campaign
from gemeentedelers.domain.outreach.models import Campaign, Contact
from gemeentedelers.domain.outreach.queries import mailing_list
from gemeentedelers.domain.outreach.rules import CampaignPlan, ContactRow
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

DAY = date(2026, 12, 1)
PLAN = CampaignPlan("Doet gemeente {gemeente} mee?", "Beste {naam},\n\nMeedoen kan tot {sluiting}.\n{link}")


def contact_at(
    municipality: Municipality | None = None, *, email: str = "", name: str = "", by: User | None = None
) -> Contact:
    at = municipality or MunicipalityFactory()
    address = email or f"post@{at.code.lower()}.example"
    row = ContactRow(2, at.code, "", address, name)
    import_contacts([row], day=DAY, source="contacten.csv", by=by or UserFactory(), now=DURING_ENTRY)
    return Contact.objects.get(municipality=at, email=address)


def campaign_in(edition: Edition, *, by: User | None = None, **details: object) -> Campaign:
    """A campaign for everybody who has not begun, unless told otherwise."""
    plan = replace(PLAN, **details)  # type: ignore[arg-type]  # tests name the fields they change
    return write_campaign(edition, plan, by=by or UserFactory(), now=DURING_ENTRY)


def confirmed(campaign: Campaign, *, by: User | None = None) -> Campaign:
    """Seen and confirmed; its mails wait for the job."""
    seen = mailing_list(campaign).seen
    invite_recipients(campaign, seen=seen, by=by or UserFactory(), now=DURING_ENTRY)
    campaign.refresh_from_db()
    return campaign
