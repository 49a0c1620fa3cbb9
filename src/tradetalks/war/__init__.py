"""Trade wars: tariffs that governments would choose.

- ``optimal_tariffs`` (optimal): taxes that serve one region best
- ``nash_tariffs`` (nash): every player's taxes are best responses to the others'
- ``cooperative_tariffs`` (cooperation): taxes on the efficiency frontier, none harmed
- ``climb_ladder`` (ladder): announced moves, one by one, and where each side would stop
- ``most_cooperative`` (durability): what keeps a deal alive
- ``government`` (objectives): what a government wants
- ``political`` (politics): sectors, revenue and what others lose, each by its weight
- ``revealed_weights`` (revealed): the weights for which observed tariffs are the best reply
- ``nearest_weights`` (nearest): the weights whose best reply lies nearest to them
- ``Parts`` (parts): what an objective is made of, and least squares on the weights of its parts
- ``slopes`` (own_objective): slopes of an objective of the user's own
- ``Levers`` (levers): what a government sets
- ``climb`` (climb): projected Newton on levers
- ``settle`` (together): all players move at once, by Newton on all their slopes
- ``Kept`` (kept): a war of hours, cut off and gone on with
- ``search`` (search): other starts than the first
- ``At`` (slopes): values, gradients and Hessians of objectives
- ``result_words`` (words): what a search must tell beside its numbers
"""
