"""What people call goods and countries, and where each is found.

Goods by the International Standard Industrial Classification, revision 4, whose divisions the sectors are; countries
by the names that reports use.
"""

from __future__ import annotations

from functools import cache

from tradetalks.articles.countries import countries
from tradetalks.articles.taxonomy import shipped

EVERYDAY = {
    "AGR": ("Farmers and farm goods", "Grain", "Corn and maize", "Crops", "Fruit and vegetables", "Cattle and pigs",
            "Canola and rapeseed", "Coffee beans", "Soy", "Eggs", "Flowers", "Avocados and berries"),
    "FOR_FSH": ("Fish", "Timber", "Seafood and shrimps", "Fishermen and fishing", "Logs"),
    "COAL": ("Coking coal",),
    "OILGAS": ("Oil", "LNG, liquefied natural gas", "Petroleum"),
    "METORE": ("Iron ore", "Copper ore", "Lithium ore"),
    "OTHMIN": ("Rare earths in the ground", "Potash", "Gravel and sand"),
    "FOOD": ("Meat", "Milk and cheese", "Dairy products", "Wine and spirits", "Sugar", "Beef", "Pork",
             "Chicken and poultry", "Butter", "Palm oil and vegetable oils",
             "Whisky and whiskey", "Bourbon", "Ethanol", "Winemakers", "Beer", "Orange juice", "Cigarettes"),
    "TEXT": ("Clothes", "Shoes", "Garments", "Trainers and sneakers", "Handbags"),
    "WOODPAP": ("Lumber", "Books and newspapers", "Softwood lumber", "Plywood", "Pulp and paper"),
    "REFPET": ("Petrol and diesel", "Gasoline", "Jet fuel"),
    "CHEM": ("Fertilisers", "Cosmetics", "Paint"),
    "PHARM": ("Medicines", "Drugs", "Vaccines", "Generics"),
    "RUBPLA": ("Tyres", "Tires", "Plastic goods"),
    "NMM": ("Tiles and glass", "Cement"),
    "STEEL": ("Steel pipes and sheets", "Steelmakers and steelworkers"),
    "NFMET": ("Aluminium", "Aluminum", "Copper", "Gold", "Nickel"),
    "FABMET": ("Tools and cutlery", "Weapons and ammunition"),
    "ELECTR": ("Telephones", "Watches", "Microchips", "Mobile phones", "iPhones", "Chipmakers and chips",
               "Laptops and tablets", "Servers", "Televisions", "Solar cells and panels"),
    "ELEQ": ("Batteries", "Household appliances", "Washing machines and refrigerators", "Cables and transformers"),
    "MACH": ("Tractors", "Machine tools", "Wind turbines", "Air conditioners"),
    "AUTO": ("Cars", "Trucks", "Electric cars and EVs", "Car parts", "Carmakers and automakers"),
    "SHIPS": ("Shipbuilding",),
    "AIRRAIL": ("Planes", "Trains", "Airliners", "Motorcycles and bicycles"),
    "OTHMAN": ("Toys", "Medical devices", "Jewellery", "Jewelry", "Mattresses", "Sports goods"),
    "HOTEL": ("Tourism",),
    "LANDTR": ("Railways and lorries", "Parcels"),
    "WATTR": ("Shipping",),
    "AIRTR": ("Airlines",),
    "ICT": ("Films and streaming", "Software and apps", "Social media"),
    "FIN": ("Banks",),
    "BUS": ("Law and consulting",),
    "PUBLIC": ("Schools and hospitals",),
}  # fmt: skip
"""Sector -> names under which it is looked for too."""


@cache
def other_names() -> dict[str, tuple[str, ...]]:
    """Names of each country, of the European Union's too, by ISO 3166's three letters (``EU27``)."""
    places = shipped().places
    found = {one.code: list(one.names) for one in countries()}
    for code, actor in places.parties.items():
        found.setdefault(actor.region if actor.region == "EU27" else code, []).extend([actor.name, *actor.names])
    for code, further in places.also.items():
        found.setdefault(code, []).extend(further.names)
    return {code: tuple(dict.fromkeys(name.lower() for name in names)) for code, names in found.items()}
