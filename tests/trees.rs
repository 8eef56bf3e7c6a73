//! Whole trees of perfect recall: answers of another program, closed forms, and random trees.

mod common;

use common::branches::{self, Written};
use demarche::gambit::{Agents, Tree, read};
use demarche::game::Limits;
use demarche::solve::{TreeEquilibrium, TreeSolution, solve_tree};
use demarche::task::Silent;
use serde_json::Value;
use std::collections::BTreeMap;

/// A tree and its solution.
fn solved(text: &str, precision: f64, arms: bool) -> (Tree, TreeSolution) {
    let limits = Limits::default();
    let (tree, _) = read("game.efg", text, &limits).unwrap_or_else(|f| panic!("{f}"));
    let agents = Agents::of(&tree, &limits).unwrap_or_else(|f| panic!("{f:?}"));
    let found = solve_tree(&tree, &agents, precision, arms, &Silent);
    let found = found.unwrap_or_else(|lost| panic!("{lost:?}:\n{text}"));
    (tree, found)
}

/// The probability of each action, by player, set and action.
fn probabilities(tree: &Tree, found: &TreeEquilibrium) -> BTreeMap<String, f64> {
    let mut all = BTreeMap::new();
    for (set, logs) in tree.sets.iter().zip(&found.logs) {
        let Some(i) = set.player else { continue };
        for (action, log) in set.actions.iter().zip(logs) {
            let name = format!("{}|{}|{action}", tree.players[i], set.label);
            all.insert(name, log.exp());
        }
    }
    all
}

#[test]
fn private_information_as_the_other_program_solves_it() {
    let expected: Value =
        serde_json::from_str(include_str!("reference/private/expected.json")).expect("JSON");
    for (name, text) in [
        ("beer_quiche", include_str!("reference/private/beer_quiche.efg")),
        ("spence", include_str!("reference/private/spence.efg")),
        ("verification", include_str!("reference/private/verification.efg")),
        ("unknown_world", include_str!("reference/private/unknown_world.efg")),
    ] {
        let game = &expected["games"][name];
        for (precision, actions) in game["qre"].as_object().expect("by precision") {
            let lambda = precision.parse().expect("a number");
            let (tree, found) = solved(text, lambda, false);
            let principal = &found.equilibria[0];
            let mut worst: f64 = 0.0;
            for (i, player) in tree.players.iter().enumerate() {
                let own = tree.sets.iter().zip(&principal.logs);
                let own = own.filter(|(set, _)| set.player == Some(i));
                for (n, (set, logs)) in (1..).zip(own) {
                    for (action, log) in set.actions.iter().zip(logs) {
                        let wanted = &actions[&format!("{player}|set {n}|{action}")];
                        let wanted = wanted.as_f64().expect("a probability");
                        worst = worst.max((log.exp() - wanted).abs());
                    }
                }
                let wanted = game["values"][precision][i].as_f64();
                if let Some(wanted) = wanted {
                    worst = worst.max((principal.certificate.values[i] - wanted).abs());
                }
            }
            println!("{name} at {precision}: {worst:e}");
            assert!(worst < 1e-8, "{name} at {precision}: {worst:e}");
        }
    }
}

#[test]
fn random_trees_are_solved_to_the_last_digits() {
    for seed in 1..=300 {
        let (players, play) = branches::random(seed);
        let text = branches::text(players, &play, Written::default());
        let (tree, found) = solved(&text, 2.0, false);
        let c = &found.equilibria[0].certificate;
        println!("{seed}: {} sets, {} nodes, {:e} {:e} {} steps {:?}", tree.sets.len(), tree.nodes.len(), c.relative, c.residual, found.equilibria[0].steps.len(), found.equilibria[0].branch_points);
        assert!(c.relative < 1e-12 && c.residual < 1e-12);
        let _ = probabilities(&tree, &found.equilibria[0]);
    }
}
