//! What a study needs solved, and the answers: plain data, equal by content, and the same in
//! another process.

use crate::scenario::{Edit, LeverId, Number};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A variant of a scenario, and what to read off it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Job {
    /// How it differs from the scenario.
    pub edits: Vec<Edit>,
    /// Everybody's precision.
    pub precision: Precision,
    /// What to read.
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

/// What to read off a variant. Outcomes and values are always read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Read {
    /// Measures, by id.
    pub measures: Vec<String>,
    /// Milestones, by id.
    pub milestones: Vec<String>,
    /// Whether the probability of the record is read.
    pub record: bool,
    /// The round by whose end milestones are known whose probability is read, with that of all milestones before and given them.
    pub until: Option<usize>,
    /// Whether outcomes and measures are also read under a longer shadow.
    pub longer: bool,
    /// Levers, of each of which is read what is left without it if nobody answers.
    pub mechanical: Vec<LeverId>,
}

/// Numbers in order; equal to others if all their bits are.
#[derive(Clone, Debug, Default)]
pub struct Numbers(pub Vec<f64>);

impl Numbers {
    fn exact(&self) -> impl Iterator<Item = Number> {
        self.0.iter().copied().map(Number)
    }
}

impl Deref for Numbers {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.0
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<I: IntoIterator<Item = f64>>(all: I) -> Self {
        Numbers(all.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Numbers {
    type Item = &'a f64;
    type IntoIter = std::slice::Iter<'a, f64>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        self.exact().eq(other.exact())
    }
}

impl Eq for Numbers {}

impl Hash for Numbers {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.len().hash(state);
        self.exact().for_each(|x| x.hash(state));
    }
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.exact())
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let all = Vec::<Number>::deserialize(from)?;
        Ok(all.into_iter().map(|x| x.0).collect())
    }
}

/// The answer to a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Answer {
    /// Exact probability of each outcome, in file order.
    pub outcomes: Numbers,
    /// Exact values of the measures asked for, in the order asked.
    pub measures: Numbers,
    /// Exact probabilities of the milestones asked for, in the order asked.
    pub milestones: Numbers,
    /// The exact probability of all milestones that happened or did not, by the end of each reported round, or of each after those
    /// whose milestones are taken as known; empty if not asked for, or if there are none.
    pub record: Numbers,
    /// The probability of each milestone of the file before anything is known, where [`Read::until`] is asked for: then `record` is one
    /// number, and `milestones` are all those of the file given what is known, or none if that cannot come about.
    pub before: Numbers,
    /// Expected discounted payoff of each actor at the start, its types weighted by their priors.
    pub values: Numbers,
    /// Outcomes and measures under a shadow longer by each of [`LONGER`](crate::solve::LONGER);
    /// empty if not asked for, or if it has no end.
    pub longer: Vec<(Numbers, Numbers)>,
    /// For each lever asked for the outcomes without it if nobody answers: its probability goes to
    /// its owner's other options. None of a veto.
    pub mechanical: Vec<Option<Numbers>>,
    /// Stages on whose branch other equilibria branch off: there a hair decides.
    pub branch_points: u64,
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
            mechanical: vec![None, Some(Numbers(vec![-0.0, f64::INFINITY]))],
            ..Answer::default()
        };
        let text = serde_json::to_string(&answer).expect("plain data");
        let again: Answer = serde_json::from_str(&text).expect("the same");
        assert_eq!(again, answer);
        let other = Answer {
            mechanical: vec![None, Some(Numbers(vec![0.0, f64::INFINITY]))],
            ..answer.clone()
        };
        assert_ne!(other, answer);
    }
}
