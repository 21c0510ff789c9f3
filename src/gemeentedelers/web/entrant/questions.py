"""The words around the questions of an entry: help, a good and a weak example, and what a reader misses without it.

Somebody who writes is modest and busy. The help asks for one thing, the good example shows how little is enough,
and the weak one shows what most people write first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gemeentedelers.domain.cases.rules import Chapter


@dataclass(frozen=True)
class Help:
    """What stands around one question."""

    text: str = ""
    good: str = ""
    weak: str = ""
    is_modest: bool = False


HELP: Mapping[str, Help] = {
    "title": Help(
        "Kort en concreet. Geen afkortingen.",
        good="Bewoners onderhouden zelf het groen in de straat",
        weak="Pilot BOG 2.0: naar een integrale aanpak",
    ),
    "summary": Help(
        "In twee of drie zinnen: voor wie, wat, en wat levert het op?",
        good="Wie een uitkering aanvraagt, krijgt binnen een dag telefoon van een vaste medewerker. Die helpt met "
        "de papieren. Inwoners hebben nu na negen dagen geld, en dat was na 31.",
        weak="Wij hebben het proces geoptimaliseerd en de klanttevredenheid verbeterd.",
    ),
    "result": Help(
        "Begin met het verschil dat inwoners of collega’s merken. Eén getal is genoeg.",
        good="Inwoners wachten nu 12 dagen op een gesprek. Dat waren er 63.",
        weak="De dienstverlening is merkbaar verbeterd.",
        is_modest=True,
    ),
    "problem": Help(
        "Voor wie was het een probleem? Hoe merkte u dat?",
        good="In de wijk stonden elke week twintig volle zakken naast de container. De buurt belde, en wij reden "
        "steeds een extra ronde.",
        weak="Er was behoefte aan een betere aanpak van het afvalbeleid.",
    ),
    "approach": Help(
        "Wat deed u, in welke volgorde, en met wie?",
        good="Eerst liepen wij een week mee met de ophalers. Daarna vroegen wij veertig bewoners aan de deur wat "
        "hun in de weg zat. Met zes van hen kozen wij een andere plek voor de container.",
        weak="Er is een projectgroep gevormd die de stakeholders heeft betrokken.",
        is_modest=True,
    ),
    "category": Help("Kies wat het beste past. De organisatoren mogen uw casus verplaatsen."),
    "themes": Help("Kies er één of twee. Zo vinden collega’s uw casus terug."),
    "started_on": Help("Bijvoorbeeld 1-3-2024. Weet u de dag niet? Kies de eerste van de maand."),
    "finished_on": Help("De dag waarop de casus klaar was of gewoon werk werd."),
    "answer": Help(is_modest=True),
    "evidence.change": Help(
        "Eén verandering in één zin. Groot hoeft niet.",
        good="Inwoners krijgen hun eerste uitkering na 9 dagen.",
        weak="Het gaat een stuk sneller.",
        is_modest=True,
    ),
    "evidence.level": Help("Eerlijk is goed: ook wat alleen is verteld, mag meedoen."),
    "evidence.measured": Help(
        "Wie telde wat, en hoe vaak?",
        good="Een medewerker hield van elke aanvraag bij hoeveel dagen tussen brief en betaling zaten: 214 aanvragen.",
        weak="Uit gesprekken blijkt dat mensen tevreden zijn.",
    ),
    "evidence.before": Help("Bijvoorbeeld: 31 dagen."),
    "evidence.after": Help("Bijvoorbeeld: 9 dagen."),
    "evidence.period": Help("Bijvoorbeeld: januari 2024 tot en met juni 2025."),
    "evidence.source": Help("Een rapport, een telling, een website. Staat het nergens? Schrijf dan wie het weet."),
    "portable": Help(
        "Brieven, stappen, afspraken, gegevens: wat ligt er klaar?",
        good="De brief, het belscript en de planning. Die kan iedereen zo gebruiken.",
        weak="De hele aanpak is goed over te nemen.",
        is_modest=True,
    ),
    "local": Help("Wat werkt alleen bij u, door de plek, de mensen of de schaal?"),
    "small_try": Help(
        "Hoe begint een gemeente morgen, met weinig geld en zonder besluit van de raad?",
        good="Kies één straat en één medewerker. Doe het zes weken en tel elke vrijdag.",
        weak="Door een werkgroep te starten.",
        is_modest=True,
    ),
    "licence": Help("Hebt u niets gemaakt dat een ander kan kopiëren? Kies dan ‘op aanvraag’."),
    "repository": Help("Alleen bij software. Bijvoorbeeld https://github.com/gemeente/project."),
    "systems": Help("Bijvoorbeeld het zaaksysteem of de website. Noem ook wat u niet nodig had."),
    "legal_basis": Help(
        "Bijvoorbeeld de Participatiewet of uw eigen verordening. Persoonsgegevens? Noem de grondslag."
    ),
    "cost_once": Help("Rond af. Niets uitgegeven? Schrijf 0."),
    "cost_yearly": Help("Wat het kost om het te blijven doen. Geen kosten? Schrijf 0."),
    "costs": Help(
        "Waar ging het geld heen, en wie betaalde? Een schatting mag.",
        good="5.000 euro voor materiaal uit het wijkbudget. De rest was eigen tijd.",
        weak="De kosten zijn beperkt gebleven.",
    ),
    "hours": Help("Van alle collega’s samen. Een schatting mag."),
    "months": Help("Van het eerste idee tot het werkte."),
    "staff": Help(
        "Welke functies, en hoeveel tijd per week?",
        good="Eén medewerker inkomen voor acht uur per week, en een uur per week hulp van communicatie.",
        weak="Een klein team.",
    ),
    "skills": Help("Wat moet iemand kunnen of durven om dit te doen?"),
    "lessons": Help(
        "Wat ging mis? Wat doet u de volgende keer anders? Dit helpt collega’s het meest.",
        good="Onze eerste brief begreep niemand. Toen lazen drie inwoners mee en belde niemand meer.",
        weak="Achteraf zijn er geen grote knelpunten geweest.",
        is_modest=True,
    ),
    "was_decisive": Help("Samenwerken met andere gemeenten of partners mag, als uw gemeente maar bepalend was."),
    "may_be_published": Help(
        "Na de uitslag kan iedereen uw casus lezen. Scores en tips van scoorders worden nooit openbaar."
    ),
    "has_agreement": Help("Niet verplicht, wel verstandig: zo is niemand verrast als u wint."),
    "may_be_contacted": Help(
        "Alleen mensen van wie wij weten dat zij bij een gemeente werken. Uw adres staat nergens."
    ),
    "pictures_agreed": Help("Alleen nodig als u foto’s meestuurt."),
}

# What a reader looks for and does not find, after "Een lezer mist nog:".
MISSED: Mapping[str, str] = {
    "title": "een titel",
    "summary": "een samenvatting",
    "result": "het resultaat in één zin",
    "problem": "wat het probleem was",
    "approach": "wat u deed",
    "category": "in welke categorie het hoort",
    "themes": "over welk thema het gaat",
    "started_on": "wanneer u begon",
    "finished_on": "wanneer het klaar was",
    "answer": "uw antwoord bij",
    "evidence.change": "wat er is veranderd",
    "evidence.level": "hoe zeker dat is",
    "evidence.measured": "hoe u het hebt gemeten",
    "evidence.before": "hoe het vooraf was",
    "evidence.after": "hoe het erna was",
    "evidence.period": "over welke periode",
    "evidence.source": "waar het na te lezen is",
    "portable": "wat een andere gemeente zo kan overnemen",
    "local": "wat alleen bij u hoort",
    "small_try": "hoe een ander het klein kan proberen",
    "licence": "of een ander uw werk mag gebruiken",
    "systems": "welke systemen erbij horen",
    "cost_once": "wat het eenmalig kostte",
    "cost_yearly": "wat het per jaar kost",
    "costs": "waar het geld heen ging",
    "hours": "hoeveel uren het kostte",
    "months": "hoelang het duurde",
    "staff": "wie u nodig had",
    "lessons": "wat er misging en wat u leerde",
    "was_decisive": "of uw gemeente bepalend was",
    "may_be_published": "of de casus openbaar mag worden",
    "has_agreement": "of uw leiding ervan weet",
    "may_be_contacted": "of collega’s u mogen benaderen",
}

LEADS: Mapping[str, str] = {
    Chapter.MUNICIPALITY: "Uw gemeente leidt de inzending. Wie deden er nog meer mee?",
    Chapter.BASICS: "Dit lezen collega’s als eerste. Schrijf het zo dat iemand buiten uw vakgebied het begrijpt.",
    Chapter.EVIDENCE: "Laat zien hoe u weet dat het werkt.",
    Chapter.TRANSFER: "Wat kan een andere gemeente hier morgen mee?",
    Chapter.NEEDS: "Een collega wil weten wat het kost, en wat u een volgende keer anders doet.",
    Chapter.FILES: "Een foto, een brief of een plan zegt soms meer dan een bladzijde tekst. Het hoeft niet.",
    Chapter.TEAM: "Samen schrijven gaat sneller. U kunt tegelijk aan verschillende onderdelen werken.",
    Chapter.CONSENT: "Deze afspraken horen bij meedoen.",
}

PAGE_TITLES: Mapping[str, str] = {
    "samenvatting": "Titel en samenvatting",
    "verhaal": "Probleem en aanpak",
    "plaats-en-tijd": "Waar hoort het bij, en wanneer was het?",
    "antwoord": "Uw antwoord",
    "bewijs": "Uw bewijs",
    "overnemen": "Wat een ander kan overnemen",
    "pakket": "Wat erbij hoort",
    "geld": "Geld",
    "mensen-en-tijd": "Mensen en tijd",
    "lessen": "Wat ging er mis?",
    "gemeente": "Uw gemeente",
    "toestemming": "Toestemming",
}

PAGE_LEADS: Mapping[str, str] = {
    "antwoord": "Hierop letten scoorders bij het lezen.",
    "bewijs": "Noem één verandering en zeg hoe u dat weet. Hebt u er meer? Er is ruimte voor drie.",
}

LEVEL_HELP: Mapping[str, str] = {
    "told": "mensen zeggen het, of wij merken het zelf",
    "counted": "wij telden het",
    "compared": "wij vergeleken voor en na, of met een andere plek",
    "examined": "iemand van buiten onderzocht het",
}
