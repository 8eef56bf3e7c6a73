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
        let own = agent.first..agent.first + agent.options;
        let precision = share * agent.precision;
        rule.resize(agent.options, 0.0);
        choose(&worth[own.clone()], precision, false, rule);
        let pairs = sigma[own].iter().zip(&*rule);
        let divergence: f64 = pairs.map(|(s, r)| residuals.compare(*s, *r)).sum();
        if precision > 0.0 {
            residuals.epsilon = residuals.epsilon.max(divergence / precision);
        }
    }
    residuals
}
