//! The probability of a record: of milestones that happened or did not, together.

use crate::report::screen::percent;
use crate::scenario::Scenario;
use serde::Serialize;

/// The probability of a record: of all milestones that happened or did not, or of those that are taken as known.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RecordSummary {
    /// Up to when milestones are taken as known, if they are: a date or the number of a round, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    pub probability: f64,
    /// −ln of it: the sum of the log scores of all milestones, each given those before it; null if infinite.
    pub log: Option<f64>,
    pub rounds: Vec<RecordRound>,
}

/// What a round added to a record.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RecordRound {
    pub round: String,
    /// The probability of what the round showed, given all that the rounds before it did; null where that was impossible.
    pub probability: Option<f64>,
    /// −log₂ of it; null if infinite.
    pub surprise: Option<f64>,
}

impl RecordSummary {
    /// Of a record whose probability by the end of each round, after the `passed` ones, is `left`; none if that is empty.
    pub(super) fn of(scenario: &Scenario, (left, passed): (&[f64], usize)) -> Option<Self> {
        let probability = left.last()?.clamp(0.0, 1.0);
        let finite = |x: f64| Some(x).filter(|x| x.is_finite());
        let before = std::iter::once(1.0).chain(left.iter().copied());
        let round = |(t, (before, now)): (usize, (f64, &f64))| {
            let share = (before > 0.0).then(|| (now / before).clamp(0.0, 1.0));
            RecordRound {
                round: scenario.time.label(passed + t + 1),
                probability: share,
                surprise: share.and_then(|p| finite((-libm::log2(p)).max(0.0))),
            }
        };
        Some(RecordSummary {
            given: scenario.given.as_ref().map(|given| given.written.clone()),
            probability,
            log: finite((-libm::log(probability)).max(0.0)),
            rounds: before.zip(left).enumerate().map(round).collect(),
        })
    }

    /// The first round that showed what could not follow, if any.
    pub(super) fn impossible(&self) -> Option<&str> {
        let none = self.rounds.iter().find(|r| r.probability == Some(0.0));
        none.map(|r| r.round.as_str())
    }

    /// The round that surprises most, and by how many bits; none if nothing does.
    pub(super) fn most_surprising(&self) -> Option<(&str, f64)> {
        let all = self.rounds.iter();
        let all = all.filter_map(|r| Some((r.round.as_str(), r.surprise?)));
        let most = all.reduce(|most, next| if next.1 > most.1 { next } else { most });
        most.filter(|(_, bits)| *bits >= 0.05)
    }

    /// The probability, in words: a tiny one as a power of ten.
    pub(super) fn odds(&self) -> String {
        match self.probability {
            p if p >= 0.001 => percent(p),
            p => format!("{p:.1e}"),
        }
    }
}
