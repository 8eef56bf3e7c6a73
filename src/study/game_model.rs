//! The game of a scenario as a [`Model`]: variants compiled, solved and read exactly.

use super::equilibrium::{equilibrium_again, longer, no_solution};
use super::exact::ends;
use super::job::{Answer, Job, Numbers, Precision, Read};
use super::model::{ActorTypes, Model, ModelLever, Readings, Spot};
use super::reading::{Forecast, Kind};
use super::record::{evidence, forecast_of, foretold, likelihood_of};
use crate::error::Error;
use crate::forecast::{Occupancy, forecast, outcomes, whole};
use crate::game::{Game, Limits, Turn, compile, compile_like};
use crate::language::Expr;
use crate::scenario::{
    Choice, Document, Edit, Handle, Hypothesis, Lever, LeverId, Milestone, Name, Parameter,
    Scenario, TurnKind,
};
use crate::solve::{self, Curve, Removed, Solution};
use crate::task::Task;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A scenario of which variants are solved. It holds the scenario's texts: nothing that a study does
/// reads a file.
pub struct GameModel {
    /// The scenario itself.
    pub scenario: Scenario,
    own: Arc<Searched>,
    document: Document,
    /// What is changed in every variant.
    edits: Vec<Edit>,
    /// Which parameters decide the structure.
    structural: Vec<bool>,
    limits: Limits,
}

/// A variant whose structure was searched.
pub struct Searched {
    scenario: Scenario,
    game: Game,
}

/// A scenario and its game.
type Variant<'a> = (Cow<'a, Scenario>, Cow<'a, Game>);

/// A variant, compiled and solved.
pub struct Solved<'a> {
    /// Its scenario.
    pub scenario: Cow<'a, Scenario>,
    /// Its game.
    pub game: Cow<'a, Game>,
    /// Its equilibrium, without a certificate.
    pub solution: Solution,
}

impl GameModel {
    /// Of the file or shipped scenario `name`, with these settings of `--set` in every variant.
    ///
    /// # Errors
    /// As [`Document::scenario`] and [`compile`].
    pub fn open(name: &str, sets: &[String], limits: Limits) -> Result<Self, Error> {
        Self::new(Document::open(name)?, Edit::settings(sets), limits)
    }

    /// Of texts that have been read, with `edits` applied in every variant.
    ///
    /// # Errors
    /// As [`GameModel::open`].
    pub fn new(document: Document, edits: Vec<Edit>, limits: Limits) -> Result<Self, Error> {
        let scenario = document.scenario(&edits)?;
        let game = compile(&scenario, &limits)?;
        Ok(GameModel {
            structural: scenario.structural(),
            own: Arc::new(Searched {
                scenario: scenario.clone(),
                game,
            }),
            scenario,
            document,
            edits,
            limits,
        })
    }

    /// The texts that it was read from, with their names: the file's, then those of what each extends.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.document.texts()
    }

    /// What is changed in every variant.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The edits that decide the structure, and the rest: parameters, by number, with their values.
    /// An edit whose effect on the structure is not known decides it, and all others with it.
    fn split(&self, edits: &[Edit]) -> (Vec<Edit>, Vec<(usize, f64)>) {
        let (mut structural, mut plain) = (vec![], vec![]);
        for edit in edits {
            let parameter = match edit {
                Edit::Set(text) => match self.number(text) {
                    Some(found) => Some(found),
                    None => return (edits.to_vec(), vec![]),
                },
                Edit::Parameter { id, value } => {
                    let number = |p| (p, value.0);
                    let mut all = self.scenario.parameters.iter();
                    all.position(|p| p.name.id == *id).map(number)
                }
                // these only close options or fix what is uncertain: nothing reads more than before
                Edit::Remove(_)
                | Edit::Commit(_)
                | Edit::Reveal { .. }
                | Edit::ReverseCalls
                | Edit::Given(_) => None,
            };
            match parameter.filter(|(p, _)| !self.structural[*p]) {
                Some(found) => plain.push(found),
                None => structural.push(edit.clone()),
            }
        }
        (structural, plain)
    }

    /// The parameter that a setting sets to a number, and the number.
    fn number(&self, text: &str) -> Option<(usize, f64)> {
        let (path, value) = text.split_once('=')?;
        Some((self.parameter(path.trim())?, value.trim().parse().ok()?))
    }

    /// The variant that `job` asks for, compiled on the structure of its structural edits.
    fn variant<'a>(&self, job: &Job, on: &'a Searched) -> Result<Variant<'a>, Error> {
        let (_, plain) = self.split(&job.edits);
        let (scenario, mut game) = if plain.is_empty() {
            (Cow::Borrowed(&on.scenario), Cow::Borrowed(&on.game))
        } else {
            let mut scenario = on.scenario.clone();
            for (parameter, value) in plain {
                scenario.parameters[parameter].value = value;
            }
            scenario.sound()?;
            let game = compile_like(&scenario, &on.game)?;
            (Cow::Owned(scenario), Cow::Owned(game))
        };
        match job.precision {
            Precision::Own => {}
            Precision::Times(times) => {
                let all = game.to_mut().payments.precision.iter_mut();
                all.for_each(|p| *p *= times.0);
            }
            Precision::All(precision) => {
                let all = game.to_mut().payments.precision.iter_mut();
                all.filter(|p| p.is_finite() && **p > 0.0)
                    .for_each(|p| *p = precision.0);
            }
        }
        Ok((scenario, game))
    }

    /// The variant that `job` asks for, solved on the structure of its structural edits.
    ///
    /// # Errors
    /// As [`Model::solve`].
    pub fn solved<'a>(
        &self,
        job: &Job,
        on: &'a Searched,
        task: &dyn Task,
    ) -> Result<Solved<'a>, Error> {
        let (scenario, game) = self.variant(job, on)?;
        let solution = equilibrium_again(&scenario, &game, job.read.longer, task)?;
        Ok(Solved {
            scenario,
            game,
            solution,
        })
    }

    /// The same in the equilibrium next to that in which its nodes were worth `before`, where play has no
    /// end and one is found there.
    ///
    /// # Errors
    /// The job's edits make no sense.
    pub fn solved_near<'a>(
        &self,
        job: &Job,
        on: &'a Searched,
        before: &[f64],
        task: &dyn Task,
    ) -> Result<Option<Solved<'a>>, Error> {
        let (scenario, game) = self.variant(job, on)?;
        let solution = solve::near(&game, before, task);
        Ok(solution.map(|solution| Solved {
            scenario,
            game,
            solution,
        }))
    }
}

impl Model for GameModel {
    type Structure = Arc<Searched>;

    fn parameters(&self) -> &[Parameter] {
        &self.scenario.parameters
    }

    fn readings(&self) -> Readings<'_> {
        Readings::of(&self.scenario)
    }

    fn levers(&self) -> Vec<ModelLever> {
        let lever = |lever: &Lever| ModelLever {
            id: self.scenario.lever_id(lever),
            rests: self.scenario.rests(lever),
        };
        self.scenario.levers().iter().map(lever).collect()
    }

    fn types(&self) -> Vec<ActorTypes> {
        let scenario = &self.scenario;
        let actors = scenario.actors.iter().enumerate();
        let typed = actors.filter(|(i, a)| !a.types.is_empty() && !self.own.game.changes_of(*i));
        let types = typed.map(|(actor, a)| {
            let prior =
                |t: &crate::scenario::ActorType| (t.name.id.clone(), scenario.number(&t.prior));
            ActorTypes {
                actor,
                id: a.name.id.clone(),
                priors: a.types.iter().map(prior).collect(),
            }
        });
        types.collect()
    }

    fn hypotheses(&self) -> &[Hypothesis] {
        &self.scenario.hypotheses
    }

    fn milestones(&self) -> &[Milestone] {
        &self.scenario.milestones
    }

    fn known(&self) -> usize {
        self.scenario.given.as_ref().map_or(0, |given| given.round)
    }

    fn structural(&self, job: &Job) -> Vec<Edit> {
        self.split(&job.edits).0
    }

    fn structure(&self, edits: &[Edit]) -> Result<Arc<Searched>, Error> {
        if edits.is_empty() {
            return Ok(self.own.clone());
        }
        let scenario = if edits.iter().any(Edit::changes_the_text) {
            let all = [&self.edits, edits].concat();
            self.document.scenario(&all)?
        } else {
            self.scenario.clone().edited(edits)?
        };
        let game = compile(&scenario, &self.limits)?;
        Ok(Arc::new(Searched { scenario, game }))
    }

    fn solve(&self, job: &Job, on: &Arc<Searched>, task: &dyn Task) -> Result<Answer, Error> {
        self.solved(job, on, task)?.answer(&job.read)
    }

    fn curve(
        &self,
        jobs: &[Job],
        values: &[f64],
        start: usize,
        task: &dyn Task,
    ) -> Result<Option<Curve>, Error> {
        let game = &self.own.game;
        if game.horizon().is_some() {
            return Ok(None);
        }
        let compiled = jobs.par_iter().map(|job| {
            let on = self.structure(&self.structural(job))?;
            let (_, game) = self.variant(job, &on)?;
            Ok(game.into_owned())
        });
        let games = compiled.collect::<Vec<Result<Game, Error>>>();
        let games = games.into_iter().collect::<Result<Vec<Game>, Error>>()?;
        solve::curve(&games, values, start, task)
            .map_err(|none| no_solution(&self.scenario, &games[start], none))
    }

    fn answer_on(&self, curve: &Curve, at: Spot, job: &Job) -> Result<Option<Answer>, Error> {
        let on = self.structure(&self.structural(job))?;
        let (scenario, game) = self.variant(job, &on)?;
        let solution = match at {
            Spot::Crossing(n) => Some(curve.crossings[n].solution.clone()),
            Spot::Between(n, part) => curve.between(n, part, &game),
            Spot::Fold(n) => curve.at_fold(n, &game).ok(),
        };
        let answer = |solution| {
            let solved = Solved {
                scenario,
                game,
                solution,
            };
            solved.answer(&job.read)
        };
        solution.map(answer).transpose()
    }
}

impl Solved<'_> {
    /// The exact occupancy over all profiles of types, under a shadow `longer` rounds longer.
    pub fn occupancy(&self, longer: usize) -> Occupancy {
        occupancy(&self.game, &self.solution, longer)
    }

    /// Its answer: what `read` asks for.
    ///
    /// # Errors
    /// There is no measure, milestone or lever of a name.
    pub fn answer(&self, read: &Read) -> Result<Answer, Error> {
        let scenario = &*self.scenario;
        let measures = named(&read.measures, &scenario.measures, "measure", |m| &m.name)?;
        let milestones = named(&read.milestones, &scenario.milestones, "milestone", |m| {
            &m.name
        })?;
        let of = (scenario, &*self.game, &self.solution);
        let at = |on: Forecast| -> (Numbers, Numbers) {
            let occupancy = whole(&self.game, on.by_who);
            let outcomes = outcomes(&self.game, &occupancy, scenario.outcomes.len());
            let own = measures.iter();
            let own = own.map(|m| self.read(&m.expr, Kind::of(m), on));
            (Numbers(outcomes), own.collect())
        };
        let longer = if read.longer { longer(&self.game) } else { &[] };
        let now = |on: Forecast| {
            let event = |m: &&Milestone| match (m.seen.event(), Kind::event(m.moment)) {
                (Some(expr), Some(kind)) => Ok(self.read(expr, kind, on)),
                _ => forecast_of(of, on.known, m),
            };
            if let Some(until) = read.until {
                let found = evidence(of, until)?;
                return Ok((at(on), found.after, found.record, found.before));
            }
            let record = match read.record {
                true => likelihood_of(of, on.known)?,
                false => Numbers::default(),
            };
            let events = milestones.iter().map(event);
            let events = events.collect::<Result<_, Error>>()?;
            Ok::<_, Error>((at(on), events, record, Numbers::default()))
        };
        let ((outcomes, measures), milestones, record, before) = foretold(of, 0, now)??;
        let later = longer.iter().map(|x| foretold(of, *x, at));
        Ok(Answer {
            outcomes,
            measures,
            milestones,
            record,
            before,
            values: self.values(),
            longer: later.collect::<Result<_, Error>>()?,
            mechanical: self.mechanical(&read.mechanical)?,
            branch_points: self.solution.certificate.stages.crossed,
        })
    }

    fn values(&self) -> Numbers {
        let beliefs = &self.game.beliefs;
        let start = self.solution.start(&self.game);
        let mean = |i: usize| beliefs.roles(i).map(|r| beliefs.prior[r] * start[r]).sum();
        (0..beliefs.actors()).map(mean).collect()
    }

    /// The value of `expr`, read off a forecast.
    fn read(&self, expr: &Expr, kind: Kind, on: Forecast) -> f64 {
        let numbers = super::at_nodes(&self.scenario, &self.game, expr);
        kind.exact(&self.game, &self.solution, &numbers, on)[kind.round() - 1]
    }

    /// For each lever the outcomes without it if nobody answers; none of a veto, and where what is known cannot come about without it.
    fn mechanical(&self, levers: &[LeverId]) -> Result<Vec<Option<Numbers>>, Error> {
        let without = |id: &LeverId| {
            let lever = self.scenario.lever(id)?;
            let Some(removed) = self.removed(&lever) else {
                return Ok(None);
            };
            let solution = self.solution.without(&self.game, &removed);
            match ends((&self.scenario, &self.game, &solution), 0) {
                Ok(outcomes) => Ok(Some(Numbers(outcomes))),
                Err(Error::Impossible(_)) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let all: Vec<Result<_, Error>> = levers.par_iter().map(without).collect();
        all.into_iter().collect()
    }

    /// The options of the game that a lever stands for; none of a veto.
    fn removed(&self, lever: &Lever) -> Option<Removed> {
        let (party, options) = match &self.scenario.turns[lever.turn].kind {
            TurnKind::Actor(_, options) => (None, &options[..]),
            TurnKind::Joint(parties) => {
                let party = parties.iter().position(|(i, _)| Some(*i) == lever.actor)?;
                (Some(party), &parties[party].1[..])
            }
            TurnKind::Vote(_) | TurnKind::Chance(_) => (None, &[][..]),
        };
        let options = match lever.handle {
            Handle::Option(o) => range(&self.scenario, options, o),
            Handle::Level(o, level) => {
                let first = range(&self.scenario, options, o).start + level;
                first..first + 1
            }
            Handle::Draft(d) => d..d + 1,
            Handle::Veto(_) => return None,
        };
        Some(Removed {
            turn: Turn::new(lever.turn),
            party,
            options,
        })
    }
}

fn occupancy(game: &Game, solution: &Solution, longer: usize) -> Occupancy {
    whole(game, &forecast(game, solution, longer))
}

/// The options of the game that option `o` of the file stands for.
pub(super) fn range(scenario: &Scenario, options: &[Choice], o: usize) -> Range<usize> {
    let size = |c: &Choice| c.choose.map_or(1, |v| scenario.variables[v].size());
    let first: usize = options[..o].iter().map(size).sum();
    first..first + size(&options[o])
}

/// Those of `all` that have these ids.
fn named<'a, T>(
    ids: &[String],
    all: &'a [T],
    what: &'static str,
    name: impl Fn(&T) -> &Name,
) -> Result<Vec<&'a T>, Error> {
    let find = |id: &String| {
        all.iter().find(|x| name(x).id == *id).ok_or_else(|| {
            let known = all.iter().map(|x| name(x).id.as_str());
            Error::no_such_name(what, id, known)
        })
    };
    ids.iter().map(find).collect()
}

impl Searched {
    /// The variant's scenario.
    pub(super) fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Its game.
    pub(super) fn game(&self) -> &Game {
        &self.game
    }
}
