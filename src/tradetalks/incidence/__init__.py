"""Who pays: what an outcome means to households, to people at work and to the treasury.

- ``local_price_ratio`` (prices): prices by sector at unchanged wages, and an index over any basket
- ``real_income_parts`` (prices): real income as what prices take and what revenue and transfers give
- ``jobs`` (jobs): people at work by sector, thousands gained and lost
- ``state_jobs`` (states): jobs in farming and manufacturing by state (United States)
- ``household_cost`` (households): cost a household and by decile of income (United States)
- ``us_figures`` (figures): figures of US households and the US budget, as read
- ``tariff_revenue`` (revenue): revenue a year and over ten, with and without the response of trade; its one definition
"""
