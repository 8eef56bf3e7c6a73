//! What is really unsure of an exact probability: which of several equilibria is played, what the numbers
//! are, how long the shadow is. The first that was asked for is shown.

use super::{Estimate, RunSummary};
use crate::report::screen::thousands;

/// A change of an outcome that is worth a word: a point.
const POINT: f64 = 0.01;

/// A change that shows in the last digit.
const SHOWN: f64 = 0.0005;

/// Why an outcome's probability is unsure.
pub(super) enum Unsure {
    /// So many equilibria were found.
    Equilibria(usize),
    /// So many worlds were drawn.
    Worlds(usize),
    /// The horizon is finite.
    Shadows,
}

impl Unsure {
    /// What a range is, above a column.
    pub(super) fn short(&self) -> String {
        match self {
            Unsure::Equilibria(n) => format!("{n} equilibria"),
            Unsure::Worlds(n) => format!("9 in 10 of {} worlds", thousands(*n)),
            Unsure::Shadows => "longer shadows".to_string(),
        }
    }

    /// The same in full.
    #[cfg(feature = "charts")]
    pub(super) fn long(&self) -> String {
        match self {
            Unsure::Equilibria(n) => {
                format!("from the least to the most over the {n} equilibria found")
            }
            Unsure::Worlds(n) => format!("the range of 9 in 10 of {} worlds", thousands(*n)),
            Unsure::Shadows => super::LONGER_SHADOWS.to_string(),
        }
    }
}

impl RunSummary {
    /// Why its outcomes' probabilities are unsure; none if nothing is known of that.
    pub(super) fn unsure(&self) -> Option<Unsure> {
        let shows = |x: &f64| x.abs() >= SHOWN;
        let mut outcomes = self.outcomes.iter();
        let longer = outcomes.any(|o| o.longer.iter().flatten().any(shows));
        let several = self.several.as_ref();
        let several = several.map(|all| Unsure::Equilibria(all.equilibria.len()));
        let worlds = self
            .worlds
            .as_ref()
            .map(|worlds| Unsure::Worlds(worlds.count));
        several.or(worlds).or(longer.then_some(Unsure::Shadows))
    }

    /// The label of the outcome that a longer shadow changes most, and by how much; none if that is less than a
    /// point.
    pub(super) fn longest_change(&self) -> Option<(&str, f64)> {
        let change = |o: &Estimate| {
            let all = o.longer.iter().flatten();
            all.fold(0.0, |m: f64, x| m.max(x.abs()))
        };
        let all = self.outcomes.iter().map(|o| (o.label.as_str(), change(o)));
        let most = all.max_by(|a, b| a.1.total_cmp(&b.1))?;
        (most.1 > POINT).then_some(most)
    }

    /// From where to where the probability of outcome `o` is unsure.
    pub(super) fn range(&self, o: usize) -> Option<(f64, f64)> {
        match self.unsure()? {
            Unsure::Equilibria(_) => Some(self.several.as_ref()?.range(o)),
            Unsure::Worlds(_) => {
                let [low, .., high] = self.worlds.as_ref()?.outcomes[o].quantiles;
                Some((low, high))
            }
            Unsure::Shadows => Some(spread(&self.outcomes[o])),
        }
    }
}

/// From the least to the most of a probability and what longer shadows make of it.
fn spread(outcome: &Estimate) -> (f64, f64) {
    let share = outcome.best().clamp(0.0, 1.0);
    let changes = outcome.longer.iter().flatten();
    let all = || changes.clone().map(|x| (share + x).clamp(0.0, 1.0));
    (all().fold(share, f64::min), all().fold(share, f64::max))
}
