//! The cases as the likelihood sees them: equal rows together, each solved once.

use super::cases::{Case, Cases, Seen};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::forecast::MOST_WATCHED;
use crate::game::{Game, refill};
use crate::scenario::{Data, Edit, Scenario};
use crate::solve::Solution;
use crate::study::equilibrium::equilibrium_again;
use crate::study::exact::ends;
use crate::study::model::Model;
use crate::study::record::{Of, probability_of};
use crate::study::{GameModel, Job, Searched, highest};
use crate::task::Silent;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Cases with the same numbers.
#[derive(Clone)]
struct Point {
    /// Its structure.
    on: Arc<Searched>,
    /// The parameters that rows set, by number, and their values.
    values: Vec<(usize, f64)>,
    /// All that was seen of these cases.
    events: Vec<Seen>,
}

/// What a point is solved in, kept for the next one.
struct Scratch {
    on: Arc<Searched>,
    scenario: Scenario,
    game: Game,
    solution: Option<Solution>,
}

/// A model and the cases that it is fitted to.
pub struct Sample<'a> {
    scenario: &'a Scenario,
    milestones: Vec<usize>,
    /// The parameters that are estimated, by number.
    pub free: Vec<usize>,
    points: Vec<Point>,
    /// Of each case its point and its place among the point's events.
    places: Vec<(usize, usize)>,
    /// The cases.
    pub cases: Vec<&'a Case>,
    /// Their weights.
    pub weights: Vec<f64>,
    /// How many groups the cases have; none if they have none.
    pub clusters: Option<usize>,
}

impl<'a> Sample<'a> {
    /// The cases of a model's data.
    ///
    /// # Errors
    /// Nothing is free; or a free parameter decides what positions there are; or a case's numbers make no game.
    pub fn new(model: &'a GameModel, data: &Data, cases: &'a Cases) -> Result<Self, Error> {
        let scenario = &model.scenario;
        if scenario.free.is_empty() {
            let help = "name the parameters to be estimated: [fit] free = [\"war_cost\"]";
            return Err(Failure::general("nothing is to be estimated", help).into());
        }
        if data.milestones.len() > MOST_WATCHED {
            let message = format!("[data] names more than {MOST_WATCHED} milestones");
            return Err(Failure::general(message, "leave some out").into());
        }
        let structural = scenario.shaping();
        if let Some(p) = scenario.free.iter().find(|p| structural[**p]) {
            let name = &scenario.parameters[*p].name.id;
            let message =
                format!("`{name}` cannot be estimated: it decides which positions there are");
            let help = "take it out of `free`; compare fits at several values of it instead";
            return Err(Failure::general(message, help).into());
        }
        let mut points: Vec<Point> = vec![];
        let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
        let mut searched: HashMap<Vec<Edit>, Arc<Searched>> = HashMap::new();
        let mut places = vec![];
        for case in &cases.all {
            let key: Vec<u64> = case.values.iter().map(|x| x.to_bits()).collect();
            let n = match known.get(&key) {
                Some(n) => *n,
                None => {
                    let set = data.columns.iter().zip(&case.values);
                    let values: Vec<(usize, f64)> = set.map(|((p, _), x)| (*p, *x)).collect();
                    let edit = |(p, x): &(usize, f64)| {
                        Edit::parameter(&scenario.parameters[*p].name.id, *x)
                    };
                    let job = Job {
                        edits: values.iter().map(edit).collect(),
                        ..Job::default()
                    };
                    let edits = model.structural(&job);
                    let on = match searched.get(&edits) {
                        Some(on) => on.clone(),
                        None => {
                            let on = model.structure(&edits)?;
                            searched.insert(edits, on.clone());
                            on
                        }
                    };
                    points.push(Point {
                        on,
                        values,
                        events: vec![],
                    });
                    known.insert(key, points.len() - 1);
                    points.len() - 1
                }
            };
            let events = &mut points[n].events;
            let event = events.iter().position(|e| *e == case.seen);
            places.push((n, event.unwrap_or(events.len())));
            if event.is_none() {
                events.push(case.seen.clone());
            }
        }
        Ok(Sample {
            scenario,
            milestones: data.milestones.iter().map(|(m, _)| *m).collect(),
            free: scenario.free.clone(),
            points,
            places,
            cases: cases.all.iter().collect(),
            weights: cases.all.iter().map(|case| case.weight).collect(),
            clusters: cases.clusters,
        })
    }

    /// How many different sets of numbers the cases have.
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// About this many of its points, evenly taken, with their cases: enough to begin a climb with.
    pub(super) fn thinned(&self, points: usize) -> Sample<'a> {
        let every = self.points.len().div_ceil(points.max(1)).max(1);
        let mut places = self.places.clone();
        let kept = |point: usize| point.is_multiple_of(every);
        places.retain(|(point, _)| kept(*point));
        places.iter_mut().for_each(|(point, _)| *point /= every);
        let cases = self.cases.iter().zip(&self.weights).zip(&self.places);
        let cases = cases.filter(|(_, (point, _))| kept(*point));
        let (cases, weights) = cases.map(|((case, weight), _)| (*case, *weight)).unzip();
        Sample {
            scenario: self.scenario,
            milestones: self.milestones.clone(),
            free: self.free.clone(),
            points: self.points.iter().step_by(every).cloned().collect(),
            places,
            cases,
            weights,
            clusters: self.clusters,
        }
    }

    /// The same cases with other weights.
    pub(super) fn weighing(&self, weights: Vec<f64>) -> Sample<'a> {
        Sample {
            milestones: self.milestones.clone(),
            free: self.free.clone(),
            points: self.points.clone(),
            places: self.places.clone(),
            cases: self.cases.clone(),
            weights,
            ..*self
        }
    }

    /// The weight of all cases.
    pub fn weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// The probability of what was seen of each case, with the free parameters at `values`.
    ///
    /// # Errors
    /// Some case's game has no equilibrium to be found there, or its numbers make no sense.
    pub fn probabilities(&self, values: &[f64]) -> Result<Vec<f64>, Error> {
        let found = self.points.par_iter().map_init(
            || None,
            |scratch: &mut Option<Scratch>, point| self.point(scratch, point, values),
        );
        let found: Vec<Vec<f64>> = found.collect::<Result<_, Error>>()?;
        let all = self
            .places
            .iter()
            .map(|(point, event)| found[*point][*event]);
        Ok(all.collect())
    }

    /// The probability of each event of a point.
    fn point(
        &self,
        scratch: &mut Option<Scratch>,
        point: &Point,
        values: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let of = self.solved(scratch, point, values)?;
        let outcomes = match self.milestones.is_empty() {
            true => ends(of, 0)?,
            false => vec![],
        };
        let probability = |event: &Seen| match event {
            Seen::Outcome(o) => Ok(outcomes[*o]),
            Seen::Milestones(came) => {
                let all = self.milestones.iter().copied().zip(came.iter().copied());
                probability_of(of, &all.collect::<Vec<_>>())
            }
        };
        point.events.iter().map(probability).collect()
    }

    /// A point with the free parameters at `values`, solved in `scratch`.
    fn solved<'s>(
        &self,
        scratch: &'s mut Option<Scratch>,
        point: &Point,
        values: &[f64],
    ) -> Result<Of<'s>, Error> {
        let kept = scratch.take().filter(|s| Arc::ptr_eq(&s.on, &point.on));
        let mut own = kept.unwrap_or_else(|| Scratch {
            on: point.on.clone(),
            scenario: point.on.scenario().clone(),
            game: point.on.game().clone(),
            solution: None,
        });
        let free = self.free.iter().copied().zip(values.iter().copied());
        for (p, x) in free.chain(point.values.iter().copied()) {
            own.scenario.parameters[p].value = x;
        }
        refill(&own.scenario, &mut own.game)?;
        let solution = equilibrium_again(&own.scenario, &own.game, false, &Silent)?;
        let Scratch {
            scenario,
            game,
            solution: kept,
            ..
        } = scratch.insert(own);
        Ok((scenario, game, kept.insert(solution)))
    }

    /// The outcomes' probabilities with the free parameters at `values`, and these others.
    ///
    /// # Errors
    /// As [`Sample::probabilities`].
    pub fn outcomes(&self, values: &[f64], others: &[(usize, f64)]) -> Result<Vec<f64>, Error> {
        let point = Point {
            on: self.points[0].on.clone(),
            values: others.to_vec(),
            events: vec![],
        };
        let mut scratch = None;
        ends(self.solved(&mut scratch, &point, values)?, 0)
    }

    /// The share of the cases, by weight, whose likeliest outcome came; none where milestones are seen.
    ///
    /// # Errors
    /// As [`Sample::probabilities`].
    pub fn predicted(&self, values: &[f64]) -> Result<Option<f64>, Error> {
        if !self.milestones.is_empty() {
            return Ok(None);
        }
        let found = self.points.par_iter().map_init(
            || None,
            |scratch: &mut Option<Scratch>, point| {
                let outcomes = ends(self.solved(scratch, point, values)?, 0)?;
                Ok(highest(outcomes.iter().copied()))
            },
        );
        let likeliest: Vec<usize> = found.collect::<Result<_, Error>>()?;
        let (mut hits, mut all) = (0.0, 0.0);
        let cases = self.cases.iter().zip(&self.weights).zip(&self.places);
        for ((case, weight), (point, _)) in cases {
            all += weight;
            if case.seen == Seen::Outcome(likeliest[*point]) {
                hits += weight;
            }
        }
        Ok((all > 0.0).then(|| hits / all))
    }

    /// The parameters that rows set, by number, with their values in all cases.
    pub fn columns(&self) -> Vec<(usize, Vec<f64>)> {
        let count = self.points.first().map_or(0, |point| point.values.len());
        let column = |n: usize| {
            let values = self.cases.iter().map(|case| case.values[n]);
            (self.points[0].values[n].0, values.collect())
        };
        (0..count).map(column).collect()
    }

    /// The scenario.
    pub fn scenario(&self) -> &'a Scenario {
        self.scenario
    }
}
