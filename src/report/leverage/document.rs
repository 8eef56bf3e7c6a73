//! What `leverage` found.

use super::worlds::LeverWorldsSummary;
use crate::report::Head;
use crate::report::strips::{StripSummary, Strips};
use crate::scenario::{Lever, Scenario};
use crate::statistics::Index;
use crate::study::verdict::Change;
use crate::study::{Answer, Effect, LeverEffect, Leverage, ParameterEffect, Revealed, Sensitivity};
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
pub struct LeverEffectSummary {
    pub turn: String,
    pub actor: Option<String>,
    pub option: String,
    pub label: String,
    /// The label without its owner's.
    #[serde(skip)]
    pub own: String,
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
    /// Half the width of its 95% interval; 0 if exact.
    pub shapley_half: Option<IndexMap<String, f64>>,
}

/// A share of a variance, and the ends of its 95% interval.
type Share = (f64, f64, f64);

/// What a parameter moves at the ends of its range.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ParameterEffectSummary {
    pub name: String,
    pub label: String,
    pub range: (f64, f64),
    pub low: EffectSummary,
    pub high: EffectSummary,
    /// The likeliest outcome over the range.
    pub strip: StripSummary,
    /// By outcome, the share of its variance over all ranges that is due to this parameter alone,
    /// with the ends of its 95% interval; null if not asked for.
    pub first_order: Option<IndexMap<String, Share>>,
    /// The same with all others.
    pub total: Option<IndexMap<String, Share>>,
}

/// What it changes if an actor's type is known.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RevealedSummary {
    pub actor: String,
    /// Whether it is what nobody knows.
    #[serde(skip)]
    pub nature: bool,
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
    pub options: Vec<LeverEffectSummary>,
    pub parameters: Vec<ParameterEffectSummary>,
    pub types: Vec<RevealedSummary>,
    /// What levers move in many worlds; absent if not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worlds: Option<LeverWorldsSummary>,
    /// Labels of outcomes and actors.
    pub labels: IndexMap<String, String>,
    /// Sets of options solved for Shapley values, and whether those are exact.
    pub shapley_sets: Option<(usize, bool)>,
    /// The number of variants, and in how many no equilibrium was found; absent if in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<(usize, usize)>,
}

impl LeverageSummary {
    /// What was found; `sensitivity` are the parameters' indices, if they were asked for.
    pub fn of(found: &Leverage, sensitivity: Option<&Sensitivity>, scenario: &Scenario) -> Self {
        let names = scenario.outcomes.iter().map(|o| &o.name);
        let names = names.chain(scenario.actors.iter().map(|a| &a.name));
        let levers = scenario.levers().into_iter().enumerate();
        let levers = levers.filter_map(|(n, lever)| {
            let id = scenario.lever_id(&lever);
            let effect = found.levers.iter().find(|effect| effect.lever == id)?;
            Some(LeverEffectSummary::of(found, n, (effect, &lever), scenario))
        });
        let parameters = found.parameters.iter();
        let types = found.revealed.iter();
        LeverageSummary {
            head: Head::new("leverage", Some(scenario)),
            base: base(&found.base, scenario),
            options: levers.collect(),
            parameters: parameters
                .map(|effect| ParameterEffectSummary::of(effect, sensitivity, scenario))
                .collect(),
            types: types.map(|r| RevealedSummary::of(r, scenario)).collect(),
            worlds: None,
            labels: names.map(|n| (n.id.clone(), n.label.clone())).collect(),
            shapley_sets: found.shapley.as_ref().map(|s| (s.sets, s.exact)),
            lost: (found.lost.1 > 0).then_some(found.lost),
        }
    }

    /// The strips of its parameters.
    pub(super) fn strips(&self) -> Strips<'_> {
        let strips = self.parameters.iter().map(|p| &p.strip);
        Strips::new((&self.base.outcomes, &self.labels), strips)
    }

    pub(super) fn label(&self, id: &str) -> String {
        self.labels.get(id).cloned().unwrap_or(id.to_string())
    }

    /// Levers by the largest change of an outcome on removal, those of less than `least` left out.
    pub(super) fn strongest(&self, least: f64) -> Vec<&LeverEffectSummary> {
        let strength = |l: &&LeverEffectSummary| largest(&l.removed.outcomes);
        let all = self.options.iter().filter(|l| strength(l) >= least);
        let mut all: Vec<&LeverEffectSummary> = all.collect();
        all.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        all
    }
}

/// The largest change, without its sign.
pub(super) fn largest(all: &IndexMap<String, f64>) -> f64 {
    all.values().fold(0.0, |m: f64, x| m.max(x.abs()))
}

/// What changes most, and by how much.
pub(super) fn most_changed(all: &IndexMap<String, f64>) -> Option<(&str, f64)> {
    let size = |of: (&String, &f64)| of.1.abs();
    // the first of several that change as much
    let larger = |a, b| if size(b) > size(a) { b } else { a };
    let most = all.iter().reduce(larger);
    most.map(|(id, x)| (id.as_str(), *x))
}

fn by_outcome(all: &[f64], scenario: &Scenario) -> IndexMap<String, f64> {
    let ids = scenario.outcomes.iter().map(|o| o.name.id.clone());
    ids.zip(all.iter().copied()).collect()
}

fn by_actor(all: &[f64], scenario: &Scenario) -> IndexMap<String, f64> {
    let ids = scenario.actors.iter().map(|a| a.name.id.clone());
    ids.zip(all.iter().copied()).collect()
}

/// The ids of outcomes whose number is picked.
fn picked(scenario: &Scenario, pick: impl Fn(usize) -> bool) -> Vec<String> {
    let all = scenario.outcomes.iter().enumerate();
    let all = all.filter(|(o, _)| pick(*o));
    all.map(|(_, outcome)| outcome.name.id.clone()).collect()
}

/// The scenario as it is, in the form of an effect.
fn base(answer: &Answer, scenario: &Scenario) -> EffectSummary {
    EffectSummary {
        outcomes: by_outcome(&answer.outcomes, scenario),
        values: by_actor(&answer.values, scenario),
        unsettled: vec![],
    }
}

impl EffectSummary {
    fn of(e: &Effect, scenario: &Scenario) -> Self {
        let change = |o: usize| Change::of(e.outcomes[o], e.longer.iter().map(|l| l[o]));
        EffectSummary {
            outcomes: by_outcome(&e.outcomes, scenario),
            values: by_actor(&e.values, scenario),
            unsettled: picked(scenario, |o| change(o) == Change::Unsettled),
        }
    }

    /// All changes: of outcomes, then of values.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, f64)> {
        let both = self.outcomes.iter().chain(&self.values);
        both.map(|(id, x)| (id.as_str(), *x))
    }
}

/// A lever's option, by id; its label; and that with its owner's.
pub(super) fn named(lever: &Lever, scenario: &Scenario) -> (String, String, String) {
    let (option, _) = scenario.lever_name(lever);
    let own = scenario.lever_label(lever);
    let owner = lever.actor.map(|i| &scenario.actors[i].name.label);
    let label = owner.map_or(own.clone(), |owner| format!("{owner}: {own}"));
    (option, own, label)
}

impl LeverEffectSummary {
    /// Of lever `n` of what was found.
    fn of(
        found: &Leverage,
        n: usize,
        (effect, lever): (&LeverEffect, &Lever),
        scenario: &Scenario,
    ) -> Self {
        let (option, own, label) = named(lever, scenario);
        let change = |o: usize| {
            let others = effect.precisions.iter().flatten().map(|p| p[o]);
            Change::of(effect.removed.outcomes[o], others)
        };
        let share = found.shapley.as_ref().and_then(|s| {
            let own = s.values.iter().find(|(lever, _)| *lever == n);
            own.map(|(_, value)| value)
        });
        LeverEffectSummary {
            turn: effect.lever.turn.clone(),
            actor: effect.lever.actor.clone(),
            option,
            label,
            own,
            removed: EffectSummary::of(&effect.removed, scenario),
            mechanical: effect.mechanical.as_ref().map(|m| by_outcome(m, scenario)),
            committed: effect
                .committed
                .as_ref()
                .map(|e| EffectSummary::of(e, scenario)),
            steady: picked(scenario, |o| change(o).is_settled()),
            shapley: share.map(|v| by_outcome(&v.mean, scenario)),
            shapley_half: share.map(|v| by_outcome(&v.half, scenario)),
        }
    }
}

impl ParameterEffectSummary {
    fn of(
        effect: &ParameterEffect,
        sensitivity: Option<&Sensitivity>,
        scenario: &Scenario,
    ) -> Self {
        let parameter = &scenario.parameters[effect.parameter];
        let value = parameter.value;
        let indices = |pick: fn(&Index) -> Share| {
            sensitivity.and_then(|all| indices(all, effect.parameter, pick, scenario))
        };
        ParameterEffectSummary {
            name: parameter.name.id.clone(),
            label: parameter.name.label.clone(),
            range: parameter.range.unwrap_or((value, value)),
            low: EffectSummary::of(&effect.low, scenario),
            high: EffectSummary::of(&effect.high, scenario),
            strip: StripSummary::of(&effect.strip, scenario),
            first_order: indices(|i| i.first),
            total: indices(|i| i.total),
        }
    }
}

/// A parameter's indices by outcome, those of outcomes that do not vary left out; none of a parameter
/// that was not drawn.
fn indices(
    all: &Sensitivity,
    parameter: usize,
    pick: fn(&Index) -> Share,
    scenario: &Scenario,
) -> Option<IndexMap<String, Share>> {
    let d = all.parameters.iter().position(|p| *p == parameter)?;
    let outcomes = scenario.outcomes.iter().zip(&all.indices);
    let own = outcomes.filter_map(|(o, all)| {
        let index = &all.as_ref()?[d];
        Some((o.name.id.clone(), pick(index)))
    });
    Some(own.collect())
}

impl RevealedSummary {
    fn of(revealed: &Revealed, scenario: &Scenario) -> Self {
        RevealedSummary {
            actor: scenario.actors[revealed.actor].name.id.clone(),
            nature: scenario.actors[revealed.actor].nature,
            revealed: EffectSummary::of(&revealed.effect, scenario),
        }
    }
}
