//! What `leverage` found, as the terminal, `--json`, the table and the charts read it.

use super::summary::Head;
use crate::scenario::{Lever, Scenario};
use crate::statistics::Index;
use crate::study::{Effect, Leverage, Sensitivity, verdict};
use indexmap::IndexMap;
use serde::Serialize;

/// Changes by id.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct EffectSummary {
    pub outcomes: IndexMap<String, f64>,
    pub values: IndexMap<String, f64>,
    /// Outcomes of which a longer shadow changes the sign of the change.
    pub unsettled: Vec<String>,
}

/// A lever and what it moves.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LeverSummary {
    pub turn: String,
    pub actor: Option<String>,
    pub option: String,
    pub label: String,
    /// If it is taken away, and all know.
    pub removed: EffectSummary,
    /// The part in outcomes that is arithmetic; the rest is strategy. Null of a veto.
    pub mechanical: Option<IndexMap<String, f64>>,
    /// If its owner takes it wherever it can, and all know; null but of options.
    pub committed: Option<EffectSummary>,
    /// Outcomes whose change keeps its sign at half and at twice everybody's precision.
    pub steady: Vec<String>,
    /// What it adds on the average over all orders of options; null if not asked for.
    pub shapley: Option<IndexMap<String, f64>>,
    /// Half the width of its 95 % interval; 0 if exact.
    pub shapley_half: Option<IndexMap<String, f64>>,
}

/// What a parameter moves at the ends of its range.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct SwingSummary {
    pub name: String,
    pub label: String,
    pub range: (f64, f64),
    pub low: EffectSummary,
    pub high: EffectSummary,
    /// By outcome, the share of its variance over all ranges that is due to this parameter alone,
    /// with the ends of its 95 % interval; null if not asked for.
    pub first_order: Option<IndexMap<String, (f64, f64, f64)>>,
    /// The same with all others.
    pub total: Option<IndexMap<String, (f64, f64, f64)>>,
}

/// What it changes if an actor's type is known.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RevealedSummary {
    pub actor: String,
    pub revealed: EffectSummary,
}

/// What `leverage` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LeverageSummary {
    #[serde(flatten)]
    pub head: Head,
    /// As it is.
    pub base: EffectSummary,
    pub options: Vec<LeverSummary>,
    pub parameters: Vec<SwingSummary>,
    pub types: Vec<RevealedSummary>,
    /// Labels of outcomes and actors.
    pub labels: IndexMap<String, String>,
    /// Sets of options solved for Shapley values, and whether those are exact.
    pub shapley_sets: Option<(usize, bool)>,
}

/// The summary of a scenario's leverage.
pub fn summarise_leverage(
    found: &Leverage,
    sensitivity: Option<&Sensitivity>,
    scenario: &Scenario,
) -> LeverageSummary {
    let by_outcome = |all: &[f64]| -> IndexMap<String, f64> {
        let ids = scenario.outcomes.iter().map(|o| o.name.id.clone());
        ids.zip(all.iter().copied()).collect()
    };
    let by_actor = |all: &[f64]| -> IndexMap<String, f64> {
        let ids = scenario.actors.iter().map(|a| a.name.id.clone());
        ids.zip(all.iter().copied()).collect()
    };
    let effect = |e: &Effect| {
        let unsettled = scenario.outcomes.iter().enumerate().filter(|(o, _)| {
            let own = verdict::sign(e.outcomes[*o]);
            own != 0 && e.longer.iter().any(|l| verdict::sign(l[*o]) != own)
        });
        EffectSummary {
            outcomes: by_outcome(&e.outcomes),
            values: by_actor(&e.values),
            unsettled: unsettled.map(|(_, o)| o.name.id.clone()).collect(),
        }
    };
    let named = |lever: &Lever| {
        let (id, label) = scenario.lever_name(lever);
        let actor = lever.actor.map(|i| &scenario.actors[i].name);
        let whose = actor.map_or(String::new(), |a| format!("{}: ", a.label));
        (id, format!("{whose}{label}"))
    };
    let all = scenario.levers();
    let levers = found.levers.iter().zip(&all).enumerate();
    let levers = levers.map(|(n, (pull, lever))| {
        let (option, label) = named(lever);
        let steady = scenario.outcomes.iter().enumerate().filter(|(o, _)| {
            let own = verdict::sign(pull.removed.outcomes[*o]);
            own != 0 && pull.precisions.iter().all(|p| verdict::sign(p[*o]) == own)
        });
        let share = found.shapley.as_ref().and_then(|s| {
            let own = s.values.iter().find(|(lever, _)| *lever == n);
            own.map(|(_, value)| value)
        });
        LeverSummary {
            turn: pull.lever.turn.clone(),
            actor: pull.lever.actor.clone(),
            option,
            label,
            removed: effect(&pull.removed),
            mechanical: pull.mechanical.as_deref().map(by_outcome),
            committed: pull.committed.as_ref().map(effect),
            steady: steady.map(|(_, o)| o.name.id.clone()).collect(),
            shapley: share.map(|v| by_outcome(&v.mean)),
            shapley_half: share.map(|v| by_outcome(&v.half)),
        }
    });
    type Ends = (f64, f64, f64);
    let indices = |parameter: usize, pick: &dyn Fn(&Index) -> Ends| {
        let all = sensitivity?;
        let d = all.parameters.iter().position(|p| *p == parameter)?;
        let outcomes = scenario.outcomes.iter().zip(&all.indices);
        let own = outcomes.filter_map(|(o, all)| {
            let index = &all.as_ref()?[d];
            Some((o.name.id.clone(), pick(index)))
        });
        Some(own.collect::<IndexMap<String, Ends>>())
    };
    let swing = |s: &crate::study::ParameterEffect| {
        let parameter = &scenario.parameters[s.parameter];
        SwingSummary {
            name: parameter.name.id.clone(),
            label: parameter.name.label.clone(),
            range: parameter
                .range
                .unwrap_or((parameter.value, parameter.value)),
            low: effect(&s.low),
            high: effect(&s.high),
            first_order: indices(s.parameter, &|i| i.first),
            total: indices(s.parameter, &|i| i.total),
        }
    };
    let revealed = |r: &crate::study::Revealed| RevealedSummary {
        actor: scenario.actors[r.actor].name.id.clone(),
        revealed: effect(&r.effect),
    };
    let names = scenario.outcomes.iter().map(|o| &o.name);
    let names = names.chain(scenario.actors.iter().map(|a| &a.name));
    LeverageSummary {
        head: Head::new("leverage", Some(scenario)),
        base: EffectSummary {
            outcomes: by_outcome(&found.base.outcomes),
            values: by_actor(&found.base.values),
            unsettled: vec![],
        },
        options: levers.collect(),
        parameters: found.parameters.iter().map(swing).collect(),
        types: found.revealed.iter().map(revealed).collect(),
        labels: names.map(|n| (n.id.clone(), n.label.clone())).collect(),
        shapley_sets: found.shapley.as_ref().map(|s| (s.sets, s.exact)),
    }
}
