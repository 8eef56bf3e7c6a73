//! What the importer takes as the same, and what it can solve.

/// Payoffs and probabilities that differ by less are the same.
pub(super) const SAME: f64 = 1e-9;

/// Which games are read, for those that are not.
pub(super) const SOLVED: &str = "solved are: perfect information with chance, moves made at once, and types \
                      that are drawn at the start and known to their owner alone";

/// The largest payoff in size; sums and differences of such payoffs are finite.
pub(super) const LARGEST: f64 = 1e300;
