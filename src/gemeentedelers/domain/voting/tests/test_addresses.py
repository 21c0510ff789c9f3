import pytest

from gemeentedelers.domain.voting.rules.addresses import (
    DomainClass,
    class_of,
    disposable_hosts,
    mailbox_of,
    network_of,
    number_words,
    shape_of,
)


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("noor@voorbeeld.nl", "noor@voorbeeld.nl"),
        ("  Noor@Voorbeeld.NL. ", "noor@voorbeeld.nl"),
        ("mailto:noor@voorbeeld.nl", "noor@voorbeeld.nl"),
        ("<noor@voorbeeld.nl>", "noor@voorbeeld.nl"),
        ("noor @ voorbeeld.nl", "noor@voorbeeld.nl"),
        ("ｎｏｏｒ@ｖｏｏｒｂｅｅｌｄ.nl", "noor@voorbeeld.nl"),
        ("n.o.o.r@gmail.com", "noor@gmail.com"),
        ("N.oor+prijs@GoogleMail.com", "noor@gmail.com"),
        ("n.oor@outlook.com", "n.oor@outlook.com"),
        ("noor+prijs@outlook.com", "noor@outlook.com"),
        ("noor+1@voorbeeld.nl", "noor@voorbeeld.nl"),
        ("noor-prijs@yahoo.com", "noor@yahoo.com"),
        ("noor-prijs@voorbeeld.nl", "noor-prijs@voorbeeld.nl"),
        ("noor@me.com", "noor@icloud.com"),
        ("no.or@pm.me", "noor@proton.me"),
        ("noor@gemeente-súdwest.nl", "noor@xn--gemeente-sdwest-cvb.nl"),
        ("noor@xn--gemeente-sdwest-cvb.nl", "noor@xn--gemeente-sdwest-cvb.nl"),
        ("noor@mail.gemeente.nl", "noor@mail.gemeente.nl"),
        ("o'brien@voorbeeld.nl", "o'brien@voorbeeld.nl"),
    ],
)
def test_every_way_of_writing_is_one_mailbox(typed: str, mailbox: str) -> None:
    assert str(mailbox_of(typed)) == mailbox


@pytest.mark.parametrize(
    "typed",
    [
        "", "noor", "@voorbeeld.nl", "noor@", "noor@voorbeeld", "noor@@voorbeeld.nl", "no or", ".noor@voorbeeld.nl",
        "noor.@voorbeeld.nl", "no..or@voorbeeld.nl", "+prijs@gmail.com", "...@gmail.com", 
        "a@b.nl\r\nBcc: x@y.nl, z@w.nl",
        "noor@voorbeeld.nl,els@voorbeeld.nl", "noor@-x.nl", "noor@1.2.3.4", f"{'a' * 65}@voorbeeld.nl",
        f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}.nl", "noor@" + "x" * 300 + ".nl", "noor\x00@voorbeeld.nl",
        '"noor"@voorbeeld.nl', "nöör@voorbeeld.nl",
    ],
)  # fmt: skip
def test_what_mail_cannot_reach_is_no_mailbox(typed: str) -> None:
    assert mailbox_of(typed) is None


def test_mail_goes_to_the_address_as_it_was_typed() -> None:
    box = mailbox_of("N.Oor+prijs@gmail.com")
    assert box is not None
    assert box.typed == "n.oor+prijs@gmail.com"


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("gmail.com", DomainClass.PROVIDER),
        ("druten.nl", DomainClass.MUNICIPAL),
        ("mail.druten.nl", DomainClass.MUNICIPAL),
        ("nietdruten.nl", DomainClass.OWN),
        ("yopmail.com", DomainClass.DISPOSABLE),
        ("x.yopmail.com", DomainClass.DISPOSABLE),
        ("bakkerij.example", DomainClass.OWN),
    ],
)
def test_the_class_of_a_host(host: str, kind: DomainClass) -> None:
    assert class_of(host, municipal={"druten.nl"}) is kind


def test_the_list_of_disposable_hosts_is_well_formed() -> None:
    assert len(disposable_hosts()) > 80
    assert [host for host in disposable_hosts() if str(mailbox_of(f"a@{host}")) != f"a@{host}"] == []


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("84.12.3.200", "84.12.3.0/24"),
        (" 84.12.3.1 ", "84.12.3.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:84.12.3.7", "84.12.3.0/24"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_the_network_of_a_connection(address: str, network: str) -> None:
    assert network_of(address) == network


def plain(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("local", "wildcards"),
    [
        ("noor", ()),
        ("j.jansen", ("open:j?ansen", "open:jj?nsen", "open:jja?sen", "open:jjan?en", "open:jjans?n", "open:jjanse?")),
        ("jansen", ("open:j?nsen", "open:ja?sen", "open:jan?en", "open:jans?n", "open:janse?")),
        ("jan.de.wit", ()),
    ],
)
def test_letters_are_left_open_in_words_that_are_no_initials(local: str, wildcards: tuple[str, ...]) -> None:
    assert shape_of(local, mark=plain).wildcards == wildcards


@pytest.mark.parametrize(
    ("local", "is_number"),
    [
        ("eenentwintig", True),
        ("drie.honderd", True),
        ("driehonderdvierenveertig", True),
        ("fan.zevenentwintig", True),
        ("twentyone", True),
        ("einundzwanzig", True),
        ("drie", True),
        ("anna.drie", False),
        ("achterberg", False),
        ("elfring", False),
        ("veertig2", True),
    ],
)
def test_numbers_in_words(local: str, is_number: bool) -> None:
    assert shape_of(local, mark=plain).is_number_word is is_number


def test_the_shape_of_a_name_with_a_number() -> None:
    shape = shape_of("stemmer-17", mark=plain)
    assert (shape.stem, shape.has_digits) == ("stem:stemmer", True)
    assert {"een", "negenhonderdnegenennegentig", "hundredandtwo"} <= number_words()
