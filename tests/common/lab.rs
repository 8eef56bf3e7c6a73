//! A scenario on its way from a text to numbers, for tests in which every step must succeed: what
//! fails is shown and fails the test.

use demarche::forecast::{forecast, outcomes, whole};
use demarche::game::{self, Game};
use demarche::scenario::{self, Scenario};
use demarche::simulate::Simulation;
use demarche::solve::{self, Solution};
use demarche::study::{self, Engine, GameModel, Options, Run};
use demarche::task::Silent;

/// Settings as `--set` takes them.
fn owned(settings: &[&str]) -> Vec<String> {
    settings.iter().map(|s| s.to_string()).collect()
}

/// Settings that make a scenario quick enough for a test.
pub fn quick(name: &str) -> &'static [&'static str] {
    match name {
        "bargainer_or_keeper" | "two_sided_2006" => {
            &["precision=1", "beliefs.points=5", "time.shadow=1"]
        }
        _ if name.contains('/') => &[],
        _ => &[FINITE],
    }
}

/// Gives July 2006 an end: without one it takes seconds to solve.
pub const FINITE: &str = "time.shadow=8";

/// The shipped scenario of this name, or the one in this file, with settings.
pub fn open(name: &str, settings: &[&str]) -> Scenario {
    scenario::load(name, &owned(settings)).unwrap_or_else(|f| panic!("{f}"))
}

/// The scenario that a text is, with settings.
pub fn read(text: &str, settings: &[&str]) -> Scenario {
    scenario::load_text("test", text, &owned(settings)).unwrap_or_else(|f| panic!("{f}\n{text}"))
}

/// The game of a scenario.
pub fn compile(scenario: &Scenario) -> Game {
    game::compile(scenario, &Default::default()).unwrap_or_else(|f| panic!("{f}"))
}

/// The game of a scenario, with so many points on each axis of beliefs.
pub fn compile_at(scenario: &Scenario, points: usize) -> Game {
    game::compile_at(scenario, points, &Default::default()).unwrap_or_else(|f| panic!("{f}"))
}

/// A game's equilibrium, whatever its certificate says.
pub fn solve_unchecked(game: &Game) -> Solution {
    solve::solve(game, &Silent).unwrap_or_else(|none| panic!("{none:?}"))
}

/// A game's equilibrium, which its certificate confirms.
pub fn solve(game: &Game) -> Solution {
    let solution = solve_unchecked(game);
    let c = &solution.certificate;
    assert!(c.residual < 1e-10 && !c.broken(), "{c:?}");
    solution
}

/// The exact probability of each outcome at the end of the report, in the scenario's order.
pub fn shares(scenario: &Scenario, game: &Game, solution: &Solution) -> Vec<f64> {
    let flow = whole(game, &forecast(game, solution, 0));
    outcomes(game, &flow, scenario.outcomes.len())
}

/// A run of so many histories, at the default limits.
pub fn options(seed: u64, histories: usize) -> Options {
    Options {
        seed,
        histories,
        until: None,
        limits: Default::default(),
    }
}

/// A scenario solved, forecast and played.
pub fn run(scenario: Scenario, seed: u64, histories: usize) -> Run {
    study::run(scenario, &options(seed, histories), &Silent).unwrap_or_else(|f| panic!("{f}"))
}

/// What studies ask about the scenario of this name or in this file, with settings.
pub fn engine(name: &str, settings: &[&str]) -> Engine<GameModel> {
    let model = GameModel::open(name, &owned(settings), Default::default());
    Engine::new(model.unwrap_or_else(|f| panic!("{f}")))
}

/// The largest difference of two lists of the same length.
pub fn gap(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let gaps = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
    gaps.fold(0.0, f64::max)
}

/// The same for numbers of any size: what is larger than 1 is measured by its size.
pub fn relative_gap(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let gap = |(a, b): (&f64, &f64)| (a - b).abs() / b.abs().max(1.0);
    found.iter().zip(wanted).map(gap).fold(0.0, f64::max)
}

/// How likely all think it at the end of round `t` (from 0) that actor `i` is of its first type: the mean over histories,
/// and its standard error.
pub fn believed(game: &Game, played: &Simulation, i: usize, t: usize) -> (f64, f64) {
    let axes = game.beliefs.axes.len();
    let ends = played
        .beliefs
        .chunks_exact(axes)
        .skip(t)
        .step_by(game.rounds);
    let held: Vec<f64> = ends
        .map(|at| {
            let at: Vec<f64> = at.iter().map(|x| f64::from(*x)).collect();
            game.beliefs.probabilities(i, &at)[0]
        })
        .collect();
    let n = held.len() as f64;
    let mean = held.iter().sum::<f64>() / n;
    let spread = held.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, (spread / n).sqrt())
}
