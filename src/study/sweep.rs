//! One or two settings over a range: how every outcome answers, and where it tips.

use super::curve::{Along, along};
use super::engine::Engine;
use super::job::{Answer, Job, Read};
use super::model::{Model, Target};
use super::plan::{Reply, Step, Study, lost};
use super::tips::Search;
use crate::error::Error;
use crate::scenario::Edit;
use crate::task::Task;

/// A setting and the values it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// Its path, as of `--set`.
    pub path: String,
    /// Its values, as they would be written.
    pub values: Vec<String>,
}

impl Vary {
    /// `n` values evenly from `low` to `high`.
    pub fn even(path: &str, low: f64, high: f64, n: usize) -> Self {
        let at = |k: usize| match n {
            1 => low,
            _ => low + (high - low) * (k as f64 / (n - 1) as f64),
        };
        Vary {
            path: path.to_string(),
            values: (0..n).map(|k| tidy(at(k)).to_string()).collect(),
        }
    }

    /// Whether all its values are whole numbers.
    fn whole(&self) -> bool {
        let numbers = self.numbers().unwrap_or_default();
        numbers.iter().all(|x| x.fract() == 0.0)
    }

    /// Its values as numbers, if they are numbers that rise.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        let all: Option<Vec<f64>> = self.values.iter().map(|v| v.parse().ok()).collect();
        all.filter(|all| all.windows(2).all(|w| w[0] < w[1]))
    }
}

/// Without the noise of its last digits: .30000000000000004 is .3.
pub(super) fn tidy(x: f64) -> f64 {
    format!("{x:.12e}").parse().unwrap_or(x)
}

/// Where the likeliest outcome changes, or a target crosses a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    /// The last value found on the lower side, and the first on the upper.
    pub between: (f64, f64),
    /// What crosses; none if it is the likeliest outcome that changes.
    pub target: Option<(Target, f64)>,
    /// The likeliest outcomes on either side; of a threshold `below` or `above`.
    pub sides: (usize, usize),
    /// The answers there.
    pub ends: [Answer; 2],
}

/// A probability that changes by more than this between two values next to each other leaps there.
pub const LEAP: f64 = 0.15;

/// Whether any of these probabilities differ by more than [`LEAP`].
pub fn leap(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).any(|(a, b)| (a - b).abs() > LEAP)
}

/// Where an outcome's probability changes by more than [`LEAP`], and it is not known how.
#[derive(Clone, Debug, PartialEq)]
pub struct Leap {
    /// The two values, the lower first.
    pub between: (f64, f64),
    /// The answers there.
    pub ends: [Answer; 2],
}

/// A place on the lines of a sweep over one setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// One of its values: the answer of this number.
    Point(usize),
    /// A value between two of them: the one of this number.
    Between(usize),
    /// The fold of a curve of equilibria of this number.
    Fold(usize),
}

/// What a sweep found.
pub struct Sweep {
    /// One or two settings.
    pub vary: Vec<Vary>,
    /// Values of one setting at which no equilibrium was found: they are left out of `vary`.
    pub lost: Vec<String>,
    /// The measures read, by number.
    pub measures: Vec<usize>,
    /// One for each pair of values, the last setting's running fastest; along a curve of equilibria
    /// one for each place where it crosses a value.
    pub answers: Vec<Answer>,
    /// Of a sweep over one setting whose values are numbers: what was solved between them, where something
    /// tips or leaps, in the order of the lines.
    pub between: Vec<(f64, Answer)>,
    /// Its lines, from place to place.
    pub course: Vec<Stop>,
    /// Where it tips, in rising order.
    pub tips: Vec<Tip>,
    /// Where it leaps although it can have a value between any two, in rising order; along a curve nothing
    /// does.
    pub leaps: Vec<Leap>,
    /// How often the structure of a game was searched.
    pub searches: usize,
    /// The curve of equilibria, if play has no end and one number varies.
    pub curve: Option<Along>,
}

/// What to look for.
pub struct Question {
    /// One or two settings.
    pub vary: Vec<Vary>,
    /// The measures to be read, by number.
    pub measures: Vec<usize>,
    /// Thresholds to be watched.
    pub thresholds: Vec<(Target, f64)>,
    /// Tipping points are found to this share of the range.
    pub tolerance: f64,
}

/// A sweep under way.
pub(super) struct Sweeping {
    pub(super) question: Question,
    /// The ids of the measures to be read.
    measures: Vec<String>,
    /// Whether the setting can have a value between any two.
    dense: bool,
    /// The answers to the combinations of values; empty until they are there.
    answers: Vec<Answer>,
    /// Values at which no equilibrium was found.
    lost: Vec<String>,
    /// The search for tipping points, once there are answers to search between.
    search: Option<Search>,
}

/// Solves every combination of values, and finds the tipping points of one setting.
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved; or `task` says to stop.
pub fn sweep<M: Model>(
    engine: &Engine<M>,
    question: Question,
    task: &dyn Task,
) -> Result<Sweep, Error> {
    let model = &engine.model;
    let sweeping = Sweeping {
        measures: model.readings().measure_ids(&question.measures),
        // there is nothing between two levels, or two numbers of rounds
        dense: match &question.vary[..] {
            [only] => model.parameter(&only.path).is_some() || !only.whole(),
            _ => false,
        },
        question,
        answers: vec![],
        lost: vec![],
        search: None,
    };
    if let Some(found) = along(engine, &sweeping, task)? {
        let Question { vary, measures, .. } = sweeping.question;
        return Ok(Sweep {
            searches: engine.structures(),
            vary,
            lost: vec![],
            measures,
            answers: found.answers,
            between: found.between,
            course: found.course,
            tips: found.tips,
            leaps: vec![],
            curve: Some(found.curve),
        });
    }
    let done = engine.study(sweeping, task)?;
    let mut sweep = Sweep {
        searches: engine.structures(),
        tips: done
            .search
            .as_ref()
            .map_or(vec![], |s| s.tips(&done.question)),
        vary: done.question.vary,
        measures: done.question.measures,
        lost: done.lost,
        answers: done.answers,
        between: vec![],
        course: vec![],
        leaps: vec![],
        curve: None,
    };
    if let Some(search) = done.search {
        if done.dense {
            sweep.leaps = search.leaps();
        }
        let mut solved = search.solved().into_iter();
        for n in 0..sweep.answers.len() {
            sweep.course.push(Stop::Point(n));
            for place in solved.next().into_iter().flatten() {
                sweep.course.push(Stop::Between(sweep.between.len()));
                sweep.between.push(place);
            }
        }
    }
    Ok(sweep)
}

impl Sweeping {
    /// The job that reads what the question asks for where these settings hold.
    pub(super) fn job(&self, edits: Vec<Edit>, longer: bool) -> Job {
        let read = Read {
            measures: self.measures.clone(),
            longer,
            ..Read::default()
        };
        Job {
            edits,
            read,
            ..Job::default()
        }
    }

    /// The settings of every combination of values, the last setting's running fastest.
    fn grid(&self) -> Vec<Vec<Edit>> {
        let mut all: Vec<Vec<Edit>> = vec![vec![]];
        for vary in &self.question.vary {
            let more = |edits: Vec<Edit>| {
                vary.values.iter().map(move |value| {
                    let own = Edit::set(&vary.path, value);
                    edits.iter().cloned().chain([own]).collect()
                })
            };
            all = all.into_iter().flat_map(more).collect();
        }
        all
    }

    /// The sweep, if nothing is left to be searched for.
    fn step(self) -> Step<Self> {
        match &self.search {
            Some(search) if !search.wanted(&self.question).is_empty() => Step::More(self),
            Some(_) | None => Step::Found(self),
        }
    }

    /// Keeps the answers that there are; of one setting with their values.
    fn keep(&mut self, replies: Vec<Reply>) {
        if let [only] = &mut self.question.vary[..] {
            let values = std::mem::take(&mut only.values).into_iter();
            let pairs = values.zip(&replies);
            let (kept, lost) = pairs.partition::<Vec<_>, _>(|(_, reply)| reply.is_ok());
            only.values = kept.into_iter().map(|(value, _)| value).collect();
            self.lost = lost.into_iter().map(|(value, _)| value).collect();
        }
        self.answers = replies.into_iter().flatten().collect();
    }
}

impl Study for Sweeping {
    type Found = Self;

    fn work(&self) -> &'static str {
        match self.search {
            None => "solving variants",
            Some(_) => "looking for tipping points",
        }
    }

    fn plan(&self) -> Vec<Job> {
        match &self.search {
            None => {
                // of a map there is no room to show it
                let longer = self.question.vary.len() == 1;
                let grid = self.grid().into_iter();
                grid.map(|edits| self.job(edits, longer)).collect()
            }
            Some(search) => {
                let path = &self.question.vary[0].path;
                let middles = search.wanted(&self.question).into_iter();
                let edits = middles.map(|(_, x)| vec![Edit::set(path, &x.to_string())]);
                edits.map(|edits| self.job(edits, false)).collect()
            }
        }
    }

    /// A map has no room for what is missing.
    fn spares(&self) -> bool {
        self.question.vary.len() == 1
    }

    fn conclude(mut self, replies: Vec<Reply>) -> Result<Step<Self>, Error> {
        if let Some(search) = &mut self.search {
            let answers = replies.into_iter().map(Result::ok).collect();
            search.take(answers, &self.question);
            return Ok(self.step());
        }
        lost(&replies)?;
        self.keep(replies);
        if let [only] = &self.question.vary[..]
            && let Some(numbers) = only.numbers()
        {
            let search = Search::new(&numbers, &self.answers, &self.question, self.dense);
            self.search = Some(search);
        }
        Ok(self.step())
    }
}

/// The number of the likeliest outcome, the first of several.
pub fn likeliest(answer: &Answer) -> usize {
    highest(answer.outcomes.iter().copied())
}

/// What only rounding tells apart is equal.
const ROUNDING: f64 = 1e-12;

/// The number of the highest of these probabilities, the first of several.
pub fn highest(shares: impl IntoIterator<Item = f64>) -> usize {
    let all = shares.into_iter().enumerate();
    let higher = |best: (usize, f64), next: (usize, f64)| match next.1 > best.1 + ROUNDING {
        true => next,
        false => best,
    };
    all.fold((0, 0.0), higher).0
}

/// The value of a target; `measures` are those that were read.
pub fn read(answer: &Answer, target: Target, measures: &[usize]) -> f64 {
    match target {
        Target::Outcome(o) => answer.outcomes[o],
        Target::Measure(m) => {
            let at = measures.iter().position(|x| *x == m);
            at.map_or(f64::NAN, |at| answer.measures[at])
        }
    }
}
