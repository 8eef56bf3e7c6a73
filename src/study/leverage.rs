//! Who can move it, and with what? Every lever taken away, and committed to; every private type
//! made public; every parameter swung over its range.

use super::engine::Engine;
use super::job::{Answer, Job, Numbers, Precision, Read};
use super::model::{ActorTypes, Model, ModelLever};
use super::plan::{Reply, Step, Study};
use super::strips::{Cell, Strip, strips};
use crate::error::Error;
use crate::scenario::{Edit, LeverId, Number};
use crate::statistics::{Coalitions, Value};
use crate::task::Task;

/// By how much outcomes and values change.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Of each outcome's probability.
    pub outcomes: Vec<f64>,
    /// Of each actor's value at the start.
    pub values: Vec<f64>,
    /// Of each outcome's probability under a shadow longer by each of
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
pub struct LeverEffect {
    /// The lever.
    pub lever: LeverId,
    /// What happens if it is taken away, and all know.
    pub removed: Effect,
    /// The part of that in outcomes that is arithmetic: its probability goes to its owner's other
    /// options, and nobody answers. The rest is strategy. None of a veto.
    pub mechanical: Option<Vec<f64>>,
    /// What happens if its owner takes it wherever it can, and all know; none but of options.
    pub committed: Option<Effect>,
    /// The change of outcomes by its removal with half and with twice everybody's precision; none where
    /// no equilibrium was found.
    pub precisions: [Option<Vec<f64>>; 2],
}

/// What a parameter moves: outcomes and values at the ends of its range, less what they are.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct ParameterEffect {
    pub parameter: usize,
    pub low: Effect,
    pub high: Effect,
    pub strip: Strip,
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
    /// One for each lever without which an equilibrium was found.
    pub levers: Vec<LeverEffect>,
    /// One for each parameter with a range, if there is an equilibrium at both its ends.
    pub parameters: Vec<ParameterEffect>,
    /// One for each actor with types.
    pub revealed: Vec<Revealed>,
    /// If asked for, what each option adds to each outcome's probability on the average over the
    /// orders in which options may be had: for the levers that are options, in order.
    pub shapley: Option<Shares>,
    /// The number of variants, and in how many no equilibrium was found: what they would show is left
    /// out.
    pub lost: (usize, usize),
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

/// What is done with a lever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pull {
    /// It is taken away, and all know.
    Removed(LeverId),
    /// Its owner takes it wherever it can, and all know.
    Committed(LeverId),
}

impl Pull {
    /// The word for levers that are taken away.
    pub const REMOVED: &str = "removed";

    /// All that can be done with the levers of a model.
    pub fn all<M: Model>(model: &M) -> Vec<Pull> {
        let levers = model.levers().into_iter();
        let both = levers.flat_map(|lever| {
            let committed = lever.id.is_an_option();
            let committed = committed.then(|| Pull::Committed(lever.id.clone()));
            [Pull::Removed(lever.id)].into_iter().chain(committed)
        });
        both.collect()
    }

    /// The lever.
    pub fn lever(&self) -> &LeverId {
        match self {
            Pull::Removed(lever) | Pull::Committed(lever) => lever,
        }
    }

    /// As documents have it.
    pub fn word(&self) -> &'static str {
        match self {
            Pull::Removed(_) => Pull::REMOVED,
            Pull::Committed(_) => "committed",
        }
    }

    /// As an edit.
    pub fn edit(&self) -> Edit {
        match self {
            Pull::Removed(lever) => Edit::Remove(lever.clone()),
            Pull::Committed(lever) => Edit::Commit(lever.clone()),
        }
    }
}

/// Everybody's precision, by how many times what it is: as it is first.
const TIMES: [f64; 3] = [1.0, 0.5, 2.0];

/// Works out all leverage of a model, with strips of `cells` values of each parameter; with `shapley`, so many random orders and a seed, also what
/// options add in all orders.
///
/// # Errors
/// The first variant's that cannot be compiled, or the scenario's own that cannot be solved; or `task`
/// says to stop.
pub fn leverage<M: Model>(
    engine: &Engine<M>,
    shapley: Option<(usize, u64)>,
    cells: usize,
    task: &dyn Task,
) -> Result<Leverage, Error> {
    let model = &engine.model;
    let levers = model.levers();
    let coalitions = shapley.map(|(orders, seed)| {
        let players = options(&levers).count();
        Coalitions::new(players, orders, seed)
    });
    let pulling = Pulling {
        types: model.types().into_iter().filter(uncertain).collect(),
        levers,
        coalitions,
    };
    let mut found = engine.study(pulling, task)?;
    for strip in strips(engine, &found.base, cells, task)? {
        let missing = strip.cells.iter().filter(|cell| cell.answer.is_none());
        found.lost.0 += strip.cells.len();
        found.lost.1 += missing.count();
        let end = |cell: Option<&Cell>| {
            let answer = cell?.answer.as_ref()?;
            Some(Effect::of(&found.base, answer))
        };
        let ends = end(strip.cells.first()).zip(end(strip.cells.last()));
        if let Some((low, high)) = ends {
            found.parameters.push(ParameterEffect {
                parameter: strip.parameter,
                low,
                high,
                strip,
            });
        }
    }
    Ok(found)
}

/// Whether more than one type is possible.
fn uncertain(types: &ActorTypes) -> bool {
    types.priors.iter().filter(|(_, p)| *p > 0.0).count() > 1
}

/// The levers that are options, by number. The resting ones are left out: without them an actor would
/// be bound to what else it has.
fn options(levers: &[ModelLever]) -> impl Iterator<Item = (usize, &LeverId)> {
    let all = levers.iter().enumerate();
    let own = all.filter(|(_, lever)| lever.id.is_an_option() && !lever.rests);
    own.map(|(n, lever)| (n, &lever.id))
}

/// Leverage that is not yet worked out.
struct Pulling {
    levers: Vec<ModelLever>,
    /// The actors of whom more than one type is possible.
    types: Vec<ActorTypes>,
    coalitions: Option<Coalitions>,
}

/// The variant with these edits, read under longer shadows too.
fn longer(edits: Vec<Edit>) -> Job {
    Job {
        edits,
        read: Read {
            longer: true,
            ..Read::default()
        },
        ..Job::default()
    }
}

/// The variant with these edits at each of [`TIMES`] everybody's precision, read under longer shadows
/// at the first.
fn precisions(edits: Vec<Edit>) -> [Job; 3] {
    TIMES.map(|times| {
        if times == 1.0 {
            longer(edits.clone())
        } else {
            Job {
                edits: edits.clone(),
                precision: Precision::Times(Number(times)),
                ..Job::default()
            }
        }
    })
}

impl Pulling {
    /// The scenario as it is, at every precision.
    fn base(&self) -> [Job; 3] {
        let mut base = precisions(vec![]);
        base[0].read.mechanical = self.levers.iter().map(|l| l.id.clone()).collect();
        base
    }

    /// Each lever removed, at every precision, and committed to where that can be.
    fn pulls(&self) -> impl Iterator<Item = Job> {
        self.levers.iter().flat_map(|lever| {
            let id = &lever.id;
            let committed = id
                .is_an_option()
                .then(|| longer(vec![Edit::Commit(id.clone())]));
            precisions(vec![Edit::Remove(id.clone())])
                .into_iter()
                .chain(committed)
        })
    }

    /// Each possible type of each actor, known to all.
    fn reveals(&self) -> impl Iterator<Item = Job> {
        self.types.iter().flat_map(|actor| {
            possible(actor).map(|(kind, _)| {
                longer(vec![Edit::Reveal {
                    actor: actor.id.clone(),
                    type_: kind.clone(),
                }])
            })
        })
    }

    /// Each set of options, the others removed.
    fn sets(&self) -> impl Iterator<Item = Job> {
        let sets = self.coalitions.iter().flat_map(|c| &c.sets);
        sets.map(|set| {
            let gone = options(&self.levers).zip(set).filter(|(_, there)| !**there);
            Job {
                edits: gone.map(|((_, id), _)| Edit::Remove(id.clone())).collect(),
                ..Job::default()
            }
        })
    }

    /// What a lever moves, off the next answers.
    fn lever_effect<'a>(
        lever: &ModelLever,
        mechanical: &Option<Numbers>,
        base: &[Reply],
        answers: &mut impl Iterator<Item = &'a Reply>,
    ) -> Option<LeverEffect> {
        let mut next = |n: usize| {
            let answer = answers.next()?.as_ref().ok()?;
            Some(Effect::of(base[n].as_ref().ok()?, answer))
        };
        let [own, half, twice] = [0, 1, 2].map(&mut next);
        let committed = if lever.id.is_an_option() {
            next(0)
        } else {
            None
        };
        let own_outcomes = &base[0].as_ref().ok()?.outcomes;
        let less = |left: &Numbers| {
            let pairs = left.iter().zip(own_outcomes);
            pairs.map(|(a, b)| a - b).collect()
        };
        Some(LeverEffect {
            lever: lever.id.clone(),
            removed: own?,
            mechanical: mechanical.as_ref().map(less),
            committed,
            precisions: [half, twice].map(|effect| Some(effect?.outcomes)),
        })
    }
}

/// The types that an actor may be of, and how likely each is.
fn possible(actor: &ActorTypes) -> impl Iterator<Item = &(String, f64)> {
    actor.priors.iter().filter(|(_, p)| *p > 0.0)
}

impl Study for Pulling {
    type Found = Leverage;

    fn work(&self) -> &'static str {
        "pulling levers"
    }

    fn plan(&self) -> Vec<Job> {
        let all = self.base().into_iter().chain(self.pulls());
        all.chain(self.reveals()).chain(self.sets()).collect()
    }

    fn spares(&self) -> bool {
        true
    }

    fn conclude(self, answers: Vec<Reply>) -> Result<Step<Self>, Error> {
        let lost = answers.iter().filter(|answer| answer.is_err()).count();
        let (base, rest) = answers.split_at(TIMES.len());
        let own = base[0].as_ref().map_err(Error::clone)?;
        let (pulled, rest) = rest.split_at(self.pulls().count());
        let (known, sets) = rest.split_at(self.reveals().count());
        let mut pulled = pulled.iter();
        let levers = self.levers.iter().zip(&own.mechanical);
        let levers = levers.filter_map(|(lever, mechanical)| {
            Self::lever_effect(lever, mechanical, base, &mut pulled)
        });
        let mut known = known.iter();
        let revealed = self.types.iter().filter_map(|actor| {
            let types: Vec<_> = known.by_ref().take(possible(actor).count()).collect();
            let types = types.into_iter().map(|reply| reply.as_ref().ok());
            Some(Revealed {
                actor: actor.actor,
                effect: Effect::of(own, &mean(actor, &types.collect::<Option<Vec<_>>>()?)),
            })
        });
        let shapley = self.coalitions.as_ref().and_then(|coalitions| {
            let worth = sets
                .iter()
                .map(|a| Some(a.as_ref().ok()?.outcomes.to_vec()));
            let values = coalitions.values(&worth.collect::<Option<Vec<Vec<f64>>>>()?);
            Some(Shares {
                values: options(&self.levers).map(|(n, _)| n).zip(values).collect(),
                exact: coalitions.exact(),
                sets: coalitions.sets.len(),
            })
        });
        Ok(Step::Found(Leverage {
            levers: levers.collect(),
            parameters: vec![],
            revealed: revealed.collect(),
            shapley,
            base: own.clone(),
            lost: (answers.len(), lost),
        }))
    }
}

/// The mean of answers, one for each type that an actor may be of, by how likely each is.
fn mean(actor: &ActorTypes, answers: &[&Answer]) -> Answer {
    let mut sum = Answer::default();
    for ((_, prior), answer) in possible(actor).zip(answers) {
        let add = |to: &mut Numbers, from: &Numbers| {
            to.0.resize(from.len(), 0.0);
            to.0.iter_mut().zip(from).for_each(|(t, x)| *t += prior * x);
        };
        add(&mut sum.outcomes, &answer.outcomes);
        add(&mut sum.values, &answer.values);
        sum.longer.resize(answer.longer.len(), <_>::default());
        let longer = sum.longer.iter_mut().zip(&answer.longer);
        longer.for_each(|(sum, own)| add(&mut sum.0, &own.0));
    }
    sum
}
