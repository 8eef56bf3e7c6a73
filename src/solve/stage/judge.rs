//! How far given strategies are from the logit rule at a stage.

use super::logit::Problem;
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
    residuals
}
