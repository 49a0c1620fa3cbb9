"""What people call goods, and the sector that makes them: by the International Standard Industrial Classification,
revision 4, whose divisions the sectors are."""

EVERYDAY = {
    "AGR": ("Farmers and farm goods", "Grain", "Corn and maize", "Crops", "Fruit and vegetables", "Cattle and pigs"),
    "FOR_FSH": ("Fish", "Timber"),
    "FOOD": ("Meat", "Milk and cheese", "Wine and spirits", "Sugar"),
    "TEXT": ("Clothes", "Shoes"),
    "WOODPAP": ("Lumber", "Books and newspapers"),
    "REFPET": ("Petrol and diesel",),
    "PHARM": ("Medicines", "Drugs"),
    "RUBPLA": ("Tyres",),
    "NFMET": ("Aluminium", "Copper"),
    "ELECTR": ("Telephones", "Watches"),
    "ELEQ": ("Batteries", "Household appliances"),
    "MACH": ("Tractors", "Machine tools"),
    "AUTO": ("Cars", "Trucks"),
    "AIRRAIL": ("Planes", "Trains"),
    "OTHMAN": ("Toys", "Medical devices", "Jewellery"),
    "HOTEL": ("Tourism",),
    "BUS": ("Law and consulting",),
    "PUBLIC": ("Schools and hospitals",),
}
"""Sector -> names under which it is looked for too."""
