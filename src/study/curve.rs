//! A sweep of play without end along one number: not many games, but one curve of equilibria, which
//! may turn back, so that a value has none, one or several of them.

use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::{Model, Spot};
use super::plan::Reply;
use super::sweep::{Stop, Sweeping, Tip};
use super::tips::{Pair, Search};
use crate::error::Error;
use crate::scenario::Edit;
use crate::solve::{Curve, Ending};
use crate::task::Task;
use rayon::prelude::*;
use std::ops::Range;

/// How closely a variant solved afresh must agree to lie on the curve.
const SAME: f64 = 1e-6;

/// A curve of equilibria along one number.
#[derive(Clone, Debug)]
pub struct Along {
    /// The value at which it was begun, on the branch of equilibria that the game has there.
    pub begun: f64,
    /// For each answer the number of the value at which it is.
    pub places: Vec<usize>,
    /// Where it turns.
    pub folds: Vec<Bend>,
    /// Where a value has several equilibria on it.
    pub several: Vec<Stretch>,
    /// How its ends came about.
    pub ends: [Ending; 2],
    /// Steps taken.
    pub steps: usize,
    /// What the game's own branch leads to at each value, solved afresh.
    pub checks: Vec<Check>,
}

/// Where a curve turns.
#[derive(Clone, Debug)]
pub struct Bend {
    /// The value.
    pub at: f64,
    /// The number of answers before it.
    pub after: usize,
    /// Whether the value rises along the curve until there.
    pub rising: bool,
    /// The answer there, to some four digits; none if the variant cannot be played.
    pub answer: Option<Answer>,
}

/// Between two values so many equilibria lie on the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The lower value.
    pub from: f64,
    /// The upper value.
    pub to: f64,
    /// How many: at least two.
    pub count: usize,
}

/// A value at which the game was solved afresh.
#[derive(Clone, Debug)]
pub struct Check {
    /// The value, by number.
    pub value: usize,
    /// Whether what was found lies on the curve.
    pub on: bool,
    /// What was found; none if there was nothing.
    pub answer: Option<Answer>,
}

/// What is found along a curve.
pub(super) struct Found {
    pub curve: Along,
    pub answers: Vec<Answer>,
    pub between: Vec<(f64, Answer)>,
    pub course: Vec<Stop>,
    pub tips: Vec<Tip>,
}

/// The values that a curve is to cross, and their jobs.
struct Values {
    all: Vec<f64>,
    jobs: Vec<Job>,
    /// Which of them the question does not ask for.
    own: Option<usize>,
    /// Where the curve begins.
    start: usize,
}

/// The curve that answers `sweeping`; none if there is no such curve: play ends, two settings vary, or
/// one that is no number or changes the structure.
///
/// # Errors
/// As [`sweep`](super::sweep()).
pub(super) fn along<M: Model>(
    engine: &Engine<M>,
    sweeping: &Sweeping,
    task: &dyn Task,
) -> Result<Option<Found>, Error> {
    let model = &engine.model;
    let Some(values) = Values::of(model, sweeping) else {
        return Ok(None);
    };
    let Some(curve) = model.curve(&values.jobs, &values.all, values.start, task)? else {
        return Ok(None);
    };
    let spots: Vec<(Spot, Job)> = {
        let crossings = curve.crossings.iter().enumerate();
        let crossings = crossings.map(|(n, c)| (Spot::Crossing(n), values.jobs[c.value].clone()));
        let folds = curve.folds.iter().enumerate();
        let folds = folds.map(|(n, fold)| (Spot::Fold(n), sweeping.at(fold.at)));
        crossings.chain(folds).collect()
    };
    let read = |(spot, job): &(Spot, Job)| model.answer_on(&curve, *spot, job);
    let answers: Vec<Result<_, Error>> = spots.par_iter().map(read).collect();
    let mut answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
    let bends = answers.split_off(curve.crossings.len());
    let answers: Vec<Answer> = answers.into_iter().flatten().collect();
    let search = search(model, sweeping, (&curve, &values), &answers, task)?;
    let tips = search.tips(&sweeping.question);
    let checks = checks(engine, (&curve, &values), &answers, task)?;
    // the question did not ask for where the curve begins
    let asked = |n: &usize| Some(curve.crossings[*n].value) != values.own;
    let kept: Vec<usize> = (0..answers.len()).filter(asked).collect();
    if kept.is_empty() {
        return Ok(None);
    }
    let folds = curve.folds.iter().zip(bends).map(|(fold, answer)| Bend {
        at: fold.at,
        after: kept.iter().filter(|n| **n < fold.after).count(),
        rising: fold.rising,
        answer,
    });
    let (between, course) = course((&curve, &values), search.solved(), &kept);
    let along = Along {
        begun: values.all[values.start],
        places: kept
            .iter()
            .map(|n| values.asked(curve.crossings[*n].value))
            .collect(),
        folds: folds.collect(),
        several: several(&curve, &values.all),
        ends: curve.ends,
        steps: curve.steps,
        checks,
    };
    Ok(Some(Found {
        curve: along,
        answers: kept.iter().map(|n| answers[*n].clone()).collect(),
        between,
        course,
        tips,
    }))
}

/// The lines through the crossings `kept`, the folds, and what was `solved` between each crossing and the
/// next; and the latter in their order.
fn course(
    (curve, values): (&Curve, &Values),
    solved: Vec<Vec<(f64, Answer)>>,
    kept: &[usize],
) -> (Vec<(f64, Answer)>, Vec<Stop>) {
    let at = |n: usize| values.all[curve.crossings[n].value];
    let first = curve.folds.partition_point(|fold| fold.after == 0);
    let mut course: Vec<Stop> = (0..first).map(Stop::Fold).collect();
    let mut between = vec![];
    let mut solved = solved.into_iter();
    for n in 0..curve.crossings.len() {
        course.extend(kept.iter().position(|k| *k == n).map(Stop::Point));
        course.extend(turns(curve, n).map(Stop::Fold));
        let mut own = solved.next().unwrap_or_default();
        if n + 1 < curve.crossings.len() && at(n + 1) < at(n) {
            own.reverse();
        }
        for place in own {
            course.push(Stop::Between(between.len()));
            between.push(place);
        }
    }
    (between, course)
}

impl Values {
    /// Those of a sweep over one parameter, and its own value if that lies between them.
    fn of<M: Model>(model: &M, sweeping: &Sweeping) -> Option<Self> {
        let [only] = &sweeping.question.vary[..] else {
            return None;
        };
        let mut all = only.numbers().filter(|all| all.len() > 1)?;
        let parameter = model.parameter(&only.path)?;
        let here = model.parameters()[parameter].value;
        let jobs = only.values.iter();
        let mut jobs: Vec<Job> = jobs
            .map(|text| sweeping.job(vec![Edit::set(&only.path, text)], false))
            .collect();
        let start = all.partition_point(|x| *x < here);
        if start == all.len() || all[start] == here || start == 0 {
            let start = start.min(all.len() - 1);
            let own = None;
            return Some(Values {
                all,
                jobs,
                own,
                start,
            });
        }
        all.insert(start, here);
        jobs.insert(start, sweeping.at(here));
        let own = Some(start);
        Some(Values {
            all,
            jobs,
            own,
            start,
        })
    }

    /// The number that the question has for a value.
    fn asked(&self, value: usize) -> usize {
        match self.own {
            Some(own) if own < value => value - 1,
            Some(_) | None => value,
        }
    }
}

impl Sweeping {
    /// The job at a value of the only setting.
    fn at(&self, value: f64) -> Job {
        let path = &self.question.vary[0].path;
        self.job(vec![Edit::set(path, &value.to_string())], false)
    }
}

/// The folds between crossing `n` and the next.
fn turns(curve: &Curve, n: usize) -> Range<usize> {
    let before = |n: usize| curve.folds.partition_point(|fold| fold.after < n);
    before(n + 1)..before(n + 2)
}

/// What lies between the crossings of a curve where it does not turn: tips are roots on the curve.
fn search<M: Model>(
    model: &M,
    sweeping: &Sweeping,
    (curve, values): (&Curve, &Values),
    answers: &[Answer],
    task: &dyn Task,
) -> Result<Search, Error> {
    let value = |n: usize| values.all[curve.crossings[n].value];
    let pairs = (1..answers.len()).map(|n| {
        let mut ends = [n - 1, n].map(|n| (value(n), &answers[n]));
        let folds = &curve.folds[turns(curve, n - 1)];
        if let ([fold], true) = (folds, ends[0].0 == ends[1].0) {
            ends[1].0 = fold.at;
        }
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let open = folds.is_empty();
        Pair { ends, open }
    });
    let pairs: Vec<Pair> = pairs.collect();
    let question = &sweeping.question;
    let width = values.all[values.all.len() - 1] - values.all[0];
    let mut search = Search::between(&pairs, width, question);
    loop {
        let wanted = search.wanted(question);
        if wanted.is_empty() {
            return Ok(search);
        }
        if task.at("looking for tipping points", 0.0).is_break() {
            return Err(Error::Cancelled);
        }
        let middle = |(n, x): &(usize, f64)| {
            let part = (x - value(*n)) / (value(n + 1) - value(*n));
            model.answer_on(curve, Spot::Between(*n, part), &sweeping.at(*x))
        };
        let found: Vec<Result<_, Error>> = wanted.par_iter().map(middle).collect();
        let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        search.take(found, question);
    }
}

/// Solves the game afresh at all values that are asked for.
fn checks<M: Model>(
    engine: &Engine<M>,
    (curve, values): (&Curve, &Values),
    answers: &[Answer],
    task: &dyn Task,
) -> Result<Vec<Check>, Error> {
    let crossed = |value: usize| {
        let all = curve.crossings.iter().zip(answers);
        all.filter(move |(c, _)| c.value == value).map(|(_, a)| a)
    };
    let asked = (0..values.all.len()).filter(|value| Some(*value) != values.own);
    let asked: Vec<usize> = asked.collect();
    // it was begun on the game's own branch
    let fresh = asked.iter().filter(|value| **value != values.start);
    let jobs: Vec<Job> = fresh.map(|n| values.jobs[*n].clone()).collect();
    let replies = engine.run_found(&jobs, "solving each value afresh", task)?;
    let mut replies = replies.into_iter();
    let check = |value: usize| {
        let answer = if value == values.start {
            answers.get(curve.start).cloned()
        } else {
            replies.next().and_then(Reply::ok)
        };
        let same = |found: &Answer| crossed(value).any(|own| agree(own, found));
        Check {
            value: values.asked(value),
            on: answer.as_ref().is_some_and(same),
            answer,
        }
    };
    Ok(asked.into_iter().map(check).collect())
}

/// Whether two answers are of one equilibrium, as far as they tell.
fn agree(a: &Answer, b: &Answer) -> bool {
    let near = |(x, y): (&f64, &f64)| (x - y).abs() <= SAME * x.abs().max(1.0);
    let of = |answer: &Answer| {
        [&answer.outcomes, &answer.values]
            .map(|n| n.0.clone())
            .concat()
    };
    of(a).iter().zip(&of(b)).all(near)
}

/// Where several equilibria lie on the curve: how many of its arcs pass over each part of the range.
fn several(curve: &Curve, values: &[f64]) -> Vec<Stretch> {
    let folds = curve.folds.iter().map(|fold| fold.at);
    let end = |n: usize, ending: Ending| match ending {
        Ending::Left => Some(values[curve.crossings[n].value]),
        Ending::Lost(at) => Some(at),
        Ending::Closed => None,
    };
    let mut turns: Vec<f64> = end(0, curve.ends[0]).into_iter().chain(folds).collect();
    match end(curve.crossings.len() - 1, curve.ends[1]) {
        Some(end) => turns.push(end),
        None => turns.extend(turns.first().copied()),
    }
    let mut marks = turns.clone();
    marks.sort_by(f64::total_cmp);
    marks.dedup();
    let mut all: Vec<Stretch> = vec![];
    for part in marks.windows(2) {
        let (from, to) = (part[0], part[1]);
        let middle = from / 2.0 + to / 2.0;
        let over = |arc: &&[f64]| (arc[0].min(arc[1])..arc[0].max(arc[1])).contains(&middle);
        let count = turns.windows(2).filter(over).count();
        match all.last_mut() {
            Some(last) if last.count == count && last.to == from => last.to = to,
            Some(_) | None => all.push(Stretch { from, to, count }),
        }
    }
    all.retain(|part| part.count > 1);
    all
}
