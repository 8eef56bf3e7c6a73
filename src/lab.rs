//! The front door: names in, numbers out.
//!
//! A [`Lab`] holds a scenario and what has been changed of it; [`Lab::solve`] and [`Lab::run`] give
//! what follows, by the names of the file; and a [`Cursor`] stands at a place of the game and says
//! what is done there, and why. Everything here can be had from the modules below; nothing here
//! reads or writes more than a scenario's file.
//!
//! ```
//! use demarche::lab::{Histories, Lab, Round, Seed};
//!
//! let lab = Lab::open("scenarios/starter.toml")?.with("war_cost", 2)?;
//! let run = lab.run(Histories(4000), Seed(2006))?;
//! let war = run.outcome("fight")?;
//! assert!(war.interval.0 < war.exact && war.exact < war.interval.1);
//!
//! let here = run.at(Round(2), "holder_moves")?.when("offer and tension == 2")?;
//! let holder = &here.strategy()["holder"];
//! assert!((holder["stand_firm"] + holder["accept"] - 1.0).abs() < 1e-12);
//! for option in here.explain() {
//!     println!("{}: worth {:.2}, {:.2} of it later", option.option, option.value(), option.later);
//! }
//! # Ok::<(), demarche::error::Error>(())
//! ```

use crate::error::Error;
use crate::game::{Limits, Position};
use crate::report::RunSummary;
use crate::scenario::{Document, Edit, Scenario};
use crate::statistics::wilson;
use crate::study::explain::Explained;
use crate::study::position::{Positions, Probabilities, believed, strategies};
use crate::study::request::{Places, held, places};
use crate::study::{
    Answer, Engine, Equilibrium, GameModel, Job, Options, Overrides, Read, Run, Session, run,
};
use crate::task::{Silent, Task};
use indexmap::IndexMap;
use std::fmt::Display;

/// How many histories are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Histories(pub usize);

/// The seed of all luck: the same seed plays the same histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// A round, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Round(pub usize);

/// A scenario, and what has been changed of it.
#[derive(Clone)]
pub struct Lab {
    document: Document,
    edits: Vec<Edit>,
    limits: Limits,
    scenario: Scenario,
}

impl Lab {
    /// The file at `name`, or the shipped scenario of that name.
    ///
    /// # Errors
    /// A file that cannot be read, and everything that is wrong with its text.
    pub fn open(name: &str) -> Result<Lab, Error> {
        Lab::new(Document::open(name)?, vec![], Limits::default())
    }

    /// The scenario called `id` whose file would hold `text`.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn parse(id: &str, text: &str) -> Result<Lab, Error> {
        Lab::new(Document::of_text(id, text), vec![], Limits::default())
    }

    fn new(document: Document, edits: Vec<Edit>, limits: Limits) -> Result<Lab, Error> {
        let scenario = document.scenario(&edits)?;
        Ok(Lab {
            document,
            edits,
            limits,
            scenario,
        })
    }

    /// The same with a setting changed, as `--set path=value` changes it: a parameter by its id, or
    /// anything of the file by its path (`state.talks.start`, `rounds`).
    ///
    /// # Errors
    /// There is no such setting, or the value does not fit.
    pub fn with(&self, path: &str, value: impl Display) -> Result<Lab, Error> {
        self.edited(Edit::set(path, &value.to_string()))
    }

    /// The same with an edit: an option taken away or committed to, a type revealed, …
    ///
    /// # Errors
    /// It names something that the scenario does not have.
    pub fn edited(&self, edit: Edit) -> Result<Lab, Error> {
        let edits = self.edits.iter().cloned().chain([edit]).collect();
        Lab::new(self.document.clone(), edits, self.limits)
    }

    /// The same, allowed another size.
    #[must_use]
    pub fn within(self, limits: Limits) -> Lab {
        Lab { limits, ..self }
    }

    /// The scenario as it is read.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The exact probability of every outcome, the values of all measures and what each actor
    /// expects, without any luck.
    ///
    /// # Errors
    /// The game is too large, or no equilibrium is found.
    pub fn solve(&self) -> Result<Forecast, Error> {
        let measures = self.scenario.measures.iter();
        let job = Job {
            read: Read {
                measures: measures.map(|m| m.name.id.clone()).collect(),
                ..Read::default()
            },
            ..Job::default()
        };
        let answer = self.engine()?.run(&[job], "solving", &Silent)?.remove(0);
        Ok(Forecast {
            scenario: self.scenario.clone(),
            answer,
        })
    }

    /// Solves and plays the scenario.
    ///
    /// # Errors
    /// The game is too large, or no equilibrium is found.
    pub fn run(&self, histories: Histories, seed: Seed) -> Result<Findings, Error> {
        self.run_for(histories, seed, &Silent)
    }

    /// The same; `task` hears how far it is, and may stop it.
    ///
    /// # Errors
    /// As [`Lab::run`]; or `task` says to stop.
    pub fn run_for(
        &self,
        Histories(histories): Histories,
        Seed(seed): Seed,
        task: &dyn Task,
    ) -> Result<Findings, Error> {
        let options = Options {
            seed,
            histories,
            until: None,
            limits: self.limits,
        };
        Ok(Findings {
            run: run(self.scenario.clone(), &options, task)?,
            seed,
        })
    }

    /// The equilibrium, to be asked about places and histories.
    ///
    /// # Errors
    /// As [`Lab::solve`].
    pub fn session(&self) -> Result<Session, Error> {
        let scenario = self.scenario.clone();
        Session::open(scenario, &Overrides::default(), &self.limits, &Silent)
    }

    /// What runs studies of variants of this scenario: sweeps, levers, worlds, claims.
    ///
    /// # Errors
    /// The game is too large.
    pub fn engine(&self) -> Result<Engine<GameModel>, Error> {
        let model = GameModel::new(self.document.clone(), self.edits.clone(), self.limits)?;
        Ok(Engine::new(model))
    }
}

/// What follows exactly.
pub struct Forecast {
    scenario: Scenario,
    answer: Answer,
}

impl Forecast {
    /// The probability of the outcome called `id`.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn outcome(&self, id: &str) -> Result<f64, Error> {
        let all = self.scenario.outcomes.iter().map(|o| o.name.id.as_str());
        Ok(self.answer.outcomes[place("outcome", id, all)?])
    }

    /// The value of the measure called `id`: a probability, or a mean.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn measure(&self, id: &str) -> Result<f64, Error> {
        let all = self.scenario.measures.iter().map(|m| m.name.id.as_str());
        Ok(self.answer.measures[place("measure", id, all)?])
    }

    /// What the actor called `id` expects at the start, discounted; over its types, if it has
    /// several.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn value(&self, id: &str) -> Result<f64, Error> {
        let all = self.scenario.actors.iter().map(|a| a.name.id.as_str());
        Ok(self.answer.values[place("actor", id, all)?])
    }

    /// Every outcome and its probability, in the order of the file.
    pub fn outcomes(&self) -> Probabilities {
        let ids = self.scenario.outcomes.iter().map(|o| o.name.id.clone());
        ids.zip(self.answer.outcomes.iter().copied()).collect()
    }
}

/// A probability, exact and as a share of histories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// From the solution.
    pub exact: f64,
    /// The share of histories.
    pub simulated: f64,
    /// Its 95% interval (Wilson 1927).
    pub interval: (f64, f64),
}

/// What a run found.
pub struct Findings {
    /// Everything, by number.
    pub run: Run,
    seed: u64,
}

impl Findings {
    /// The probability of the outcome called `id`.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn outcome(&self, id: &str) -> Result<Estimate, Error> {
        let run = &self.run;
        let all = run.scenario.outcomes.iter().map(|o| o.name.id.as_str());
        let o = place("outcome", id, all)?;
        let hits = run.simulation.counts(run.outcomes.len())[o];
        let n = run.simulation.histories as u64;
        Ok(Estimate {
            exact: run.outcomes[o],
            simulated: hits as f64 / n as f64,
            interval: wilson(hits, n),
        })
    }

    /// The exact value of the measure called `id`: a probability, or a mean.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn measure(&self, id: &str) -> Result<f64, Error> {
        let all = self.run.scenario.measures.iter();
        let m = place("measure", id, all.map(|m| m.name.id.as_str()))?;
        Ok(self.run.measures[m].exact)
    }

    /// The document, which has text, charts and tables ([`Report`](crate::report::Report)).
    pub fn summary(&self) -> RunSummary {
        RunSummary::of(&self.run, self.seed)
    }

    /// A place in the game: the turn called `turn` in this round, in the start state, where beliefs
    /// are the priors. Other states are found by [`Cursor::when`].
    ///
    /// # Errors
    /// There is no such turn or round.
    pub fn at(&self, round: Round, turn: &str) -> Result<Cursor<'_>, Error> {
        Cursor::new(self.run.equilibrium(), round, turn)
    }
}

/// A place in a solved game.
pub struct Cursor<'a> {
    of: Equilibrium<'a>,
    round: usize,
    turn: String,
    position: Option<Position>,
    held: Vec<f64>,
}

impl<'a> Cursor<'a> {
    /// At a turn of this round, in the start state, where beliefs are the priors.
    ///
    /// # Errors
    /// There is no such turn or round.
    pub fn new(of: Equilibrium<'a>, Round(round): Round, turn: &str) -> Result<Self, Error> {
        let beliefs = &of.game.beliefs;
        let cursor = Cursor {
            of,
            round,
            turn: turn.to_string(),
            position: None,
            held: beliefs.coordinates(beliefs.start),
        };
        let ids = of.scenario.turns.iter().map(|t| t.name.id.as_str());
        place("turn", turn, ids)?;
        let position = cursor.find(None).ok().flatten();
        Ok(Cursor { position, ..cursor })
    }

    /// The first place at this turn where a condition holds, written as in the file: `"talks ==
    /// direct"`.
    ///
    /// # Errors
    /// The condition cannot be read, or play cannot be in such a state at this turn in this round.
    pub fn when(self, condition: &str) -> Result<Self, Error> {
        let position = self.find(Some(condition))?;
        Ok(Cursor { position, ..self })
    }

    /// The same place where actors are believed to be of other types: `"north_korea.keeper"` with
    /// probability .8, the rest in proportion.
    ///
    /// # Errors
    /// There is no such type, or the probability is none.
    pub fn believing(self, role: &str, probability: f64) -> Result<Self, Error> {
        let texts = [format!("{role}={probability}")];
        let held = held(&texts, self.of.scenario, &self.of.game.beliefs)?;
        Ok(Cursor { held, ..self })
    }

    fn find(&self, condition: Option<&str>) -> Result<Option<Position>, Error> {
        let asked = Places {
            condition,
            turn: Some(&self.turn),
            round: Some(self.round),
            most: 1,
        };
        let found = places(&asked, self.of.scenario, self.of.game)?;
        Ok(found.first().copied())
    }

    /// The level of every variable there, by its id; empty where nobody moves in the start state at
    /// this turn and no condition has named another.
    pub fn state(&self) -> IndexMap<String, String> {
        self.position.map_or(IndexMap::new(), |p| self.of.state(p))
    }

    /// Who does what there: each mover's options and their probabilities, by type where it has
    /// several. Empty as [`Cursor::state`].
    pub fn strategy(&self) -> IndexMap<String, Probabilities> {
        let of = self.of;
        let view = of.solution.view(of.game, self.round, &self.held);
        let at = |p| strategies(of.scenario, of.game, p, &view);
        self.position.map_or(IndexMap::new(), at)
    }

    /// What all believe there of each actor with types.
    pub fn beliefs(&self) -> IndexMap<String, Probabilities> {
        believed(self.of.scenario, &self.of.game.beliefs, &self.held)
    }

    /// What each actor, or each of its types, expects from there on, discounted to this round.
    pub fn values(&self) -> IndexMap<String, f64> {
        let Some(p) = self.position else {
            return IndexMap::new();
        };
        self.positions(p).values_of_all(p)
    }

    /// Every option there with its reasons: what it is worth by term, now and later, and how play
    /// would end. Empty where chance moves, and as [`Cursor::state`].
    pub fn explain(&self) -> Vec<Explained> {
        match self.position {
            Some(p) => self.positions(p).explain(p),
            None => vec![],
        }
    }

    fn positions(&self, p: Position) -> Positions<'a> {
        self.of.at(self.round, vec![p], self.held.clone())
    }
}

/// The place of `name` among `all`.
fn place<'a>(
    what: &'static str,
    name: &str,
    all: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize, Error> {
    let found = all.clone().position(|id| id == name);
    found.ok_or_else(|| Error::no_such_name(what, name, all))
}
