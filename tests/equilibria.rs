//! Logit equilibria that other programs computed, met: normal form and stochastic games.

mod common;

use common::at_once::{players, turn};
use common::lab;
use common::random::Dice;
use demarche::game::Position;
use demarche::solve::Solution;
use serde_json::Value;
use std::fmt::Write;

fn reference(kind: &str) -> Vec<(String, Value)> {
    let text = include_str!("reference/equilibria.json");
    let all: Value = serde_json::from_str(text).expect("JSON");
    let entries = all[kind].as_object().expect("a table");
    entries
        .iter()
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

fn number(v: &Value) -> f64 {
    v.as_f64().expect("a number")
}

/// What `profile` of actions is worth, read off nested arrays.
fn nested<'a>(v: &'a Value, profile: &[usize]) -> &'a Value {
    profile.iter().fold(v, |v, i| &v[*i])
}

/// All profiles of players with so many actions each.
fn profiles(counts: &[usize]) -> Vec<Vec<usize>> {
    counts.iter().fold(vec![vec![]], |all, n| {
        let longer =
            |p: Vec<usize>| (0..*n).map(move |i| p.iter().copied().chain([i]).collect::<Vec<_>>());
        all.into_iter().flat_map(longer).collect()
    })
}

/// A condition that holds where every player has taken its action of `profile`.
fn taken(profile: &[usize]) -> String {
    let all = profile.iter().enumerate();
    let parts: Vec<String> = all.map(|(i, a)| format!("did{i} == {a}")).collect();
    parts.join(" and ")
}

/// Each player's strategy in state `state` of the first round.
fn strategies(game: &demarche::game::Game, solution: &Solution, p: Position) -> Vec<f64> {
    let s = &game.structure;
    solution.layer(1, 0).cells[s.cells_of(p).range()].to_vec()
}

fn near(found: &[f64], wanted: &[f64], what: &str) {
    let worst = lab::gap(found, wanted);
    assert!(
        worst < 1e-6,
        "{what}: off by {worst:e}\n{found:?}\n{wanted:?}"
    );
}

#[test]
fn normal_form_games_as_another_program_solves_them() {
    let mut other = vec![];
    for (name, entry) in reference("normal_form") {
        let counts: Vec<usize> = entry["strategies"]
            .as_array()
            .expect("counts")
            .iter()
            .map(|n| number(n) as usize)
            .collect();
        for (lambda, wanted) in entry["qre"].as_object().expect("by precision") {
            let mut t = format!("[parameters]\nprecision = {lambda}\npatience = 1.0\n");
            players(&mut t, &counts);
            for i in 0..counts.len() {
                let payoffs = entry["payoffs"].as_array().expect("payoffs");
                let terms: Vec<String> = payoffs
                    .iter()
                    .map(|cell| {
                        let profile: Vec<usize> = cell[0]
                            .as_array()
                            .expect("a profile")
                            .iter()
                            .map(|a| number(a) as usize)
                            .collect();
                        format!("{} * ({})", number(&cell[1][i]), taken(&profile))
                    })
                    .collect();
                let _ = writeln!(t, "[actors.p{i}.payoff]\nu = \"{}\"", terms.join(" + "));
            }
            turn(&mut t, &counts);
            let _ = writeln!(t, "[outcomes.over]\notherwise = true");
            let scenario = lab::read(&t, &[]);
            let game = lab::compile(&scenario);
            let solution = lab::solve(&game);
            let wanted: Vec<f64> = wanted
                .as_array()
                .expect("list")
                .iter()
                .map(number)
                .collect();
            let first = game.structure.first().expect("they move");
            let found = strategies(&game, &solution, first);
            let what = format!("{name} at {lambda}");
            let lambda: f64 = lambda.parse().expect("a number");
            // both are equilibria of the game as this file reads it
            assert!(residual(&entry, &counts, lambda, &found) < 1e-10, "{what}");
            assert!(residual(&entry, &counts, lambda, &wanted) < 1e-7, "{what}");
            let alike = found.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-6);
            if alone(&entry, &counts, lambda, &found) || alike {
                near(&found, &wanted, &what);
            } else {
                other.push(what);
            }
        }
    }
    // A symmetric game at a pitchfork, where the other program leaves the symmetric branch.
    assert_eq!(other, ["sh3.nfg at 2.0"]);
}

/// What each action is worth to each player where all do `sigma`, then the logit answer to it.
fn answer(entry: &Value, counts: &[usize], lambda: f64, sigma: &[f64]) -> Vec<f64> {
    let first: Vec<usize> = (0..counts.len())
        .map(|i| counts[..i].iter().sum())
        .collect();
    let mut worth = vec![0.0; sigma.len()];
    for cell in entry["payoffs"].as_array().expect("payoffs") {
        let profile: Vec<usize> = cell[0]
            .as_array()
            .expect("a profile")
            .iter()
            .map(|a| number(a) as usize)
            .collect();
        for i in 0..counts.len() {
            let others = (0..counts.len()).filter(|j| *j != i);
            let chance: f64 = others.map(|j| sigma[first[j] + profile[j]]).product();
            worth[first[i] + profile[i]] += chance * number(&cell[1][i]);
        }
    }
    let mut all = vec![];
    for (i, n) in counts.iter().enumerate() {
        let own = &worth[first[i]..first[i] + n];
        let weights: Vec<f64> = own.iter().map(|q| (lambda * q).exp()).collect();
        let sum: f64 = weights.iter().sum();
        all.extend(weights.iter().map(|w| w / sum));
    }
    all
}

fn residual(entry: &Value, counts: &[usize], lambda: f64, sigma: &[f64]) -> f64 {
    let answer = answer(entry, counts, lambda, sigma);
    let gaps = sigma.iter().zip(&answer).map(|(a, b)| (a - b).abs());
    gaps.fold(0.0, f64::max)
}

/// Whether damped answers from twenty random starts all come to `found`.
fn alone(entry: &Value, counts: &[usize], lambda: f64, found: &[f64]) -> bool {
    let mut dice = Dice::new(7);
    (0..20).all(|_| {
        let mut sigma = vec![];
        for n in counts {
            let weights: Vec<f64> = (0..*n).map(|_| dice.number().exp()).collect();
            let sum: f64 = weights.iter().sum();
            sigma.extend(weights.iter().map(|w| w / sum));
        }
        for _ in 0..5000 {
            let answer = answer(entry, counts, lambda, &sigma);
            let pairs = sigma.iter_mut().zip(answer);
            pairs.for_each(|(s, a)| *s += 0.2 * (a - *s));
        }
        sigma.iter().zip(found).all(|(a, b)| (a - b).abs() < 1e-6)
    })
}

#[test]
fn stochastic_games_as_another_program_solves_them() {
    for (name, entry) in reference("stochastic") {
        let whole = |key: &str| number(&entry[key]) as usize;
        let (states, players_n, actions) = (whole("states"), whole("players"), whole("actions"));
        let counts = vec![actions; players_n];
        for (lambda, wanted) in entry["qre"].as_object().expect("by precision") {
            // actions are seen, then chance draws the next state; what was done pays in this round
            let mut t = format!(
                "[time]\nshadow = \"unbounded\"\n[parameters]\nprecision = {lambda}\npatience = {}\n",
                number(&entry["delta"])
            );
            players(&mut t, &counts);
            let levels: Vec<String> = (0..states).map(|s| format!("\"s{s}\"")).collect();
            let levels = levels.join(", ");
            let _ = writeln!(
                t,
                "now = {{ levels = [{levels}] }}\nnext = {{ levels = [{levels}], start = \"s0\" }}"
            );
            for i in 0..players_n {
                let mut terms = vec![];
                for s in 0..states {
                    for profile in profiles(&counts) {
                        let u = number(nested(&entry["u"][s][i], &profile));
                        terms.push(format!("{u} * (now == s{s} and {})", taken(&profile)));
                    }
                }
                let _ = writeln!(t, "[actors.p{i}.payoff]\nu = \"{}\"", terms.join(" + "));
            }
            let _ = writeln!(t, "[turns.arrive]\n[turns.arrive.events]");
            for s in 0..states {
                let _ = writeln!(
                    t,
                    "s{s} = {{ chance = 1, when = \"next == s{s}\", set = {{ now = \"s{s}\" }} }}"
                );
            }
            turn(&mut t, &counts);
            let _ = writeln!(t, "[turns.move]\n[turns.move.events]");
            for to in 0..states {
                let mut terms = vec![];
                for s in 0..states {
                    for profile in profiles(&counts) {
                        let phi = number(&nested(&entry["phi"][s], &profile)[to]);
                        terms.push(format!("{phi} * (now == s{s} and {})", taken(&profile)));
                    }
                }
                let _ = writeln!(
                    t,
                    "s{to} = {{ chance = \"{}\", set = {{ next = \"s{to}\" }} }}",
                    terms.join(" + ")
                );
            }
            let _ = writeln!(t, "[outcomes.over]\notherwise = true");
            let scenario = lab::read(&t, &[]);
            let game = lab::compile(&scenario);
            let solution = lab::solve(&game);
            let v = scenario
                .variables
                .iter()
                .position(|v| v.name.id == "now")
                .expect("now");
            let s = &game.structure;
            let play = s.find_turn("play").expect("play");
            for p in s.positions_of(play) {
                let state = s.levels(p)[v] as usize;
                let list = |v: &Value| -> Vec<f64> {
                    v.as_array().expect("list").iter().map(number).collect()
                };
                let sigma: Vec<f64> = wanted["strategies"][state]
                    .as_array()
                    .expect("players")
                    .iter()
                    .flat_map(list)
                    .collect();
                let what = format!("{name} at {lambda}, state {state}");
                near(&strategies(&game, &solution, p), &sigma, &what);
                let values = &solution.values()[p.get() * players_n..(p.get() + 1) * players_n];
                near(values, &list(&wanted["values"][state]), &what);
            }
        }
    }
}
