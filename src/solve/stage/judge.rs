//! How far given strategies are from the logit rule at a stage.

use super::logit::Problem;
use crate::numeric::continuation::FINE;
use crate::solve::choice::choose;
use crate::solve::residuals::Residuals;

/// How far `sigma` is from the logit answer to it at `share` of every precision; `rule` is a buffer.
pub(in crate::solve) fn judge(
    stage: &mut impl Problem,
    sigma: &[f64],
    share: f64,
    rule: &mut Vec<f64>,
) -> Residuals {
    let mut residuals = Residuals::default();
    let mut worth = vec![0.0; sigma.len()];
    stage.worth(sigma, &mut worth, None);
    for agent in stage.agents().iter().filter(|a| !a.fixed) {
        let own: Vec<usize> = stage.open(agent).collect();
        let precision = share * agent.precision;
        rule.resize(own.len(), 0.0);
        let values: Vec<f64> = own.iter().map(|e| worth[*e]).collect();
        choose(&values, precision, false, rule);
        let pairs = own.iter().zip(&*rule);
        let divergence: f64 = pairs.map(|(e, r)| residuals.compare(sigma[*e], *r)).sum();
        if precision > 0.0 {
            residuals.epsilon = residuals.epsilon.max(divergence / precision);
        }
    }
    if residuals.residual > LARGE {
        residuals.rounding = rounding(stage, sigma, share);
    }
    residuals
}

/// A residual that rounding is asked to explain.
const LARGE: f64 = 1e-11;

/// How far a stage's residual can come although the branch was followed as closely as its terms are rounded: what
/// entries are worth answers what is left in the logarithms of probabilities, and the rule multiplies it by precision.
fn rounding(stage: &mut impl Problem, sigma: &[f64], share: f64) -> f64 {
    let entries = sigma.len();
    let (mut worth, mut slopes) = (vec![0.0; entries], vec![0.0; entries * entries]);
    stage.worth(sigma, &mut worth, Some(&mut slopes));
    let free = stage.agents().iter().filter(|a| !a.fixed);
    let precision = free.map(|a| share * a.precision).fold(0.0, f64::max);
    let off = FINE * (precision * stage.largest()).max(1.0);
    let rows = slopes.chunks_exact(entries);
    let answers = rows.map(|row| row.iter().map(|x| x.abs()).sum::<f64>());
    precision * off * answers.fold(0.0, f64::max)
}
