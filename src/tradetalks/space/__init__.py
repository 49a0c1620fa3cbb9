"""Which packages there are: all that the rules allow, valued, and which of them the parties can sign.

- ``deal_space`` (way): from a dossier to its deal space
- ``DealSpace`` (deal_space): the frontier, the named packages, how many can be signed
- ``Deal`` (deal): one package and what it is worth to each party
- ``Verdict`` (verdict): who would sign a package, by one rule
- ``value`` (valuing): first step: items in blocks, every combination solved or estimated
- ``fold`` (folding): second step: blocks folded along their rules to the frontier
- ``name`` (naming): third step: the packages worth telling, each solved whole
- ``reweighed`` (reweighing): the same space under other weights and chances
- ``loosened`` (looser): the same space under fewer rules, only what could be chosen solved
- ``Block`` (blocks): items that interact, their allowed combinations and what each is worth
- ``ties_between`` (linked): constraints and red lines as ties between blocks
- ``plan`` (elimination): the order in which tied blocks are folded
- ``Front`` (frontier): exact Pareto frontiers of sums over blocks
- ``Table`` (tables): frontiers of some blocks by state, how two are added up, the floor that sums must reach
- ``pairs_above`` (meeting): two halves of a sum that meet: the pairs that reach a mark
- ``nondominated`` (dominance): which points are on a frontier
- ``ordered`` (ordering): rows of numbers put in order, quickly
- ``pairs_reaching`` (pairs): equal sums put together, pairs of sums that reach a mark counted
- ``count_reaching`` (signable): how many packages every party prefers to a mark, without listing them
- ``option_chances`` (likelihood): how likely packages and options are, exactly
- ``Surrogate`` (estimates): estimates where there are too many policies to solve, with a measured error
- ``solve`` (solutions): bargaining solutions: Nash, Kalai-Smorodinsky and others
- ``Choice`` (choice): what a bargaining solution picks, and what all solutions share
- ``picked`` (lotteries): what a solution picks where chance may decide between packages
- ``write_genius_profile`` (interchange): domains and profiles of GENIUS and GeniusWeb, read and written
"""
