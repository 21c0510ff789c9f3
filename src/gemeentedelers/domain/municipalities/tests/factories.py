from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory

from gemeentedelers.domain.municipalities.models import Municipality


class Municipalities(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality

    code = Sequence(lambda n: f"GM{n + 1:04d}")
    name = Sequence(lambda n: f"Dorp {n + 1}")
    province = "Utrecht"
    population = 30_000
    latitude = 52.0
    longitude = 5.0
    website = LazyAttribute(lambda row: f"https://www.{row.code.lower()}.example")
    tile_column = Sequence(lambda n: n % 100)
    tile_row = Sequence(lambda n: n // 100)


MunicipalityFactory = Municipalities.create
