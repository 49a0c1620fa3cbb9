"""What a package is worth to each region and party: solved from the eve of the talks, and beyond what markets price.

- ``bring_to_eve`` (eve): the benchmark under the measures in force on the reference date, solved and certified
- ``EveFit`` (eve_fit): the eve beside trade as counted, and the factor on trade elasticities that fits
- ``ResidualCost`` (eve_costs): the trade cost of a flow that duties do not explain, solved with the eve
- ``Valuer`` (valuer): packages solved from the eve, many at once, each distinct policy once
- ``Starts`` (starts): where packages are solved from: what smaller packages within them do
- ``on_eve`` (restated): effects of measures restated on the eve's prices and volumes
- ``OverYears`` (over_years): every horizon joined into a path over years, and what it is worth today
- ``with_worth_inferred`` (inferred): worth that follows from what parties' tariffs show that they want
- ``worth`` (worth): what no market prices, by the dossier's own ranges
- ``certified_within`` (ties): how small a difference may be before it is told from none
- ``solve_branch`` (no_deal): what happens without a deal: a package, more measures, or a tariff war
- ``Benchmark`` (afresh): packages solved from the benchmark itself, elasticities differing from one to the next
- ``Question`` (question): one counterfactual that is solved afresh
- ``InFull`` (in_full): what is told of a counterfactual solved so: prices, volumes, labour, revenue
- ``Curve`` (response): how what a package is worth responds to elasticities
- ``ValueCache`` (cache): solved packages on disk, keyed by all that decides them
- ``OutcomeCache`` (kept): whole outcomes on disk
"""
