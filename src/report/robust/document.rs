//! What `robust` found.

use crate::report::quantiles::quantiles;
use crate::report::screen::{percent, signed};
use crate::report::{Head, titles};
use crate::scenario::Scenario;
use crate::statistics::{Merit, RULES};
use crate::study::{Choice, GameModel, Objective, Robust, Rules, Target};
use indexmap::IndexMap;
use serde::Serialize;

/// A choice, and how good it is over all worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ChoiceSummary {
    pub id: String,
    pub label: String,
    /// At the file's own numbers.
    pub written: f64,
    /// Over the worlds, with the ends of its 95% interval.
    pub mean: f64,
    pub mean_interval: (f64, f64),
    /// The mean over the tenth of worlds in which it is worst.
    pub worst_tenth: f64,
    pub worst_tenth_interval: (f64, f64),
    /// By how much it falls short of the best choice, in the world where that is most.
    pub regret: f64,
    /// The share of worlds in which it is enough.
    pub share: f64,
    pub share_interval: (f64, f64),
    /// The quantiles 5, 25, 50, 75 and 95% over the worlds.
    pub quantiles: [f64; 5],
}

/// What `robust` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RobustSummary {
    #[serde(flatten)]
    pub head: Head,
    /// What choices are good for: an outcome, a measure, or an actor whose value it is.
    pub aim: String,
    pub aim_label: String,
    /// `more` or `less`.
    pub better: &'static str,
    /// What is enough.
    pub threshold: f64,
    pub worlds: usize,
    /// Whether they were drawn from worlds that the record weighs; absent if from ranges.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub weighted: bool,
    /// Worlds drawn besides, in which under some choice no equilibrium was found; absent if there are none.
    #[serde(skip_serializing_if = "crate::report::is_zero")]
    pub lost: usize,
    /// The parameters drawn.
    pub parameters: Vec<String>,
    /// Those with a range that are not, being what is chosen.
    pub set: Vec<String>,
    pub options: Vec<ChoiceSummary>,
    /// The choice that each rule makes.
    pub chosen: IndexMap<&'static str, String>,
    /// In what share of worlds drawn again each rule makes the same choice.
    pub steady: IndexMap<&'static str, f64>,
    /// Worlds × parameters, then choices.
    #[serde(skip)]
    pub(super) points: Vec<Vec<f64>>,
    /// The number of each rule's choice, in the order of [`RULES`].
    #[serde(skip)]
    pub(super) best: [usize; 4],
    /// Whether it is a probability.
    #[serde(skip)]
    pub(super) share: bool,
}

impl ChoiceSummary {
    /// Choice `c` of what was found. Where less is better, its merits were judged with their signs
    /// turned, and are turned back.
    fn of(found: &Robust, c: usize, choice: &Choice<GameModel>, least: bool) -> Self {
        let turned = |x: f64| if least { -x } else { x };
        let ends = |(low, high): (f64, f64)| if least { (-high, -low) } else { (low, high) };
        let Merit {
            mean,
            worst_tenth,
            regret,
            share,
        } = found.judged.merits[c];
        let [of_mean, of_worst, of_share] = found.judged.intervals[c];
        ChoiceSummary {
            id: choice.id.clone(),
            label: choice.label.clone(),
            written: found.written[c],
            mean: turned(mean),
            mean_interval: ends(of_mean),
            worst_tenth: turned(worst_tenth),
            worst_tenth_interval: ends(of_worst),
            regret,
            share,
            share_interval: of_share,
            quantiles: quantiles(found.worth[c].clone()),
        }
    }
}

/// The id and label of an objective, and whether it is a probability.
fn aim(scenario: &Scenario, objective: &Objective) -> (String, String, bool) {
    match objective {
        Objective::Value(id) => {
            let actor = scenario.actors.iter().find(|a| a.name.id == *id);
            let name = actor.map_or(id, |a| &a.name.label);
            (id.clone(), format!("what it is worth to {name}"), false)
        }
        Objective::Reading(id) => {
            let target = Target::find(scenario, id);
            let mean = matches!(target, Some(Target::Measure(m)) if scenario.measures[m].mean);
            let label = target.map_or(id, |t| &t.name(scenario).label);
            (id.clone(), label.clone(), !mean)
        }
    }
}

impl RobustSummary {
    /// What was found; `choices` and `rules` are those that were asked for.
    pub fn of(found: &Robust, choices: &[Choice<GameModel>], rules: &Rules) -> Self {
        let scenario = &choices[0].engine.model.scenario;
        let (aim, aim_label, share) = aim(scenario, &rules.objective);
        let name = |p: &usize| scenario.parameters[*p].name.id.clone();
        let best = found.judged.best;
        let chosen = RULES.into_iter().zip(best);
        let world = |(w, draw): (usize, &Vec<f64>)| {
            let worth = found.worth.iter().map(|own| own[w]);
            draw.iter().copied().chain(worth).collect()
        };
        let options = choices.iter().enumerate();
        RobustSummary {
            head: Head::new("robust", Some(scenario)),
            aim,
            aim_label,
            better: if rules.least { "less" } else { "more" },
            threshold: found.threshold,
            worlds: found.draws.len(),
            weighted: rules.worlds.weighted(),
            lost: found.lost,
            parameters: found.parameters.iter().map(name).collect(),
            set: found.chosen.iter().map(name).collect(),
            options: options
                .map(|(c, choice)| ChoiceSummary::of(found, c, choice, rules.least))
                .collect(),
            chosen: chosen
                .map(|(rule, c)| (rule, choices[c].id.clone()))
                .collect(),
            steady: RULES.into_iter().zip(found.judged.steady).collect(),
            points: found.draws.iter().enumerate().map(world).collect(),
            best,
            share,
        }
    }

    /// A value of what is aimed at.
    fn number(&self, x: f64) -> String {
        if self.share { percent(x) } else { signed(x) }
    }

    /// The rules as columns are headed.
    pub(super) fn heads(&self) -> [String; 4] {
        let side = if self.better == "more" {
            "from"
        } else {
            "up to"
        };
        [
            "mean".to_string(),
            "worst tenth".to_string(),
            "largest regret".to_string(),
            format!("{side} {}", self.number(self.threshold)),
        ]
    }

    /// What the rules make of a choice.
    pub(super) fn figures(&self, choice: &ChoiceSummary) -> [String; 4] {
        [
            self.number(choice.mean),
            self.number(choice.worst_tenth),
            self.number(choice.regret),
            percent(choice.share),
        ]
    }

    /// The rules whose choice is another in more than 5% of the worlds drawn again, and how often
    /// it is the same.
    pub(super) fn unsure(&self) -> Vec<String> {
        let all = self.steady.iter().filter(|(_, share)| **share < 0.95);
        all.map(|(rule, share)| {
            let rule = rule.replace('_', " ");
            format!("{rule} (the same in {:.0}%)", 100.0 * share)
        })
        .collect()
    }

    /// What is to be chosen, as a title.
    pub(super) fn finding(&self) -> String {
        let mut by: Vec<(usize, Vec<&str>)> = vec![];
        for (rule, c) in ["mean", "worst tenth", "regret", "share"]
            .into_iter()
            .zip(self.best)
        {
            match by.iter_mut().find(|known| known.0 == c) {
                Some((_, rules)) => rules.push(rule),
                None => by.push((c, vec![rule])),
            }
        }
        let by = by.into_iter();
        let by = by.map(|(c, rules)| (self.options[c].label.as_str(), rules));
        titles::rules(&by.collect::<Vec<_>>(), !self.unsure().is_empty())
    }
}
