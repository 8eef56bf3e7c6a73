//! One scenario: compiled, solved, forecast exactly, played by Monte Carlo.

use super::reading::{Kind, at_nodes, holds};
use super::stopping::{Stopped, until};
use super::verdict::{AGREE, Agreement};
use crate::diagnostics::{Diagnostic, Failure};
use crate::error::Error;
use crate::forecast::{Occupancy, course, events_at, forecast, means_at, outcomes, whole};
use crate::game::{Game, Limits, Mover, Node, compile, compile_at};
use crate::scenario::{Edit, Scenario, TurnKind};
use crate::simulate::{Simulation, bytes_of_a_history, simulate};
use crate::solve::{LONGER, NoEquilibrium, Solution, solve, solve_again, solve_longer};
use crate::statistics::g_test;
use crate::task::{Named, Part, Task};

/// How to run.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub seed: u64,
    /// How many histories are played; with `until` at most.
    pub histories: usize,
    /// Play until half the width of every outcome's 95 % interval is no more than this.
    pub until: Option<f64>,
    pub limits: Limits,
}

/// A condition that is watched in every history.
#[derive(Clone, Debug)]
pub struct Event {
    /// Index of the measure it comes from.
    pub measure: usize,
    /// Its condition at every node: other than 0 where it holds.
    pub numbers: Vec<f64>,
    /// Its exact probability by round, read as its measure is.
    pub exact: Vec<f64>,
}

/// A measure's values.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Reading {
    pub exact: f64,
    pub simulated: f64,
    /// Histories in which the event came true; none for a mean.
    pub hits: Option<u64>,
}

/// Everything that a run found.
pub struct Run {
    /// The scenario.
    pub scenario: Scenario,
    /// The game.
    pub game: Game,
    /// Its equilibrium.
    pub solution: Solution,
    /// The exact occupancy.
    pub exact: Occupancy,
    /// The same for each draw of types.
    pub exact_draws: Vec<Occupancy>,
    /// The histories.
    pub simulation: Simulation,
    /// The histories' occupancy.
    pub simulated: Occupancy,
    /// The same for each draw of types.
    pub simulated_draws: Vec<Occupancy>,
    /// Exact share of each outcome.
    pub outcomes: Vec<f64>,
    /// With types, how much each would change if the points of the grid of beliefs stood twice as
    /// far apart: the size of the grid's error.
    pub grid: Option<Vec<f64>>,
    /// Exact shares were the shadow longer by each of [`LONGER`]; empty if it has no end.
    pub longer: Vec<Vec<f64>>,
    /// The same with every vote's order of calling reversed; none without votes.
    pub reversed: Option<Vec<f64>>,
    /// The events watched.
    pub events: Vec<Event>,
    /// The measures' values, in file order.
    pub measures: Vec<Reading>,
    /// p value of the test that exact and simulated outcomes agree.
    pub agreement: f64,
    /// The same of as many histories with other luck; none if the first test needed no second.
    pub again: Option<f64>,
    /// Why no more histories were played, if that was to be found out.
    pub stopped: Option<Stopped>,
    /// Seconds spent compiling, solving, simulating: for the terminal only.
    pub seconds: [f64; 3],
}

/// What makes another seed of a run's own, where its agreement is tested again.
const OTHER_LUCK: u64 = 0x9e37_79b9_7f4a_7c15;

/// Solves and plays `scenario`.
///
/// # Errors
/// The game cannot be compiled, has no equilibrium to be found, or does not fit into memory; or
/// `task` says to stop.
pub fn run(scenario: Scenario, options: &Options, task: &dyn Task) -> Result<Run, Error> {
    let clock = std::time::Instant::now();
    let game = compile(&scenario, &options.limits)?;
    let compiled = clock.elapsed().as_secs_f64();
    let histories = room(&scenario, &game, options)?;
    let solution = equilibrium(&scenario, &game, task)?;
    let solved = clock.elapsed().as_secs_f64();
    let count = scenario.outcomes.len();
    let exact_draws = forecast(&game, &solution, 0);
    let exact = whole(&game.beliefs, &exact_draws);
    let shares = outcomes(&game, &exact, count);
    let ends = |game: &Game, solution: &Solution, longer: usize| {
        let occupancy = whole(&game.beliefs, &forecast(game, solution, longer));
        outcomes(game, &occupancy, count)
    };
    let longer = longer(&game)
        .iter()
        .map(|x| ends(&game, &solution, *x))
        .collect();
    let again = |other: &Scenario, points: usize, what: &'static str| {
        let game = compile_at(other, points, &options.limits)?;
        let solution = equilibrium_again(other, &game, false, &Named { task, what })?;
        Ok::<_, Error>(ends(&game, &solution, 0))
    };
    let points = scenario.belief_points;
    let votes = scenario
        .turns
        .iter()
        .any(|turn| matches!(turn.kind, TurnKind::Vote(_)));
    let reversed = if votes {
        let other = scenario.clone().edited(&[Edit::ReverseCalls])?;
        let what = "solving with the reversed order of calling";
        Some(again(&other, points, what)?)
    } else {
        None
    };
    let grid = match game.beliefs.typed() {
        true => {
            let rough = again(&scenario, points.div_ceil(2), "solving on a coarser grid")?;
            let pairs = rough.iter().zip(&shares);
            Some(pairs.map(|(a, b)| (a - b).abs()).collect())
        }
        false => None,
    };
    let events = events(&scenario, &game, &solution, &exact);
    let nodes: Vec<Vec<bool>> = events.iter().map(|e| holds(&e.numbers)).collect();
    let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    let clock = std::time::Instant::now();
    let play = |numbers: std::ops::Range<usize>| {
        let part = Part {
            task,
            from: numbers.start as f64 / numbers.end as f64,
            to: 1.0,
        };
        simulate(
            &game,
            &solution,
            &actors,
            &nodes,
            options.seed,
            numbers,
            &part,
        )
    };
    let (simulation, stopped) = match options.until {
        None => (play(0..histories)?, None),
        Some(width) => {
            let (all, stopped) = until(count, width, histories, play)?;
            (all, Some(stopped))
        }
    };
    let seconds = [compiled, solved - compiled, clock.elapsed().as_secs_f64()];
    let simulated_draws = simulation.occupancies();
    let counts = simulation.drawn();
    let histories = simulation.histories as f64;
    let played = counts.iter().map(|n| *n as f64 / histories);
    let simulated = Occupancy::mix(&simulated_draws, &played.collect::<Vec<_>>());
    let measures = measures(
        &scenario,
        (&game, &solution),
        &exact,
        &simulated,
        &simulation,
        &events,
    );
    let agreement = g_test(&simulation.counts(count), &shares);
    // once in a thousand runs that agree the test says otherwise
    let again = if agreement < AGREE {
        let other = simulate(
            &game,
            &solution,
            &actors,
            &[],
            options.seed ^ OTHER_LUCK,
            0..simulation.histories,
            task,
        )?;
        Some(g_test(&other.counts(count), &shares))
    } else {
        None
    };
    Ok(Run {
        again,
        outcomes: shares,
        scenario,
        game,
        solution,
        exact,
        exact_draws,
        simulation,
        simulated,
        simulated_draws,
        grid,
        longer,
        reversed,
        events,
        measures,
        agreement,
        stopped,
        seconds,
    })
}

/// How many histories are to be played, at most: as many as there is memory for if they are played
/// until intervals are narrow.
///
/// # Errors
/// A fixed number for which there is none.
fn room(scenario: &Scenario, game: &Game, options: &Options) -> Result<usize, Error> {
    let events = scenario.measures.iter().filter(|m| !m.mean).count();
    let memory = options.limits.memory;
    let most = memory / bytes_of_a_history(game, events);
    if options.until.is_some() || options.histories <= most {
        return Ok(options.histories.min(most.max(1)));
    }
    let message = format!(
        "{} histories do not fit into {} MB",
        options.histories,
        memory >> 20
    );
    let help = format!("play at most {most} histories with -n, or raise --memory MB");
    Err(Error::TooLarge {
        needs: options.histories,
        limit: most,
        failure: Box::new(Failure::general(message, help)),
    })
}

impl Run {
    /// `[variable][round][level]`, exact and simulated.
    pub fn courses(&self) -> [Vec<Vec<Vec<f64>>>; 2] {
        [
            course(&self.game, &self.exact),
            course(&self.game, &self.simulated),
        ]
    }

    /// Whether exact and simulated outcomes differ by more than chance and, with types, the grid's
    /// error explain: twice, with other luck the second time.
    pub fn disagrees(&self) -> bool {
        let n = self.simulation.histories as f64;
        let counts = self.simulation.counts(self.outcomes.len());
        let gaps = counts.iter().zip(&self.outcomes);
        let gap = gaps
            .map(|(c, p)| (*c as f64 / n - p).abs())
            .fold(0.0, f64::max);
        let grid = self.grid.iter().flatten().copied().fold(0.0, f64::max);
        Agreement::of(self.agreement, self.again, gap, grid) == Agreement::Disagree
    }

    /// What was received or is expected beyond the reported rounds, by role, as seen from the
    /// start: the value less what the accounts hold.
    pub fn beyond(&self, accounts: &[f64]) -> Vec<f64> {
        let mut beyond = self.solution.start(&self.game);
        for (x, account) in accounts.iter().zip(&self.game.payments.accounts) {
            beyond[account.role] -= x;
        }
        beyond
    }

    /// Whether the game has votes.
    pub fn votes(&self) -> bool {
        self.game
            .structure
            .turns
            .iter()
            .any(|t| matches!(t.mover, Mover::Vote(_)))
    }
}

/// The equilibrium of `game`, compiled from `scenario`.
///
/// # Errors
/// No equilibrium was found, or `task` says to stop.
pub fn equilibrium(scenario: &Scenario, game: &Game, task: &dyn Task) -> Result<Solution, Error> {
    solve(game, task).map_err(|none| no_solution(scenario, game, none))
}

/// The same without a certificate, for one of many variants: for its own shadow only, or for longer
/// ones too.
pub(super) fn equilibrium_again(
    scenario: &Scenario,
    game: &Game,
    longer: bool,
    task: &dyn Task,
) -> Result<Solution, Error> {
    let solved = if longer {
        solve_longer(game, task)
    } else {
        solve_again(game, task)
    };
    solved.map_err(|none| no_solution(scenario, game, none))
}

/// Rounds by which the shadow is lengthened to see what that changes; none if it has no end.
pub(super) fn longer(game: &Game) -> &'static [usize] {
    match game.shadow {
        Some(_) => &LONGER,
        None => &[],
    }
}

/// Why there is no solution, in the scenario's words.
fn no_solution(scenario: &Scenario, game: &Game, none: NoEquilibrium) -> Error {
    let failure = |error| Box::new(scenario.failure(vec![error]));
    match none {
        NoEquilibrium::Unsettled {
            share,
            residual,
            wanted,
        } => {
            let at = if share < 1.0 {
                format!("at {:.0} % of the precision ", 100.0 * share)
            } else {
                String::new()
            };
            let message = format!(
                "no stationary equilibrium was found: {at}one more round still changes a value by {residual:.1e}, not {wanted:.0e} at most"
            );
            let error = match scenario.time.shadow_span {
                Some(span) => Diagnostic::error(span, message),
                None => Diagnostic::general(message),
            };
            let error = error.help("values may cycle for ever; give `shadow` a number, or lower `precision` or `patience`");
            Error::NoEquilibrium {
                share,
                residual,
                failure: failure(error),
            }
        }
        NoEquilibrium::Overflow { role, node } => {
            let actor = &scenario.actors[game.beliefs.actor(role)].name;
            let message = format!("what `{}` expects is too large for a number", actor.id);
            let error = Diagnostic::error(actor.span, message)
                .label(format!("where {}", state_at(scenario, game, node)))
                .help("scale the payoffs down");
            Error::Scenario(failure(error))
        }
        NoEquilibrium::LostBranch(lost) => {
            let k = game.structure.turn_of(lost.position);
            let turn = &scenario.turns[k.get()].name;
            let error = Diagnostic::error(
                turn.span,
                format!(
                    "no equilibrium was found at the turn `{}`: the branch was lost at {:.0} % of the precision, residual {:.1e}",
                    turn.id,
                    100.0 * lost.share,
                    lost.residual
                ),
            )
            .label(format!("where {}", state_at(scenario, game, lost.position)))
            .help("lower `precision`, or scale the payoffs down");
            Error::NoEquilibrium {
                share: lost.share,
                residual: lost.residual,
                failure: failure(error),
            }
        }
        NoEquilibrium::Cancelled => Error::Cancelled,
    }
}

/// The state at `node`, for a message.
fn state_at(scenario: &Scenario, game: &Game, node: impl Into<Node>) -> String {
    let state = scenario.variables.iter().zip(game.structure.levels(node));
    let state: Vec<String> = state
        .map(|(v, l)| format!("{} = {}", v.name.id, v.level(l as usize)))
        .collect();
    state.join(", ")
}

fn events(scenario: &Scenario, game: &Game, solution: &Solution, exact: &Occupancy) -> Vec<Event> {
    use rayon::prelude::*;
    let watched: Vec<usize> = (0..scenario.measures.len())
        .filter(|m| !scenario.measures[*m].mean)
        .collect();
    let event = |m: &usize| {
        let measure = &scenario.measures[*m];
        let numbers = at_nodes(scenario, game, &measure.expr);
        Event {
            measure: *m,
            exact: Kind::of(measure).exact(game, solution, &numbers, (exact, 0)),
            numbers,
        }
    };
    watched.par_iter().map(event).collect()
}

fn measures(
    scenario: &Scenario,
    (game, solution): (&Game, &Solution),
    exact: &Occupancy,
    simulated: &Occupancy,
    simulation: &Simulation,
    events: &[Event],
) -> Vec<Reading> {
    let histories = simulation.histories as f64;
    let share = |hits: u64| (hits as f64 / histories, Some(hits));
    let reading = |(m, measure): (usize, &crate::scenario::Measure)| {
        let kind = Kind::of(measure);
        let t = kind.round() - 1;
        let number = || at_nodes(scenario, game, &measure.expr);
        let event = events.iter().position(|e| e.measure == m);
        let (exact, (simulated, hits)) = match (kind, event) {
            (Kind::By(_), Some(e)) => (events[e].exact[t], share(simulation.by(e)[t])),
            (Kind::At(_), Some(e)) => {
                let often = events_at(game, simulated, &holds(&events[e].numbers))[t];
                (
                    events[e].exact[t],
                    share((often * histories).round() as u64),
                )
            }
            (Kind::Mean(_), _) => {
                let numbers = number();
                let exact = kind.exact(game, solution, &numbers, (exact, 0))[t];
                (exact, (means_at(game, simulated, &numbers)[t], None))
            }
            (Kind::At(_) | Kind::By(_), None) => unreachable!("every event is watched"),
        };
        Reading {
            exact,
            simulated,
            hits,
        }
    };
    scenario.measures.iter().enumerate().map(reading).collect()
}
