//! The derivative of what a stage is worth at one point of the grid, by what its profiles lead to
//! (or the leaves of a ballot, which are called profiles here, too) and by the share of precision.

use super::response::Response;
use crate::game::Rows;

/// The derivative. A change of what profiles lead to has two effects: the same strategies lead to
/// something else, and strategies answer.
#[derive(Clone, Debug)]
pub(in crate::solve) struct StageSlopes {
    /// The layout of what profiles lead to, and of the value.
    rows: Rows,
    /// The point of the value.
    point: usize,
    stencils: Stencils,
    /// The weight of each profile in the value of each column: profiles × columns.
    direct: Vec<f64>,
    /// For each entry that is sought the column that guides it.
    guides: Vec<usize>,
    /// The probability of each profile if the entry is chosen, 0 where it is not part of the profile:
    /// entries that are sought × profiles.
    chances: Vec<f64>,
    /// How the value of each column answers what an entry is worth: entries that are sought ×
    /// columns.
    gains: Vec<f64>,
    /// How the value of each column changes with the share.
    by_share: Vec<f64>,
    /// What each entry that is sought is worth to its agent, less a number of the agent's own.
    worth: Vec<f64>,
    /// The probability of each entry, sought or not.
    sigma: Vec<f64>,
}

/// How what follows a profile is read where Bayes' rule takes beliefs.
#[derive(Clone, Debug, Default)]
pub(super) struct Stencils {
    /// Where the points of each profile begin, and the end.
    starts: Vec<usize>,
    /// The points of each profile, the same for all columns.
    points: Vec<usize>,
    /// The weights of these points, which depend on the values: for each profile columns × its
    /// points.
    weights: Vec<f64>,
}

impl Stencils {
    /// Adds a profile. `read` calls the function it is given with the points and weights at which it
    /// reads a column, in an order that is the same for all columns.
    pub fn push(
        &mut self,
        columns: usize,
        mut read: impl FnMut(usize, &mut dyn FnMut(usize, f64)),
    ) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        for c in 0..columns {
            read(c, &mut |point, weight| {
                if c == 0 {
                    self.points.push(point);
                }
                self.weights.push(weight);
            });
        }
        self.starts.push(self.points.len());
    }

    /// How what is read of `column` after `profile` changes if what it leads to does by `change`.
    fn read(&self, rows: Rows, profile: usize, column: usize, change: &[f64]) -> f64 {
        let own = self.starts[profile]..self.starts[profile + 1];
        let first = own.start * rows.inner + column * own.len();
        let row = &change[rows.row(profile, column)];
        let pairs = self.points[own].iter().zip(&self.weights[first..]);
        pairs.map(|(point, weight)| weight * row[*point]).sum()
    }
}

/// What the derivative is put together from; fields as there.
pub(super) struct Parts {
    pub rows: Rows,
    pub point: usize,
    pub stencils: Stencils,
    pub direct: Vec<f64>,
    pub guides: Vec<usize>,
    pub chances: Vec<f64>,
    /// How the value of each column changes with the logarithm of the probability of each entry,
    /// sought or not: columns × entries.
    pub by_entry: Vec<f64>,
}

impl StageSlopes {
    /// Puts the derivative together.
    pub(super) fn new(parts: Parts, response: Response) -> Self {
        let columns = parts.rows.inner;
        let entries = parts.by_entry.len() / columns;
        let n = response.sought.len();
        let along = |c: usize, y: &[f64]| {
            let row = &parts.by_entry[c * entries..];
            let pairs = response.sought.iter().zip(y);
            pairs.map(|(e, dy)| row[*e] * dy).sum::<f64>()
        };
        let gains = (0..n).flat_map(|k| {
            let y = &response.by_worth[k * n..(k + 1) * n];
            (0..columns).map(move |c| along(c, y))
        });
        StageSlopes {
            gains: gains.collect(),
            by_share: (0..columns).map(|c| along(c, &response.by_share)).collect(),
            worth: response.worth,
            sigma: response.sigma,
            rows: parts.rows,
            point: parts.point,
            stencils: parts.stencils,
            direct: parts.direct,
            guides: parts.guides,
            chances: parts.chances,
        }
    }

    /// Adds what the value of every column at the point changes by if what profiles lead to changes by
    /// `change`, profiles × columns × points, at the same share. `value` is columns × points; what
    /// it holds at other points stays.
    pub fn add(&self, change: &[f64], value: &mut [f64]) {
        let columns = self.rows.inner;
        let read = |profile: usize, c: usize| self.stencils.read(self.rows, profile, c, change);
        for c in 0..columns {
            let weights = self.direct[c..].iter().step_by(columns).enumerate();
            let parts = weights.map(|(profile, weight)| weight * read(profile, c));
            value[self.rows.at(0, c, self.point)] += parts.sum::<f64>();
        }
        let profiles = self.direct.len() / columns;
        let chances = self.chances.chunks_exact(profiles);
        let entries = self.gains.chunks_exact(columns).zip(chances);
        for ((gains, chances), guide) in entries.zip(&self.guides) {
            let own = chances.iter().enumerate().filter(|(_, x)| **x != 0.0);
            let worth: f64 = own.map(|(profile, x)| x * read(profile, *guide)).sum();
            for (c, gain) in gains.iter().enumerate() {
                value[self.rows.at(0, c, self.point)] += gain * worth;
            }
        }
    }

    /// Adds what the value of every column at the point changes by if what each entry that is sought
    /// is worth to its agent changes by `by`, where what profiles lead to stays.
    pub fn answer(&self, by: &[f64], value: &mut [f64]) {
        for (gains, by) in self.gains.chunks_exact(self.rows.inner).zip(by) {
            for (c, gain) in gains.iter().enumerate() {
                value[self.rows.at(0, c, self.point)] += gain * by;
            }
        }
    }

    /// What each entry that is sought is worth to its agent, less a number of the agent's own. Sought
    /// are, in order, the open entries of agents with two of them or more and without a script.
    pub fn worth(&self) -> &[f64] {
        &self.worth
    }

    /// The probability of each entry, sought or not.
    pub fn sigma(&self) -> &[f64] {
        &self.sigma
    }

    /// How the value of every column changes with the share, where what profiles lead to stays.
    pub fn by_share(&self) -> &[f64] {
        &self.by_share
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::game::Beliefs;
    use crate::solve::columns::{Column, Columns, Rule};
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use std::borrow::Cow;

    /// Numbers between −1 and 1.
    pub fn numbers(seed: u64) -> impl FnMut() -> f64 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        move || 2.0 * random.random::<f64>() - 1.0
    }

    /// One column for each role, then one for each of those in `myopic`, which guides it.
    pub fn columns(beliefs: &Beliefs, myopic: &[usize]) -> Columns<'static> {
        let n = beliefs.prior.len();
        let column = |role: usize| Column {
            source: role,
            role,
            rule: Rule::Follow,
            pays: true,
            patience: 0.9,
        };
        let all: Vec<Column> = (0..n).chain(myopic.iter().copied()).map(column).collect();
        let last = |r: usize| all.iter().rposition(|c| c.role == r);
        let guide = (0..n).filter_map(last).collect();
        let unpaid = [(); 3].map(|()| Cow::Borrowed(&[][..]));
        Columns::new(beliefs, all, guide, n, unpaid)
    }

    /// `value` as a function of h, differentiated at 0 with an error of the fourth order.
    fn difference(value: impl Fn(f64) -> Vec<f64>) -> Vec<f64> {
        const STEP: f64 = 1e-5;
        let beside = |k: f64| {
            let (up, down) = (value(k * STEP), value(-k * STEP));
            let pairs = up.into_iter().zip(down);
            pairs.map(|(u, d)| u - d).collect::<Vec<f64>>()
        };
        let pairs = beside(1.0).into_iter().zip(beside(2.0));
        pairs
            .map(|(one, two)| (8.0 * one - two) / (12.0 * STEP))
            .collect()
    }

    /// What rounding leaves of differences.
    const NOISE: f64 = 1e-10;

    /// Asserts that numbers agree, relative to the largest of them.
    pub fn close(found: &[f64], wanted: &[f64], what: &str) {
        assert_eq!(found.len(), wanted.len());
        let largest = wanted.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        for (f, w) in found.iter().zip(wanted) {
            let fine = (f - w).abs() <= 1e-6 * largest + NOISE;
            assert!(fine, "{what}: found {found:?}, wanted {wanted:?}");
        }
    }

    /// Asserts that `slopes` say how `value`, by what profiles lead to and by the share, changes at
    /// `x` and `share` when the one changes by `change`, and when the other does.
    pub fn check(
        slopes: &StageSlopes,
        (x, share): (&[f64], f64),
        change: &[f64],
        value: impl Fn(&[f64], f64) -> Vec<f64>,
    ) {
        let (rows, b) = (slopes.rows, slopes.point);
        let mut row = vec![f64::NAN; rows.block()];
        (0..rows.inner).for_each(|c| row[rows.at(0, c, b)] = 0.0);
        slopes.add(change, &mut row);
        let found: Vec<f64> = (0..rows.inner).map(|c| row[rows.at(0, c, b)]).collect();
        assert_eq!(row.iter().filter(|x| !x.is_nan()).count(), rows.inner);
        let wanted = difference(|h| {
            let moved = x.iter().zip(change).map(|(x, d)| x + h * d);
            value(&moved.collect::<Vec<f64>>(), share)
        });
        close(&found, &wanted, &format!("point {b}, share {share}"));
        let wanted = difference(|h| value(x, share + h));
        close(
            slopes.by_share(),
            &wanted,
            &format!("point {b}, by share {share}"),
        );
    }
}
