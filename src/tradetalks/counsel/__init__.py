"""What to make of a deal space: who gives and who gains, what blocks a deal, how sure it is, whether it will be kept.

- ``contributions`` (account): each item's part in a deal
- ``standing`` (standing): one package against no deal and the frontier
- ``diagnose`` (diagnosis): is there a deal, and if not, why; what linking items adds and red lines cost
- ``acceptance`` (acceptance): how often each party would sign, over the dossier's ranges
- ``robustness`` (robustness): gains with worth, chances and elasticities drawn together
- ``reach`` (reach): the same of every country and sector, the model's part
- ``ranges`` (reach_kept): that by country, worked out once and kept
- ``alone`` (alone): how far real incomes reach with each option taken alone
- ``swings`` (chances): how the answer moves with the chances of no deal
- ``bands`` (bands): the same of a few packages, as every brief tells it
- ``NoDeal`` (no_deal_drawn): what there is without a deal under the same draws, kept
- ``Elasticities`` (drawn): packages and no deal under drawn elasticities, off by how much
- ``stakes_at`` (horizons): what is at stake at another horizon, the long run beside years 2-3
- ``core`` (coalitions): third countries, and who could do better by a deal of their own
- ``simulate`` (bargaining): alternating offers to a deadline, round by round, each party knowing its own gains only
- ``by_lot`` (full_information): what is agreed where everybody knows everybody's gains
- ``single_text`` (mediation): a mediator's text, mended until nobody can agree on more
- ``of_equal_value`` (counteroffers): offers worth the same to one party
- ``estimated`` (offers): what a party's offers tell of its priorities
- ``enforcement`` (enforcement): who would break a deal, how, and what would stop it
- ``announced_ladder`` (escalation): the escalation that a dossier announces, rung by rung
- ``reveal`` (reveal): bounds on worth from what parties chose and left
- ``fitted`` (forecast): chances that talks fail and of packages if they do not, fitted on other talks
- ``foreseen`` (foreseen): what the shipped forecast foresees of a dossier, and its skill
- ``skill`` (scoring): forecasts held against what was agreed, and what they are held against
- ``carriers`` (carriers): who carries out what
- ``slack_measures`` (slack): measures that do nothing
"""
