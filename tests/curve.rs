//! Equilibria of play without end along a parameter, against a closed form.

mod common;

use common::lab;
use demarche::game::Game;
use demarche::solve::{Curve, Ending, curve};
use demarche::task::Silent;

/// Ann trusts, then Bob gives, in every round. She gains from his giving in the same round if she
/// trusts, he from her trust in the next one if he gave. So she trusts with probability
/// p = L(λ(gain q − cost)), and he gives with probability q = L(λ(gain p − cost)), where
/// L(x) = 1 / (1 + e^−x).
const TRUST: &str = r#"
title = "Trust"
[time]
shadow = "unbounded"
[parameters]
precision = 4.0
patience = 0.8
cost = 0.6
gain = 2.0
[state]
trust = { start = false, each_round = false }
given = false
[actors.ann]
[actors.ann.payoff]
favour = "gain * (trust and given)"
[actors.bob]
[turns.first]
actor = "ann"
[turns.first.options]
trust = { cost = "cost", set = { trust = true } }
doubt = {}
[turns.second]
actor = "bob"
[turns.second.options]
give = { cost = "cost - gain / 0.8 * (trust and given)", set = { given = true } }
keep = { cost = "0 - gain / 0.8 * (trust and given)", set = { given = false } }
[outcomes.end]
otherwise = true
[outcomes.trust]
when = "trust"
"#;

/// The games in which `name` has these values.
fn games(name: &str, values: &[f64]) -> Vec<Game> {
    let one = |x: &f64| lab::compile(&lab::read(TRUST, &[&format!("{name}={x}")]));
    values.iter().map(one).collect()
}

fn followed(games: &[Game], values: &[f64], start: usize) -> Curve {
    let found = curve(games, values, start, &Silent).unwrap_or_else(|none| panic!("{none:?}"));
    found.expect("one structure")
}

/// The probability that Ann trusts: the first of her two moves at the start.
fn trust(game: &Game, curve: &Curve, n: usize) -> f64 {
    let layer = curve.crossings[n].solution.layer(1, 0);
    let start = game.structure.first().expect("Ann moves");
    let first = game.structure.moves_of(start).range().start;
    layer.weights[first]
}

/// The cost at which trust of probability `p` on both sides is an equilibrium.
fn cost(p: f64) -> f64 {
    2.0 * p - (p / (1.0 - p)).ln() / 4.0
}

#[test]
fn it_is_followed_through_its_folds() {
    let values: Vec<f64> = (0..11).map(|k| 0.5 + k as f64 / 10.0).collect();
    let games = games("cost", &values);
    let curve = followed(&games, &values, 1);
    assert_eq!(curve.ends, [Ending::Left, Ending::Left]);
    // the slope of the closed form is 0 where p (1 − p) = 1/8
    let turns = [0.5 + 0.125f64.sqrt(), 0.5 - 0.125f64.sqrt()].map(cost);
    let found: Vec<f64> = curve.folds.iter().map(|f| f.at).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    for (found, wanted) in found.iter().zip(turns) {
        assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
    }
    assert_eq!([true, false], [0, 1].map(|k| curve.folds[k].rising));
    let passed: Vec<usize> = curve.crossings.iter().map(|c| c.value).collect();
    let wanted: Vec<usize> = (0..8).chain((3..8).rev()).chain(3..11).collect();
    assert_eq!(passed, wanted);
    assert_eq!([8, 13], [0, 1].map(|k| curve.folds[k].after));
    let shares = (0..passed.len()).map(|n| trust(&games[passed[n]], &curve, n));
    let shares: Vec<f64> = shares.collect();
    assert!(shares.windows(2).all(|w| w[0] > w[1]), "{shares:?}");
    for (p, value) in shares.iter().zip(passed) {
        assert!((cost(*p) - values[value]).abs() < 1e-9, "{p}");
    }
}
