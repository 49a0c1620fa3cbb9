"""What governments do: measures, and the shock they add up to on a world.

- ``Shock`` (shock): measures as arrays: levels of taxes, ratios of barriers, limits on quantities
- ``UnequalDuties`` (unequal): duties that differ among products of one flow, and what they come to together
- ``compile_measures`` (instruments): every instrument a dossier can state, and what several do together
- ``AtBorder`` (measure): what every measure has: papers, sectors, flows
- ``stated`` (stated): the numbers that a measure states, and the measure with others
- ``Standing`` (standing): rates charged on the eve, which a tariff's level counts from
- ``Limit`` (limits): what instruments that cap a flow's volume share
- ``Effect`` (effects): what measures do to a world's policy arrays
- ``ProductPoints`` (product_points): what measures add by product, where duties by product are known
- ``Quantity`` (quantities): caps and floors on flows
- ``Ledger`` (ledger): dated measures: what was in force on a day
- ``statutory`` (duties): duties by product, partner and day since 2018: lists, exemptions, stacking, averages
- ``Observed`` (observed): trade as counted by month, to hold an eve against
- ``Commitment`` (commitments): a promise with a target path, and how it is doing
- ``read_actuals`` (actuals): what was counted against a commitment
- ``conversion`` (units): units of commitments and counts
"""
