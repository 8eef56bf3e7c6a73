//! A scenario solved on its grid of beliefs, and as the whole tree that it is exported as.

use super::lab;
use demarche::gambit::{Agents, export, read};
use demarche::game::{Game, Limits};
use demarche::scenario::Document;
use demarche::solve::{Solution, TreeSolution, TreeWanted, solve_tree};
use demarche::task::Silent;

/// The game of a text, with so many points on each axis of beliefs.
pub fn compiled(text: &str, points: usize) -> Game {
    let scenario = Document::of_text("random", text).scenario(&[]);
    let scenario = scenario.unwrap_or_else(|f| panic!("{f}\n{text}"));
    lab::compile_at(&scenario, points)
}

/// What each actor expects before it knows its type.
pub fn grid_values(game: &Game, solution: &Solution) -> Vec<f64> {
    let (beliefs, own) = (&game.beliefs, solution.start(game));
    let mean = |i| beliefs.roles(i).map(|r| beliefs.prior[r] * own[r]).sum();
    (0..beliefs.actors()).map(mean).collect()
}

/// The same of the tree that the game is exported as.
pub fn tree_values(game: &Game) -> Vec<f64> {
    let found = tree_solution(game, TreeWanted::default());
    found.equilibria[0].certificate.values.clone()
}

/// The equilibria of the tree that the game is exported as.
pub fn tree_solution(game: &Game, wanted: TreeWanted) -> TreeSolution {
    let players: Vec<String> = (0..game.beliefs.actors()).map(|i| i.to_string()).collect();
    let tree = export(game, "tree", &players).unwrap_or_else(|(m, _)| panic!("{m}"));
    let limits = Limits::default();
    let (tree, _) = read("game.efg", &tree.text(""), &limits).unwrap_or_else(|f| panic!("{f}"));
    let agents = Agents::of(&tree, &limits).unwrap_or_else(|f| panic!("{f:?}"));
    let precision = game.payments.precision[0];
    let found = solve_tree(&tree, &agents, precision, wanted, &Silent);
    found.unwrap_or_else(|lost| panic!("{lost:?}"))
}
