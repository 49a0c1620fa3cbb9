"""Published results of other models and measurements, and ours beside them at the fitting horizon.

- ``Row`` (published): a published result: figures as printed, each with who, when, where
- ``case`` (shocks): the shocks that its authors ran, over the library
- ``scaled`` (average_duty): a shock that raises the average duty by as much as its source says
- ``measure`` (measures): what of an outcome a figure is held against
- ``record`` (record): what the benchmark measured last, under each set of settings
- ``compare`` (bench): ours beside the published, by one table of settings
"""
