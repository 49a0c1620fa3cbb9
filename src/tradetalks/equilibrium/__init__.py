"""What follows: the trade model, its solver, certificates and gradients."""
