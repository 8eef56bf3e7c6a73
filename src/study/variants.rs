//! Many variants of one scenario, solved and read exactly: what every study beyond a run is made of.
//!
//! Structure is searched once and used again by every variant that changes nothing but parameters
//! no condition reads; others are read and searched anew. Variants are worked side by side.

use super::reading::{Kind, at_nodes};
use super::run::{equilibrium_again, longer};
use crate::forecast::{Flow, forecast, outcomes, whole};
use crate::game::{Game, Limits, compile, compile_like};
use crate::language::Expr;
use crate::scenario::{Document, Lever, Scenario};
use crate::solve::Solution;
use crate::source::Failure;
use crate::statistics::sobol;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a variant is changed by: paths and values, as of `--set`.
pub type Settings = Vec<(String, String)>;

/// A variant to be solved, and what is to be read off it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// What it is changed by.
    pub settings: Settings,
    /// Everybody's precision, where that is neither 0 nor exact; none leaves it as it is.
    pub precision: Option<f64>,
    /// The measures to be read, by number.
    pub measures: Vec<usize>,
    /// Whether to read it also were the shadow longer.
    pub longer: bool,
}

/// A scenario of which many variants are solved.
pub struct Variants {
    /// The scenario itself.
    pub scenario: Scenario,
    game: Game,
    document: Document,
    sets: Vec<String>,
    structural: Vec<bool>,
    /// What its owner is bound to in every variant.
    bound: Option<Lever>,
    limits: Limits,
    searches: AtomicUsize,
}

/// What a variant comes to.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Exact probability of each outcome, in file order.
    pub outcomes: Vec<f64>,
    /// Exact values of the measures asked for.
    pub measures: Vec<f64>,
    /// Expected discounted payoff of each actor at the start, its types weighted by their priors.
    pub values: Vec<f64>,
    /// Outcomes and measures were the shadow longer by each of [`LONGER`](crate::solve::LONGER);
    /// empty if not asked for, or if it has no end.
    pub longer: Vec<(Vec<f64>, Vec<f64>)>,
    /// Stages on whose branch other equilibria branch off: there a hair decides.
    pub branch_points: u64,
}

/// A variant, compiled and solved.
pub struct Solved {
    /// Its scenario.
    pub scenario: Scenario,
    /// Its game.
    pub game: Game,
    /// Its equilibrium, without a certificate.
    pub solution: Solution,
}

impl Variants {
    /// Of the file or shipped scenario `name`, with `sets` applied in every variant.
    ///
    /// # Errors
    /// As [`Document::scenario`] and [`compile`].
    pub fn new(name: &str, sets: &[String], limits: Limits) -> Result<Self, Box<Failure>> {
        Self::of(Document::open(name)?, None, sets, limits)
    }

    /// Of texts that have been read, with the owner of `bound` taking that option wherever it is
    /// open, in every variant.
    ///
    /// # Errors
    /// As [`Variants::new`].
    pub fn of(
        document: Document,
        bound: Option<Lever>,
        sets: &[String],
        limits: Limits,
    ) -> Result<Self, Box<Failure>> {
        let scenario = bind(document.scenario(sets)?, bound.as_ref());
        let game = compile(&scenario, &limits)?;
        Ok(Variants {
            structural: scenario.structural(),
            scenario,
            game,
            document,
            sets: sets.to_vec(),
            bound,
            limits,
            searches: AtomicUsize::new(1),
        })
    }

    /// The scenario's own game.
    pub(super) fn game(&self) -> &Game {
        &self.game
    }

    /// What a game may take.
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// How often the structure of a game was searched.
    pub fn searches(&self) -> usize {
        self.searches.load(Ordering::Relaxed)
    }

    /// Which parameter a path names, if it is one.
    pub fn parameter(&self, path: &str) -> Option<usize> {
        let bare = path.strip_prefix("parameters.").unwrap_or(path);
        let bare = bare.strip_suffix(".value").unwrap_or(bare);
        let mut all = self.scenario.parameters.iter();
        all.position(|p| p.name.id == bare)
    }

    /// The variant's scenario and game.
    ///
    /// # Errors
    /// As [`Document::scenario`] and [`compile`].
    pub fn variant(&self, settings: &Settings) -> Result<(Scenario, Game), Box<Failure>> {
        let plain = |(path, value): &(String, String)| {
            let parameter = self.parameter(path).filter(|p| !self.structural[*p])?;
            Some((parameter, value.parse::<f64>().ok()?))
        };
        let plain: Option<Vec<(usize, f64)>> = settings.iter().map(plain).collect();
        if let Some(numbers) = plain {
            let mut scenario = self.scenario.clone();
            for (parameter, value) in numbers {
                scenario.parameters[parameter].value = value;
            }
            let game = compile_like(&scenario, &self.game)?;
            return Ok((scenario, game));
        }
        let more = settings
            .iter()
            .map(|(path, value)| format!("{path}={value}"));
        let sets: Vec<String> = self.sets.iter().cloned().chain(more).collect();
        let scenario = bind(self.document.scenario(&sets)?, self.bound.as_ref());
        self.searches.fetch_add(1, Ordering::Relaxed);
        let game = compile(&scenario, &self.limits)?;
        Ok((scenario, game))
    }

    /// The variant, solved.
    ///
    /// # Errors
    /// As [`Variants::variant`], and where there is no equilibrium to be found.
    pub fn solve(&self, point: &Point) -> Result<Solved, Box<Failure>> {
        let (scenario, mut game) = self.variant(&point.settings)?;
        if let Some(precision) = point.precision {
            let all = game.payments.precision.iter_mut();
            all.filter(|p| p.is_finite() && **p > 0.0)
                .for_each(|p| *p = precision);
        }
        let solution = equilibrium_again(&scenario, &game, point.longer)?;
        Ok(Solved {
            scenario,
            game,
            solution,
        })
    }

    /// What each variant comes to; `done` is told the share of the work.
    ///
    /// # Errors
    /// The first variant's that has no answer.
    pub fn answers(
        &self,
        points: &[Point],
        done: &(dyn Fn(f64) + Sync),
    ) -> Result<Vec<Answer>, Box<Failure>> {
        let count = AtomicUsize::new(0);
        let answer = |point: &Point| {
            let answer = self.solve(point)?.answer(point);
            let n = count.fetch_add(1, Ordering::Relaxed) + 1;
            done(n as f64 / points.len() as f64);
            Ok(answer)
        };
        points.par_iter().map(answer).collect()
    }
}

fn bind(scenario: Scenario, bound: Option<&Lever>) -> Scenario {
    match bound.and_then(|lever| scenario.committed(lever)) {
        Some(committed) => committed,
        None => scenario,
    }
}

impl Solved {
    /// The exact flow, before it is known how types are drawn, were the shadow `longer` rounds
    /// longer.
    pub fn flow(&self, longer: usize) -> Flow {
        let flows = forecast(&self.game, &self.solution, longer);
        whole(&self.game.beliefs, &flows)
    }

    /// What it comes to, with what `point` asks for.
    pub fn answer(&self, point: &Point) -> Answer {
        let at = |longer: usize| {
            let flow = self.flow(longer);
            let outcomes = outcomes(&self.game, &flow, self.scenario.outcomes.len());
            let measure = |m: &usize| {
                let measure = &self.scenario.measures[*m];
                self.read(&measure.expr, Kind::of(measure), (&flow, longer))
            };
            (outcomes, point.measures.iter().map(measure).collect())
        };
        let longer = match point.longer {
            true => longer(&self.game),
            false => &[],
        };
        let (outcomes, measures) = at(0);
        Answer {
            outcomes,
            measures,
            values: self.values(),
            longer: longer.iter().map(|x| at(*x)).collect(),
            branch_points: self.solution.certificate.stages.crossed,
        }
    }

    fn values(&self) -> Vec<f64> {
        let beliefs = &self.game.beliefs;
        let start = self.solution.start(&self.game);
        let mean = |i: usize| beliefs.roles(i).map(|r| beliefs.prior[r] * start[r]).sum();
        (0..beliefs.actors()).map(mean).collect()
    }

    /// What `expr` comes to, read off a flow; with it goes by how many rounds the shadow was longer
    /// for it.
    pub fn read(&self, expr: &Expr, kind: Kind, on: (&Flow, usize)) -> f64 {
        let numbers = at_nodes(&self.scenario, &self.game, expr);
        kind.exact(&self.game, &self.solution, &numbers, on)[kind.round() - 1]
    }
}

/// The parameters that have a range.
pub(super) struct Ranges<'a> {
    scenario: &'a Scenario,
    /// Their numbers.
    pub parameters: Vec<usize>,
    /// Their ranges.
    pub ends: Vec<(f64, f64)>,
}

impl<'a> Ranges<'a> {
    /// Of `scenario`.
    pub fn new(scenario: &'a Scenario) -> Self {
        Self::of(scenario, (0..scenario.parameters.len()).collect())
    }

    /// Of these parameters of `scenario`.
    pub fn of(scenario: &'a Scenario, parameters: Vec<usize>) -> Self {
        let ranged = |p: usize| Some((p, scenario.parameters[p].range?));
        let (parameters, ends) = parameters.into_iter().filter_map(ranged).unzip();
        Ranges {
            scenario,
            parameters,
            ends,
        }
    }

    /// The values in a world: a point of a scrambled Sobol sequence (Owen 1995; Burley 2020).
    pub fn draw(&self, world: usize, seed: u64) -> Vec<f64> {
        let at = |d| sobol(world, d, seed);
        self.values((0..self.ends.len()).map(at))
    }

    /// The variant with parameters at these values, by their place among those with a range.
    pub fn point(&self, values: impl Iterator<Item = (usize, f64)>) -> Point {
        let set = |(d, value): (usize, f64)| {
            let name = &self.scenario.parameters[self.parameters[d]].name.id;
            (format!("parameters.{name}"), value.to_string())
        };
        Point {
            settings: values.map(set).collect(),
            ..Point::default()
        }
    }

    /// The values below which these shares of every parameter's distribution lie.
    pub fn values(&self, place: impl Iterator<Item = f64>) -> Vec<f64> {
        let value = |((parameter, (low, high)), u): ((&usize, &(f64, f64)), f64)| {
            let distribution = self.scenario.parameters[*parameter].distribution;
            distribution.quantile(u, *low, *high)
        };
        let ranges = self.parameters.iter().zip(&self.ends);
        ranges.zip(place).map(value).collect()
    }
}

/// What is read off a variant: an outcome, or a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An outcome, by number.
    Outcome(usize),
    /// A measure, by number.
    Measure(usize),
}

impl Target {
    /// The target called `id`.
    pub fn find(scenario: &Scenario, id: &str) -> Option<Target> {
        let outcome = scenario.outcomes.iter().position(|o| o.name.id == id);
        let measure = || scenario.measures.iter().position(|m| m.name.id == id);
        outcome
            .map(Target::Outcome)
            .or_else(|| measure().map(Target::Measure))
    }

    /// Its name.
    pub fn name(self, scenario: &Scenario) -> &crate::scenario::Name {
        match self {
            Target::Outcome(o) => &scenario.outcomes[o].name,
            Target::Measure(m) => &scenario.measures[m].name,
        }
    }
}
