"""What follows: the trade model, its solver, certificates and gradients.

- ``solve`` (solver): one counterfactual, certified, or an error
- ``by_region`` (arrays): what the equations do to arrays, NumPy's or (in tests) JAX's
- ``Here`` (lagrangian): exact slopes at a point, forward and back, once and twice
- ``Markets`` (markets): bilateral markets' slopes and curvatures in closed form
- ``Cells`` (cells): the same of taxes on single flows
- ``books_back`` (back): marginal values carried back through books, demand and costs
- ``inverse_of`` (inverse): an inverse Jacobian, whole or by structure
- ``solve_near`` (refine): linear solves with the exact Jacobian, from an inverse near by
- ``sensitivities`` (wedge_slopes): how limits respond to their wedges, in closed form
- ``solve_many`` (batch): many at once
- ``tangent`` (tangent): how a solved point moves with what it is computed from
- ``gradient`` (adjoint): exact gradients of welfare, by one adjoint solve
- ``Outcome`` (outcome): tables, the welfare account, the certificate
- ``Certificate`` (certificate): how well an outcome satisfies each condition
- ``audit`` (audit): an outcome measured again from what it holds
- ``Closure`` (closure): deficits, labour, critical inputs, the horizon
- ``Horizon`` (horizons): how far all has responded in year 1, years 2-3, 5, 10 and in the long run, with sources
- ``residual`` (model): the equations, one function each
- ``Limits`` (limits): caps, floors and wage floors as complementarities
- ``products`` (products): equations (3) to (5) as products, for many steps under the same policies
- ``Secants`` (secants): what a step learns from those before it
- ``find_point`` (iterate): from a policy to the state that solves it
- ``Prepared`` (prepare): a world made ready to be solved
- ``assemble`` (jacobian): the Jacobian in closed form
- ``Factors`` (factors): solving with it, either way up
- ``Structured`` (structure): its inverse by structure, for large worlds
- ``consistent_base`` (rebase): a benchmark re-solved so that stated shares hold together
"""
