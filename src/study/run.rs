//! One scenario: compiled, solved, forecast exactly, played by Monte Carlo.

use super::equilibrium::equilibrium;
use super::exact::{Exact, Version};
use super::game_model::Solved;
use super::reading::{Forecast, Kind, at_nodes, holds};
use super::record::{Of, known_of, with_player};
use super::session::Equilibrium;
use super::several::{Among, Several, several};
use super::stopping::{Stopped, until as narrowed};
use super::unfolding::{Unfolding, unfolding};
use super::verdict::{AGREE, Agreement};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::forecast::{AtNodes, Known, Occupancy, course, means_at, mixed, weights};
use crate::game::{Game, Limits, Mover, compile};
use crate::scenario::{Measure, Scenario};
use crate::simulate::{Player, Simulation, bytes_of_a_history, simulate_by};
use crate::solve::Solution;
use crate::statistics::g_test;
use crate::task::{Part, Silent, Task};

/// How to run.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub seed: u64,
    /// How many histories are played; with `until` at most.
    pub histories: usize,
    /// Play until half the width of every outcome's 95% interval is no more than this.
    pub until: Option<f64>,
    pub limits: Limits,
}

/// A measure as it is read off the game.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its condition or number at the nodes: a condition is other than 0 where it holds.
    pub numbers: AtNodes<f64>,
    /// For all that actors [can be](Game::who), given how their types are drawn, its exact value by round: where types
    /// can change, of the histories in which they stand so at the end of the round.
    pub by_who: Vec<Vec<f64>>,
    /// Its exact value by round.
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

/// What a record that is given says.
#[derive(Clone, Debug)]
pub struct LearntRecord {
    /// By the end of each round that it speaks of, the probability of what it says of it and of the rounds before.
    pub rounds: Vec<f64>,
    /// How likely types were drawn in each way, now that it is known.
    pub chances: Vec<f64>,
}

/// Everything that a run found.
pub struct Run {
    /// The scenario.
    pub scenario: Scenario,
    /// The game.
    pub game: Game,
    /// Its equilibrium.
    pub solution: Solution,
    /// The equilibria found and the number, from 1, of this one; none if no others were searched for.
    pub several: Option<(Several, usize)>,
    /// The exact occupancy.
    pub exact: Occupancy,
    /// The same for all that actors [can be](Game::who), given how their types are drawn.
    pub exact_by_who: Vec<Occupancy>,
    /// The histories.
    pub simulation: Simulation,
    /// The histories' occupancy.
    pub simulated: Occupancy,
    /// The same for all that actors can be.
    pub simulated_by_who: Vec<Occupancy>,
    /// Exact share of each outcome.
    pub outcomes: Vec<f64>,
    /// With types, how much each would change if the points of the grid of beliefs stood twice as
    /// far apart: the size of the grid's error.
    pub grid: Option<Vec<f64>>,
    /// Exact shares under a shadow longer by each of [`LONGER`](crate::solve::LONGER); empty if it has no end.
    pub longer: Vec<Vec<f64>>,
    /// The same with every vote's order of calling reversed; none without votes, or if it is lost.
    pub reversed: Option<Vec<f64>>,
    /// Versions of the game, to compare the outcomes with, of which no equilibrium was found.
    pub lost: Vec<Version>,
    /// How play unfolds; none of a run without histories, and of one in which something is known.
    pub unfolding: Option<Unfolding>,
    /// What the record says, if it is given.
    pub record: Option<LearntRecord>,
    /// The measures as they are read, in file order.
    pub measured: Vec<Measured>,
    /// The numbers of those that are watched in every history: all but means.
    pub events: Vec<usize>,
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

/// XORed into the seed for the second test of agreement.
const OTHER_LUCK: u64 = 0x9e37_79b9_7f4a_7c15;

/// Solves and plays `scenario`.
///
/// # Errors
/// The game cannot be compiled, has no equilibrium to be found, or does not fit into memory; or
/// `task` says to stop.
pub fn run(scenario: Scenario, options: &Options, task: &dyn Task) -> Result<Run, Error> {
    run_among(scenario, options, None, task)
}

/// The same in one `among` several equilibria; if none is asked for, in the principal one alone.
///
/// # Errors
/// As [`run`] and [`several`]; or there is no equilibrium of that number.
pub fn run_among(
    scenario: Scenario,
    options: &Options,
    among: Option<Among>,
    task: &dyn Task,
) -> Result<Run, Error> {
    let clock = std::time::Instant::now();
    let game = compile(&scenario, &options.limits)?;
    let compiled = clock.elapsed().as_secs_f64();
    let histories = room(&scenario, &game, options)?;
    let (solution, several) = match among {
        None => (equilibrium(&scenario, &game, task)?, None),
        Some(Among { searches, number }) => {
            let found = several(&scenario, &game, searches, task)?;
            let solution = found.number(number)?.solution.clone();
            (solution, Some((found, number)))
        }
    };
    let solved = clock.elapsed().as_secs_f64();
    // with the calls reversed there is a principal equilibrium, to which no other can be compared
    let reverse = among.is_none_or(|a| a.number == 1);
    let own = (&solution, reverse);
    let exact = Exact::of(&scenario, &game, own, &options.limits, task)?;
    let found = Found {
        unfolding: scenario
            .given
            .is_none()
            .then(|| unfolding(&scenario, &game, &solution, &exact.occupancy)),
        several,
        scenario,
        game,
        solution,
        exact,
        seconds: [compiled, solved - compiled],
    };
    found.played(options, histories, task)
}

/// What is exact of a variant that is solved: a run of no history, not compared with other versions of the
/// game and without a certificate.
///
/// # Errors
/// What is known cannot have come about.
pub fn unplayed(solved: Solved<'_>) -> Result<Run, Error> {
    let scenario = solved.scenario.into_owned();
    let game = solved.game.into_owned();
    let exact = Exact::alone(&scenario, &game, &solved.solution)?;
    let found = Found {
        scenario,
        game,
        solution: solved.solution,
        several: None,
        exact,
        unfolding: None,
        seconds: [0.0; 2],
    };
    let options = Options {
        seed: 0,
        histories: 0,
        until: None,
        limits: Limits::default(),
    };
    found.played(&options, 0, &Silent)
}

/// A run that is not yet played.
struct Found {
    scenario: Scenario,
    game: Game,
    solution: Solution,
    several: Option<(Several, usize)>,
    exact: Exact,
    unfolding: Option<Unfolding>,
    /// Spent compiling and solving.
    seconds: [f64; 2],
}

impl Found {
    /// The run with at most `histories` played, as `options` say.
    fn played(self, options: &Options, histories: usize, task: &dyn Task) -> Result<Run, Error> {
        let Found {
            scenario,
            game,
            solution,
            several,
            exact,
            unfolding,
            seconds: [compiling, solving],
        } = self;
        let of = (&scenario, &game, &solution);
        let all = 0..scenario.measures.len();
        let events: Vec<usize> = all.filter(|m| !scenario.measures[*m].mean).collect();
        let play = |known: Option<&Known>| {
            let on = Forecast {
                by_who: &exact.by_who,
                longer: 0,
                known,
            };
            let measured = measured(of, on);
            let clock = std::time::Instant::now();
            let players = Players {
                game: &game,
                solution: &solution,
                known,
                actors: scenario.actors.iter().map(|a| a.name.id.clone()).collect(),
                events: events
                    .iter()
                    .map(|m| holds(&measured[*m].numbers))
                    .collect(),
                seed: options.seed,
            };
            let (simulation, stopped) =
                players.play(options.until, histories, &exact.outcomes, task)?;
            let seconds = [compiling, solving, clock.elapsed().as_secs_f64()];
            let (agreement, again) = players.agree(&simulation, &exact.outcomes, task)?;
            Ok::<_, Error>(Played {
                measured,
                simulation,
                stopped,
                seconds,
                agreement,
                again,
                record: known.map(|known| LearntRecord {
                    rounds: known.probability.clone(),
                    chances: known.chances(&game),
                }),
            })
        };
        let Played {
            measured,
            simulation,
            stopped,
            seconds,
            agreement,
            again,
            record,
        } = known_of(of, 0, play)??;
        let simulated_by_who = simulation.occupancies();
        let played = simulation.drawn().into_iter();
        let played = played.map(|n| n as f64 / simulation.histories as f64);
        let played: Vec<f64> = played.collect();
        let simulated = Occupancy::mix(&simulated_by_who, &played);
        let measures = measures(
            (&scenario, &game),
            (&measured, &events),
            (&simulated_by_who, &played),
            &simulation,
        );
        Ok(Run {
            outcomes: exact.outcomes,
            exact: exact.occupancy,
            exact_by_who: exact.by_who,
            grid: exact.grid,
            longer: exact.longer,
            reversed: exact.reversed,
            lost: exact.lost,
            unfolding,
            record,
            scenario,
            game,
            solution,
            several,
            simulation,
            simulated,
            simulated_by_who,
            measured,
            events,
            measures,
            agreement,
            again,
            stopped,
            seconds,
        })
    }
}

/// What has been played.
struct Played {
    measured: Vec<Measured>,
    simulation: Simulation,
    stopped: Option<Stopped>,
    seconds: [f64; 3],
    agreement: f64,
    again: Option<f64>,
    record: Option<LearntRecord>,
}

/// What histories are played with.
struct Players<'a> {
    game: &'a Game,
    solution: &'a Solution,
    known: Option<&'a Known<'a>>,
    /// The actors' ids.
    actors: Vec<String>,
    /// The events that are watched, at the nodes.
    events: Vec<AtNodes<bool>>,
    seed: u64,
}

impl Players<'_> {
    fn player(&self) -> Player<'_> {
        Player::new(self.game, self.solution, &self.actors).given(self.known)
    }

    /// Plays `histories`, or at most that many until intervals are as narrow as `until` asks.
    fn play(
        &self,
        until: Option<f64>,
        histories: usize,
        outcomes: &[f64],
        task: &dyn Task,
    ) -> Result<(Simulation, Option<Stopped>), Error> {
        let play = |numbers: std::ops::Range<usize>| {
            let part = Part {
                task,
                from: numbers.start as f64 / numbers.end as f64,
                to: 1.0,
            };
            simulate_by(self.player(), &self.events, self.seed, numbers, &part)
        };
        match until {
            None => Ok((play(0..histories)?, None)),
            Some(width) => {
                let (all, stopped) = narrowed(outcomes.len(), width, histories, play)?;
                Ok((all, Some(stopped)))
            }
        }
    }

    /// The p value of the test that exact and simulated outcomes agree; and that of as many histories
    /// with other luck where the first is small: once in a thousand runs that agree the test
    /// says otherwise.
    fn agree(
        &self,
        simulation: &Simulation,
        outcomes: &[f64],
        task: &dyn Task,
    ) -> Result<(f64, Option<f64>), Error> {
        let count = outcomes.len();
        let agreement = g_test(&simulation.counts(count), outcomes);
        if agreement >= AGREE {
            return Ok((agreement, None));
        }
        let numbers = 0..simulation.histories;
        let seed = self.seed ^ OTHER_LUCK;
        let other = simulate_by(self.player(), &[], seed, numbers, task)?;
        Ok((agreement, Some(g_test(&other.counts(count), outcomes))))
    }
}

/// How many histories to play at most: as many as fit into memory if they are played until
/// intervals are narrow.
///
/// # Errors
/// The requested number of histories does not fit into memory.
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

    /// What `with` makes of a player of its histories.
    ///
    /// # Panics
    /// It is not what [`run`] made.
    pub fn play<T>(&self, with: impl FnOnce(Player) -> T) -> T {
        let played = with_player((&self.scenario, &self.game, &self.solution), with);
        played.expect("it has been played")
    }

    /// The scenario with its game and its equilibrium.
    pub fn equilibrium(&self) -> Equilibrium<'_> {
        Equilibrium {
            scenario: &self.scenario,
            game: &self.game,
            solution: &self.solution,
        }
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

/// Every measure as it is read off the exact forecast.
fn measured((scenario, game, solution): Of, on: Forecast) -> Vec<Measured> {
    use rayon::prelude::*;
    let chances = weights(game);
    let of = |measure: &Measure| {
        let numbers = at_nodes(scenario, game, &measure.expr);
        let by_who = Kind::of(measure).by_who(game, solution, &numbers, on);
        Measured {
            exact: mixed(&by_who, &chances),
            by_who,
            numbers,
        }
    };
    scenario.measures.par_iter().map(of).collect()
}

/// Every measure's values, given the occupancies of histories for all that actors can be, with their shares.
fn measures(
    (scenario, game): (&Scenario, &Game),
    (measured, events): (&[Measured], &[usize]),
    (by_who, shares): (&[Occupancy], &[f64]),
    simulation: &Simulation,
) -> Vec<Reading> {
    let histories = simulation.histories as f64;
    let share = |hits: u64| (hits as f64 / histories, Some(hits));
    // the mean at the end of round t of a number at the nodes
    let mean = |numbers: &AtNodes<f64>, t: usize| {
        let all = game.who().zip(by_who);
        let means = all.map(|(who, occupancy)| means_at(game, occupancy, numbers.of(who.now)));
        mixed(&means.collect::<Vec<_>>(), shares)[t]
    };
    let reading = |(m, measure): (usize, &Measure)| {
        let kind = Kind::of(measure);
        let t = kind.round() - 1;
        let Measured { numbers, exact, .. } = &measured[m];
        let event = events.iter().position(|e| *e == m);
        let (simulated, hits) = match (kind, event) {
            (Kind::By(_), Some(e)) => share(simulation.by(e)[t]),
            (Kind::At(_), Some(_)) => {
                let holds = numbers.map(|x| f64::from(*x != 0.0));
                share((mean(&holds, t) * histories).round() as u64)
            }
            (Kind::Mean(_), _) => (mean(numbers, t), None),
            (Kind::At(_) | Kind::By(_), None) => unreachable!("every event is watched"),
        };
        Reading {
            exact: exact[t],
            simulated,
            hits,
        }
    };
    scenario.measures.iter().enumerate().map(reading).collect()
}
