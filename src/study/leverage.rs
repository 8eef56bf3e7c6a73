//! Who can move it, and with what? Every lever taken away, and committed to; every private type
//! made public; every parameter swung over its range.

use super::run::equilibrium_again;
use super::variants::{Answer, Point, Ranges, Solved, Variants};
use crate::forecast::{forecast, outcomes, whole};
use crate::game::{Game, Turn, compile};
use crate::scenario::{Handle, Lever, Scenario, TurnKind};
use crate::solve::Removed;
use crate::source::Failure;
use crate::statistics::{Coalitions, Value};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// By how much outcomes and values change.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Of each outcome's probability.
    pub outcomes: Vec<f64>,
    /// Of each actor's value at the start.
    pub values: Vec<f64>,
    /// Of each outcome's probability were the shadow longer by each of
    /// [`LONGER`](crate::solve::LONGER); empty if it has no end.
    pub longer: Vec<Vec<f64>>,
}

impl Effect {
    fn of(base: &Answer, other: &Answer) -> Self {
        let less = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        let longer = base.longer.iter().zip(&other.longer);
        Effect {
            outcomes: less(&other.outcomes, &base.outcomes),
            values: less(&other.values, &base.values),
            longer: longer.map(|(b, o)| less(&o.0, &b.0)).collect(),
        }
    }

    /// The largest change of an outcome.
    pub fn largest(&self) -> f64 {
        self.outcomes.iter().fold(0.0, |m, x| m.max(x.abs()))
    }
}

/// What a lever moves.
#[derive(Clone, Debug)]
pub struct Pull {
    /// The lever.
    pub lever: Lever,
    /// What happens if it is taken away, and all know.
    pub removed: Effect,
    /// The part of that in outcomes that is arithmetic: its probability goes to its owner's other
    /// options, and nobody answers. The rest is strategy. None of a veto.
    pub mechanical: Option<Vec<f64>>,
    /// What happens if its owner takes it wherever it can, and all know; none but of options.
    pub committed: Option<Effect>,
    /// The change of outcomes by its removal with half and with twice everybody's precision.
    pub precisions: [Vec<f64>; 2],
}

/// What a parameter moves: outcomes and values at the ends of its range, less what they are.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Swing {
    pub parameter: usize,
    pub low: Effect,
    pub high: Effect,
}

/// What it changes if an actor's type is known to all, its types weighted by their priors.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Revealed {
    pub actor: usize,
    pub effect: Effect,
}

/// What was found.
pub struct Leverage {
    /// The scenario as it is.
    pub base: Answer,
    /// One for each lever.
    pub pulls: Vec<Pull>,
    /// One for each parameter with a range.
    pub swings: Vec<Swing>,
    /// One for each actor with types.
    pub revealed: Vec<Revealed>,
    /// If asked for, what each option adds to each outcome's probability on the average over the
    /// orders in which options may be had: for the levers that are options, in order.
    pub shapley: Option<Shares>,
}

/// Shapley values of options.
pub struct Shares {
    /// One for each option: the number of its lever, and its values by outcome.
    pub values: Vec<(usize, Value)>,
    /// Whether they are exact.
    pub exact: bool,
    /// Sets of options that were solved.
    pub sets: usize,
}

/// The equilibrium of a scenario's game with everybody's precision so many times what it is.
/// For longer shadows too, if `longer`.
fn solve(
    scenario: &Scenario,
    game: &Game,
    times: f64,
    longer: bool,
) -> Result<Solved, Box<Failure>> {
    let mut game = game.clone();
    game.payments.precision.iter_mut().for_each(|p| *p *= times);
    let solution = equilibrium_again(scenario, &game, longer)?;
    Ok(Solved {
        scenario: scenario.clone(),
        game,
        solution,
    })
}

/// What another scenario than the file's comes to.
fn answer(scenario: &Scenario, variants: &Variants) -> Result<Answer, Box<Failure>> {
    let game = compile(scenario, &variants.limits())?;
    Ok(solve(scenario, &game, 1.0, true)?.answer(&longer()))
}

/// Nothing is changed, and longer shadows are looked at.
fn longer() -> Point {
    Point {
        longer: true,
        ..Point::default()
    }
}

/// Against the file's: its own precision, half and twice.
const TIMES: [f64; 3] = [1.0, 0.5, 2.0];

/// Works out all leverage of a scenario; with `shapley`, so many random orders and a seed, also what
/// options add in all orders.
///
/// # Errors
/// The first variant's that cannot be compiled or solved.
pub fn leverage(
    variants: &Variants,
    shapley: Option<(usize, u64)>,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Leverage, Box<Failure>> {
    let scenario = &variants.scenario;
    let nothing = Point::default();
    let bases: Result<Vec<Solved>, _> = TIMES
        .par_iter()
        .map(|times| solve(scenario, variants.game(), *times, *times == 1.0))
        .collect();
    let bases = bases?;
    let asked = |n: usize| if n == 0 { longer() } else { nothing.clone() };
    let all = bases.iter().enumerate();
    let answers: Vec<Answer> = all.map(|(n, b)| b.answer(&asked(n))).collect();
    let base = &answers[0];
    let levers = scenario.levers();
    let count = AtomicUsize::new(0);
    let pull = |lever: &Lever| -> Result<Pull, Box<Failure>> {
        let left = scenario.without(lever);
        let game = compile(&left, &variants.limits())?;
        let without = |n: usize| -> Result<Effect, Box<Failure>> {
            let solved = solve(&left, &game, TIMES[n], n == 0)?;
            Ok(Effect::of(&answers[n], &solved.answer(&asked(n))))
        };
        let committed = match scenario.committed(lever) {
            Some(bound) => Some(Effect::of(base, &answer(&bound, variants)?)),
            None => None,
        };
        let pull = Pull {
            lever: *lever,
            removed: without(0)?,
            mechanical: mechanical(&bases[0], lever, base),
            committed,
            precisions: [without(1)?.outcomes, without(2)?.outcomes],
        };
        let n = count.fetch_add(1, Ordering::Relaxed) + 1;
        done("pulling levers", n as f64 / levers.len() as f64);
        Ok(pull)
    };
    let pulls: Result<Vec<Pull>, _> = levers.par_iter().map(pull).collect();
    Ok(Leverage {
        pulls: pulls?,
        swings: swings(variants, base, done)?,
        revealed: revealed(scenario, variants, base)?,
        shapley: match shapley {
            Some((orders, seed)) => Some(shares(variants, &levers, orders, seed, done)?),
            None => None,
        },
        base: answers[0].clone(),
    })
}

/// Shapley values of the levers that are options. The resting ones are there in every set: without
/// them an actor would be bound to what else it has.
fn shares(
    variants: &Variants,
    levers: &[Lever],
    orders: usize,
    seed: u64,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Shares, Box<Failure>> {
    let own = |l: &&(usize, &Lever)| {
        matches!(l.1.handle, Handle::Option(_) | Handle::Level(..)) && !variants.scenario.rests(l.1)
    };
    let all: Vec<(usize, &Lever)> = levers.iter().enumerate().collect();
    let options: Vec<(usize, &Lever)> = all.iter().filter(own).copied().collect();
    let coalitions = Coalitions::new(options.len(), orders, seed);
    let count = AtomicUsize::new(0);
    let worth = |set: &Vec<bool>| {
        let gone = options.iter().zip(set).filter(|(_, there)| !**there);
        let scenario = gone.fold(variants.scenario.clone(), |s, ((_, lever), _)| {
            s.without(lever)
        });
        let answer = answer(&scenario, variants)?;
        let n = count.fetch_add(1, Ordering::Relaxed) + 1;
        done("sets of options", n as f64 / coalitions.sets.len() as f64);
        Ok(answer.outcomes)
    };
    let worth: Result<Vec<Vec<f64>>, Box<Failure>> =
        coalitions.sets.par_iter().map(worth).collect();
    let values = coalitions.values(&worth?);
    Ok(Shares {
        values: options.iter().map(|(n, _)| *n).zip(values).collect(),
        exact: coalitions.exact(),
        sets: coalitions.sets.len(),
    })
}

/// What taking a lever away changes if nobody answers.
fn mechanical(base: &Solved, lever: &Lever, answer: &Answer) -> Option<Vec<f64>> {
    let (party, options) = match &base.scenario.turns[lever.turn].kind {
        TurnKind::Actor(_, options) => (None, &options[..]),
        TurnKind::Joint(parties) => {
            let party = parties.iter().position(|(i, _)| Some(*i) == lever.actor)?;
            (Some(party), &parties[party].1[..])
        }
        TurnKind::Vote(_) | TurnKind::Chance(_) => (None, &[][..]),
    };
    let gone = match lever.handle {
        Handle::Option(o) => range(&base.scenario, options, o),
        Handle::Level(o, level) => {
            let first = range(&base.scenario, options, o).start + level;
            first..first + 1
        }
        Handle::Draft(d) => d..d + 1,
        Handle::Veto(_) => return None,
    };
    let removed = Removed {
        turn: Turn::new(lever.turn),
        party,
        options: gone,
    };
    let solution = base.solution.without(&base.game, &removed);
    let flow = whole(&base.game.beliefs, &forecast(&base.game, &solution, 0));
    let outcomes = outcomes(&base.game, &flow, answer.outcomes.len());
    let pairs = outcomes.iter().zip(&answer.outcomes);
    Some(pairs.map(|(a, b)| a - b).collect())
}

/// The options of the game that option `o` of the file stands for.
fn range(
    scenario: &Scenario,
    options: &[crate::scenario::Choice],
    o: usize,
) -> std::ops::Range<usize> {
    let size = |c: &crate::scenario::Choice| c.choose.map_or(1, |v| scenario.variables[v].size());
    let first: usize = options[..o].iter().map(size).sum();
    first..first + size(&options[o])
}

fn swings(
    variants: &Variants,
    base: &Answer,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Vec<Swing>, Box<Failure>> {
    let ranges = Ranges::new(&variants.scenario);
    let ends = ranges.ends.iter().enumerate();
    let point = |d: usize, x: f64| Point {
        longer: true,
        ..ranges.point(std::iter::once((d, x)))
    };
    let points: Vec<Point> = ends
        .flat_map(|(d, (low, high))| [*low, *high].map(|x| point(d, x)))
        .collect();
    let answers = variants.answers(&points, &|share| done("swinging parameters", share))?;
    let pairs = ranges.parameters.iter().zip(answers.chunks_exact(2));
    let swing = |(parameter, ends): (&usize, &[Answer])| Swing {
        parameter: *parameter,
        low: Effect::of(base, &ends[0]),
        high: Effect::of(base, &ends[1]),
    };
    Ok(pairs.map(swing).collect())
}

fn revealed(
    scenario: &Scenario,
    variants: &Variants,
    base: &Answer,
) -> Result<Vec<Revealed>, Box<Failure>> {
    let mut all = vec![];
    for (actor, a) in scenario.actors.iter().enumerate() {
        let priors: Vec<f64> = a.types.iter().map(|t| scenario.number(&t.prior)).collect();
        if priors.iter().filter(|p| **p > 0.0).count() < 2 {
            continue;
        }
        let mut sum = Answer {
            outcomes: vec![0.0; base.outcomes.len()],
            measures: vec![],
            values: vec![0.0; base.values.len()],
            longer: vec![(vec![0.0; base.outcomes.len()], vec![]); base.longer.len()],
            branch_points: 0,
        };
        for (kind, prior) in priors.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let mut known = scenario.clone();
            for (k, t) in known.actors[actor].types.iter_mut().enumerate() {
                let sure = f64::from(k == kind);
                t.prior = crate::language::Expr::number(sure, t.prior.span);
            }
            let answer = answer(&known, variants)?;
            let add = |to: &mut [f64], from: &[f64]| {
                to.iter_mut().zip(from).for_each(|(t, x)| *t += prior * x);
            };
            add(&mut sum.outcomes, &answer.outcomes);
            add(&mut sum.values, &answer.values);
            let longer = sum.longer.iter_mut().zip(&answer.longer);
            longer.for_each(|(sum, own)| add(&mut sum.0, &own.0));
        }
        all.push(Revealed {
            actor,
            effect: Effect::of(base, &sum),
        });
    }
    Ok(all)
}
