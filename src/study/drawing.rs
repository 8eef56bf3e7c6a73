//! Which worlds a study solves: drawn from the ranges of parameters, or from worlds that [`calibrate`](mod@super::calibrate) weighted.

use super::ranges::Ranges;
use super::table::{Table, number};
use crate::diagnostics::{Failure, suggestion};
use crate::scenario::Parameter;
use crate::statistics::effective;

/// The fewest worlds of equal weight of which anything is told.
pub const FEWEST: usize = 8;

/// The column of weights in a table of worlds.
pub const WEIGHT: &str = "weight";

/// Which worlds are solved.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// So many, drawn from the ranges of the parameters.
    Ranges(usize),
    /// Those of a table.
    Weighted(Weighted),
}

impl From<usize> for Drawing {
    fn from(count: usize) -> Self {
        Drawing::Ranges(count)
    }
}

/// Worlds drawn from a table by their weights: all alike in weight, and no more of them than the table's tell as much as, so that
/// what is made of them is no surer than the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// The parameters that are drawn, by number.
    parameters: Vec<usize>,
    /// Their values: worlds × parameters.
    draws: Vec<Vec<f64>>,
}

impl Weighted {
    /// The worlds of a table in CSV called `name`: a column of weights and one for each parameter that is drawn, as
    /// `calibrate` writes it.
    ///
    /// Worlds are drawn at equal distances along the sum of their weights (systematic sampling).
    ///
    /// # Errors
    /// It has no weights, or a column that is no parameter; a cell is no number; or its worlds tell no more than fewer than
    /// [`FEWEST`] of equal weight.
    pub fn read(parameters: &[Parameter], name: &str, text: &str) -> Result<Self, Failure> {
        let help = "demarche calibrate writes such a table: data/posterior.csv";
        let mut table = Table::open(name, text, false)?;
        let weight = table.column(WEIGHT);
        let weight =
            weight.ok_or_else(|| table.refuse(&format!("there is no column `{WEIGHT}`"), help))?;
        let headings = table.headings.iter().enumerate();
        let headings = headings.filter(|(place, _)| *place != weight);
        let place = |(place, heading): (usize, &str)| {
            let own = parameters.iter().position(|p| p.name.id == heading);
            let own = own.ok_or_else(|| {
                let message = format!("`{heading}` is no parameter of the scenario");
                let known = parameters.iter().map(|p| &*p.name.id);
                table.refuse(&message, suggestion(heading, known))
            })?;
            Ok((place, own))
        };
        let places: Vec<(usize, usize)> = headings.map(place).collect::<Result<_, Failure>>()?;
        let rows = table.rows(|record, _| {
            let cell = |place: usize| {
                let cell = record.get(place).unwrap_or_default();
                let wrong = || (format!("`{cell}` is no finite number"), help.to_string());
                number(cell).ok_or_else(wrong)
            };
            let own = cell(weight)?;
            if own < 0.0 {
                return Err(("a weight cannot be below 0".to_string(), help.to_string()));
            }
            let values = places.iter().map(|(place, _)| cell(*place));
            Ok((own, values.collect::<Result<Vec<f64>, _>>()?))
        })?;
        let (mut weights, all): (Vec<f64>, Vec<Vec<f64>>) = rows.into_iter().unzip();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= sum);
        let count = if sum > 0.0 { effective(&weights) } else { 0.0 };
        if count < FEWEST as f64 {
            let message = format!(
                "its worlds tell no more than {count:.0} of equal weight, which is too few ({FEWEST} at least)"
            );
            let help = "calibrate with more worlds, or fewer free numbers (--free)";
            return Err(table.refuse(&message, help));
        }
        let draws = systematic(&weights, count as usize);
        Ok(Weighted {
            parameters: places.into_iter().map(|(_, own)| own).collect(),
            draws: draws.into_iter().map(|n| all[n].clone()).collect(),
        })
    }
}

/// `count` places among weights that sum to 1, at equal distances along their sum.
fn systematic(weights: &[f64], count: usize) -> Vec<usize> {
    let (mut n, mut sum) = (0, weights[0]);
    let place = |k: usize| {
        let at = (k as f64 + 0.5) / count as f64;
        while sum < at && n + 1 < weights.len() {
            n += 1;
            sum += weights[n];
        }
        n
    };
    (0..count).map(place).collect()
}

impl Drawing {
    /// How many worlds there are.
    pub fn count(&self) -> usize {
        match self {
            Drawing::Ranges(count) => *count,
            Drawing::Weighted(known) => known.draws.len(),
        }
    }

    /// Whether they come from a table, as often as they weigh there.
    pub fn weighted(&self) -> bool {
        matches!(self, Drawing::Weighted(_))
    }

    /// Of all parameters, those among `free` that are drawn, and their values: worlds × parameters.
    pub(super) fn draw<'a>(
        &self,
        all: &'a [Parameter],
        free: Vec<usize>,
        seed: u64,
    ) -> (Ranges<'a>, Vec<Vec<f64>>) {
        match self {
            Drawing::Ranges(count) => {
                let ranges = Ranges::of(all, free);
                let draws = (0..*count).map(|world| ranges.draw(world, seed)).collect();
                (ranges, draws)
            }
            Drawing::Weighted(known) => {
                let own = known.parameters.iter().enumerate();
                let own = own.filter(|(_, p)| free.contains(p));
                let (places, parameters): (Vec<usize>, Vec<usize>) = own.unzip();
                let draw = |draw: &Vec<f64>| places.iter().map(|d| draw[*d]).collect();
                let draws = known.draws.iter().map(draw).collect();
                (Ranges::given(all, parameters), draws)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::systematic;

    #[test]
    fn worlds_come_as_often_as_they_weigh() {
        assert_eq!(systematic(&[0.5, 0.0, 0.25, 0.25], 4), [0, 0, 2, 3]);
        assert_eq!(systematic(&[0.1, 0.9], 2), [1, 1]);
    }
}
