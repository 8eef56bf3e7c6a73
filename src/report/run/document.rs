//! What `run` found.

use super::actors::{ActorSummary, actors};
use super::briefing::SwaySummary;
use super::estimates::{Estimate, measures, outcomes};
use super::precisions::PrecisionEntry;
use super::rounds::{Course, Incidence, MoveSummary, courses, moves, timing};
use super::types::{BeliefSummary, TypeSummary, beliefs, types};
use super::unfolding::UnfoldingSummary;
use crate::game::Payments;
use crate::report::{CertificateSummary, Head, RecordSummary, SeveralSummary, Size, WorldsSummary};
use crate::study::verdict::Agreement;
use crate::study::{Run, Stopped, Version, highest};
use indexmap::IndexMap;
use serde::Serialize;

/// What `run` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RunSummary {
    #[serde(flatten)]
    pub head: Head,
    pub certificate: CertificateSummary,
    pub game: Size,
    pub round: String,
    pub rounds: Vec<String>,
    pub turns: usize,
    /// How likely it was that what is taken as known would come about; none if nothing is. All else is given that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordSummary>,
    pub outcomes: Vec<Estimate>,
    pub measures: Vec<Estimate>,
    pub actors: Vec<ActorSummary>,
    /// Outcomes by true type; empty without types.
    pub types: Vec<TypeSummary>,
    /// What all believe, by round and true type; empty without types.
    pub beliefs: Vec<BeliefSummary>,
    /// p value of the G-test that exact and simulated outcomes agree.
    pub agreement: f64,
    /// The same of as many histories with other luck, where the first says that they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement_again: Option<f64>,
    /// Why no more histories were played, if intervals were to be so narrow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
    pub labels: IndexMap<String, String>,
    pub course: IndexMap<String, Vec<Vec<f64>>>,
    pub courses: Vec<Course>,
    pub timing: Vec<Incidence>,
    pub moves: Vec<MoveSummary>,
    /// How play unfolds, and when its end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfolding: Option<UnfoldingSummary>,
    /// Versions of the game of which no equilibrium was found, so that the outcomes are not compared
    /// with theirs: `reversed` calls of votes, a `coarse` grid of beliefs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Version>,
    /// The number of the equilibrium that is played, from 1, which is the principal one; and all that
    /// were found, if others were searched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equilibrium: Option<usize>,
    #[serde(flatten)]
    pub several: Option<SeveralSummary>,
    /// Everybody's precision, where it is one and the same.
    pub precision: Option<f64>,
    /// The outcomes at everybody's precisions 1 to 10, and between two of them where one leaps: of small games, and
    /// where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub precisions: Vec<PrecisionEntry>,
    /// Who moves the outcomes and on which numbers they hang: of small games where a report is made, and where it
    /// was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sway: Option<SwaySummary>,
    /// The outcomes over many worlds, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worlds: Option<WorldsSummary>,
}

impl RunSummary {
    /// What a run found; `seed` is that of its histories.
    pub fn of(run: &Run, seed: u64) -> Self {
        let scenario = &run.scenario;
        let mut head = Head::new("run", Some(scenario));
        head.seed = Some(seed);
        head.histories = Some(run.simulation.histories);
        let courses = courses(run);
        let course = courses.iter().map(|c| (c.id.clone(), c.exact.clone()));
        let rounds = 1..=scenario.time.rounds;
        let several = run.several.as_ref();
        RunSummary {
            head,
            certificate: CertificateSummary::of(&run.solution),
            game: Size::of(&run.game),
            round: scenario.time.round.clone(),
            rounds: rounds.map(|t| scenario.time.label(t)).collect(),
            turns: scenario.turns.len(),
            record: run
                .record
                .as_ref()
                .and_then(|record| RecordSummary::of(scenario, (&record.rounds, 0))),
            outcomes: outcomes(run),
            measures: measures(run),
            actors: actors(run),
            types: types(run),
            beliefs: beliefs(run),
            agreement: run.agreement,
            agreement_again: run.again,
            stopped: run.stopped,
            labels: labels(run),
            course: course.collect(),
            courses,
            timing: timing(run),
            moves: moves(run),
            unfolding: UnfoldingSummary::of(run),
            lost: run.lost.clone(),
            equilibrium: run.several.as_ref().map(|(_, number)| *number),
            several: several.map(|(all, _)| SeveralSummary::of(scenario, &run.game, all)),
            precision: one(&run.game.payments),
            precisions: vec![],
            sway: None,
            worlds: None,
        }
    }

    /// The likeliest outcome, the first of several.
    pub fn likeliest(&self) -> &Estimate {
        &self.outcomes[highest(self.outcomes.iter().map(Estimate::best))]
    }

    /// What a thing of this id is called.
    pub(super) fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.labels.get(id).map_or(id, String::as_str)
    }

    /// How many histories were played.
    pub(super) fn histories(&self) -> usize {
        self.head.histories.unwrap_or(0)
    }

    /// The largest change of an outcome on a grid of beliefs half as fine; 0 without types.
    pub(super) fn grid(&self) -> f64 {
        let changes = self.outcomes.iter().filter_map(|o| o.grid);
        changes.fold(0.0, f64::max)
    }

    /// Whether exact and simulated outcomes agree.
    pub(super) fn verdict(&self) -> Agreement {
        let exact = self.outcomes.iter().filter_map(|o| Some((o.exact?, o)));
        let gap = exact.map(|(exact, o)| (exact - o.simulated).abs());
        let gap = gap.fold(0.0, f64::max);
        Agreement::of(self.agreement, self.agreement_again, gap, self.grid())
    }
}

/// The precision of everybody, if it is one number.
fn one(payments: &Payments) -> Option<f64> {
    let all = payments.precision.iter().zip(&payments.scripted);
    // who plays a script has none
    let mut all = all.filter(|(_, scripted)| !**scripted).map(|(x, _)| *x);
    let first = all.next().filter(|x| x.is_finite())?;
    all.all(|x| x == first).then_some(first)
}

/// The labels of actors, state variables, outcomes and measures, by id.
fn labels(run: &Run) -> IndexMap<String, String> {
    let scenario = &run.scenario;
    let actors = scenario.actors.iter().map(|a| &a.name);
    let names = actors
        .chain(scenario.variables.iter().map(|v| &v.name))
        .chain(scenario.outcomes.iter().map(|o| &o.name))
        .chain(scenario.measures.iter().map(|m| &m.name));
    names.map(|n| (n.id.clone(), n.label.clone())).collect()
}
