//! What a study wants solved, and what comes of it: plain data, equal by content, and the same in
//! another process.

use crate::scenario::{Edit, LeverId, Number};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// A variant of a scenario to be solved, and what is to be read off it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Job {
    /// How it differs from the scenario.
    pub edits: Vec<Edit>,
    /// Everybody's precision.
    pub precision: Precision,
    /// What is to be read.
    pub read: Read,
}

/// Everybody's precision in a variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// What it is in the scenario.
    #[default]
    Own,
    /// So many times what it is in the scenario.
    Times(Number),
    /// This, wherever it is neither 0 nor exact in the scenario.
    All(Number),
}

/// What is to be read off a variant. Outcomes and values are always read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Read {
    /// Measures, by id.
    pub measures: Vec<String>,
    /// Milestones, by id.
    pub milestones: Vec<String>,
    /// Whether outcomes and measures are also read under a longer shadow.
    pub longer: bool,
    /// Levers, of each of which is read what is left without it if nobody answers.
    pub mechanical: Vec<LeverId>,
}

/// What a variant comes to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    /// Exact probability of each outcome, in file order.
    pub outcomes: Vec<f64>,
    /// Exact values of the measures asked for, in the order asked.
    pub measures: Vec<f64>,
    /// Exact probabilities of the milestones asked for, in the order asked.
    pub milestones: Vec<f64>,
    /// Expected discounted payoff of each actor at the start, its types weighted by their priors.
    pub values: Vec<f64>,
    /// Outcomes and measures under a shadow longer by each of [`LONGER`](crate::solve::LONGER);
    /// empty if not asked for, or if it has no end.
    pub longer: Vec<(Vec<f64>, Vec<f64>)>,
    /// For each lever asked for the outcomes without it if nobody answers: its probability goes to
    /// its owner's other options. None of a veto.
    pub mechanical: Vec<Option<Vec<f64>>>,
    /// Stages on whose branch other equilibria branch off: there a hair decides.
    pub branch_points: u64,
}

impl Answer {
    /// All that it says as integers, each list after its length.
    fn bits(&self) -> Vec<u64> {
        fn add(all: &mut Vec<u64>, list: &[f64]) {
            all.push(list.len() as u64);
            all.extend(list.iter().map(|x| x.to_bits()));
        }
        let mut all = vec![self.branch_points, self.longer.len() as u64];
        for list in [
            &self.outcomes,
            &self.measures,
            &self.milestones,
            &self.values,
        ] {
            add(&mut all, list);
        }
        for (outcomes, measures) in &self.longer {
            add(&mut all, outcomes);
            add(&mut all, measures);
        }
        for left in &self.mechanical {
            all.push(u64::from(left.is_some()));
            add(&mut all, left.as_deref().unwrap_or_default());
        }
        all
    }
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Eq for Answer {}

impl Hash for Answer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bits().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::HandleId;

    #[test]
    fn jobs_and_answers_survive_being_written_down() {
        let lever = LeverId {
            turn: "challenge".into(),
            actor: Some("challenger".into()),
            handle: HandleId::Level {
                option: "bid".into(),
                level: "0.5".into(),
            },
        };
        let job = Job {
            edits: vec![
                Edit::set("state.talks.start", "none"),
                Edit::parameter("cost", 0.1 + 0.2),
                Edit::Remove(lever.clone()),
                Edit::ReverseCalls,
            ],
            precision: Precision::Times(Number(0.5)),
            read: Read {
                mechanical: vec![lever],
                ..Read::default()
            },
        };
        let text = serde_json::to_string(&job).expect("plain data");
        assert_eq!(serde_json::from_str::<Job>(&text).expect("the same"), job);
        let answer = Answer {
            outcomes: (1..2000).map(|n| 1.0 / f64::from(n)).collect(),
            mechanical: vec![None, Some(vec![-0.0])],
            ..Answer::default()
        };
        let text = serde_json::to_string(&answer).expect("plain data");
        let again: Answer = serde_json::from_str(&text).expect("the same");
        assert_eq!(again, answer);
        let other = Answer {
            mechanical: vec![None, Some(vec![0.0])],
            ..answer.clone()
        };
        assert_ne!(other, answer);
    }
}
