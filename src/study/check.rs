//! What the writer of a scenario is told about it: the compiled game, warnings, what ending play
//! pays, and, where the game can be solved in some seconds, how sharp choices are.

use super::audit::{self, Sharpness};
use super::equilibrium::equilibrium;
use crate::diagnostics::Diagnostic;
use crate::error::Error;
use crate::forecast::forecast;
use crate::game::{Finish, Game, Limits, compile, compile_at};
use crate::scenario::Scenario;
use crate::solve::annuity;
use crate::task::Task;

/// The most decisions, times points of belief, that [`Checked::sharpness`] solves where nobody's type
/// is hidden, where one share is believed, and where there are more: some seconds each.
const MOST: [usize; 3] = [10_000_000, 1_000_000, 50_000];

/// The fewest points of belief along a share that a grid has.
const COARSE: usize = 3;

/// A scenario, compiled and looked through.
pub struct Checked {
    /// The scenario.
    pub scenario: Scenario,
    /// Its game.
    pub game: Game,
    /// Warnings of the reader and of the compiled game.
    pub warnings: Vec<Diagnostic>,
    /// Seconds spent compiling: for the terminal only.
    pub seconds: f64,
}

/// How sharp choices are.
pub struct SharpnessCheck {
    /// By actor, where an actor chooses and errs.
    pub sharpness: Vec<Sharpness>,
    /// Warnings about actors whose precision does not fit their payoffs.
    pub warnings: Vec<Diagnostic>,
    /// Points of belief along each share, if fewer than the scenario's own had to do.
    pub coarse: Option<usize>,
    /// Seconds spent solving: for the terminal only.
    pub seconds: f64,
}

/// What an outcome that ends play pays, did it come about in the first round.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The outcome.
    pub outcome: usize,
    /// The number of states in which it ends play; payments are those of one of them.
    pub states: usize,
    /// By actor, of one with types the first: what the move pays, and the discounted sum of what
    /// follows up to the horizon.
    pub pays: Vec<Payments>,
}

/// What an ending pays one actor, on average over what it and the others may know.
#[derive(Clone, Copy, Debug)]
pub struct Payments {
    /// At once.
    pub once: f64,
    /// From then on.
    pub later: f64,
}

impl Checked {
    /// Compiles `scenario` and looks it through.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn new(scenario: Scenario, limits: &Limits) -> Result<Self, Error> {
        let clock = std::time::Instant::now();
        let game = compile(&scenario, limits)?;
        let seconds = clock.elapsed().as_secs_f64();
        let mut warnings = scenario.warnings.clone();
        warnings.extend(audit::warnings(&scenario, &game));
        Ok(Checked {
            scenario,
            game,
            warnings,
            seconds,
        })
    }

    /// How sharp choices are: on the coarsest grid of beliefs where the scenario's own is too fine
    /// for a check, and none where that is too large too. `task` hears the share solved.
    ///
    /// # Errors
    /// As [`compile_at`] and [`equilibrium`].
    pub fn sharpness(
        &self,
        limits: &Limits,
        task: &dyn Task,
    ) -> Result<Option<SharpnessCheck>, Error> {
        let coarse = if quickly_solved(&self.game) {
            None
        } else {
            Some(compile_at(&self.scenario, COARSE, limits)?)
        };
        let game = coarse.as_ref().unwrap_or(&self.game);
        if !quickly_solved(game) {
            return Ok(None);
        }
        let clock = std::time::Instant::now();
        let solution = equilibrium(&self.scenario, game, task)?;
        let seconds = clock.elapsed().as_secs_f64();
        let sharpness = audit::sharpness(game, &solution, &forecast(game, &solution, 0));
        Ok(Some(SharpnessCheck {
            warnings: audit::blunt_or_sharp(&self.scenario, &sharpness),
            sharpness,
            coarse: coarse.as_ref().map(|_| COARSE),
            seconds,
        }))
    }

    /// What ending play pays beside what going on in the start state would: is an ending an escape?
    pub fn endings(&self) -> Vec<Ending> {
        let (scenario, game) = (&self.scenario, &self.game);
        let s = &game.structure;
        let (payments, beliefs) = (&game.payments, &game.beliefs);
        let tail = |r: usize| annuity(payments.patience[r], game.horizon());
        let mut all = vec![];
        for (o, _) in scenario.outcomes.iter().enumerate().filter(|(_, o)| o.ends) {
            let named = |f: &Finish| s.terminal(*f).is_some() && s.outcome(*f) == o;
            let found: Vec<Finish> = s.finishes().filter(named).collect();
            let first = found.first().and_then(|f| Some((*f, s.terminal(*f)?)));
            let Some((first, terminal)) = first else {
                continue;
            };
            let Some(paid) = s.all_moves().find(|m| s.next(*m) == s.node(first)) else {
                unreachable!("a terminal is reached by a move")
            };
            // before types are drawn
            let pays = |i: usize| {
                let mut mean = Payments {
                    once: 0.0,
                    later: 0.0,
                };
                for profile in beliefs.profiles() {
                    let chance = beliefs.chance(profile);
                    let r = beliefs.role(i, beliefs.types(profile)[i]);
                    mean.once += chance * payments.by_role(paid, profile)[r];
                    mean.later += chance * payments.later_by_role(terminal, profile)[r] * tail(r);
                }
                mean
            };
            all.push(Ending {
                outcome: o,
                states: found.len(),
                pays: scenario.players().map(|(i, _)| pays(i)).collect(),
            });
        }
        all
    }
}

/// Whether a check may solve this game.
fn quickly_solved(game: &Game) -> bool {
    let decisions = game.structure.positions().len() * game.horizon().unwrap_or(1);
    decisions.saturating_mul(game.beliefs.count) <= MOST[game.beliefs.axes.len().min(2)]
}
