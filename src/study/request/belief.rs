//! `--belief`: what all believe of an actor with types.

use crate::diagnostics::Failure;
use crate::error::Error;
use crate::game::Beliefs;
use crate::scenario::Scenario;
use crate::study::position::role_id;

/// What is believed, on every axis, where each text says ACTOR.TYPE=P; the actor's other types keep
/// their proportions, and where nothing is said the priors hold.
///
/// # Errors
/// A text that is not of that form, or a type that there is not.
pub fn held(texts: &[String], scenario: &Scenario, beliefs: &Beliefs) -> Result<Vec<f64>, Error> {
    let mut at = beliefs.coordinates(beliefs.start);
    for text in texts {
        let parts = text
            .split_once('=')
            .and_then(|(name, p)| Some((name.trim(), p.trim().parse::<f64>().ok()?)));
        let Some((name, p)) = parts.filter(|(_, p)| (0.0..=1.0).contains(p)) else {
            return Err(Failure::general(
                format!("`{text}` is not ACTOR.TYPE=P with P from 0 to 1"),
                "for instance --belief north_korea.keeper=0.8",
            )
            .into());
        };
        let typed = (0..beliefs.prior.len()).filter(|r| beliefs.type_count(beliefs.actor(*r)) > 1);
        let ids: Vec<(usize, String)> = typed.map(|r| (r, role_id(scenario, beliefs, r))).collect();
        let Some((role, _)) = ids.iter().find(|(_, id)| id == name) else {
            let known = ids.iter().map(|(_, id)| id.as_str());
            return Err(Error::no_such_name("type", name, known));
        };
        if beliefs.still(beliefs.actor(*role)) {
            return Err(Failure::general(
                format!("nothing in play tells of `{name}`, so what all believe of it stays as it was drawn"),
                "change its prior with --set",
            )
            .into());
        }
        believe(&mut at, *role, p, beliefs);
    }
    Ok(at)
}

/// Moves beliefs to where `role` has probability `p`.
fn believe(at: &mut [f64], role: usize, p: f64, beliefs: &Beliefs) {
    let i = beliefs.actor(role);
    let mut all = beliefs.probabilities(i, at);
    let own = beliefs.type_of(role);
    let rest = 1.0 - all[own];
    for (_, x) in all.iter_mut().enumerate().filter(|(k, _)| *k != own) {
        *x = if rest > 0.0 {
            *x / rest * (1.0 - p)
        } else {
            (1.0 - p) / (beliefs.type_count(i) - 1) as f64
        };
    }
    all[own] = p;
    beliefs.believe(i, &all, at);
}
