//! The unbounded shadow: what a very long one comes to, closed forms, and honest failure.

mod common;

use common::lab;
use common::random::scenario_text;
use demarche::game::Game;
use demarche::solve::{NoEquilibrium, solve};

fn game(text: &str, settings: &[&str]) -> Game {
    lab::compile(&lab::read(text, settings))
}

fn near(a: &[f64], b: &[f64], by: f64) -> bool {
    lab::relative_gap(b, a) <= by
}

#[test]
fn it_is_what_ever_longer_shadows_come_to_or_an_honest_failure() {
    let (mut same, mut failed, mut restless) = (0, 0, 0);
    for seed in 0..200 {
        let text = scenario_text(seed);
        let finite = |shadow: &str| {
            let game = game(&text, &["patience=0.8", shadow]);
            let solution = lab::solve(&game);
            let everywhere = solution.values().to_vec();
            (solution.start(&game), everywhere)
        };
        let (long, everywhere) = finite("time.shadow=150");
        let moving = !near(&everywhere, &finite("time.shadow=151").1, 1e-10);
        let game = game(&text, &["patience=0.8", "time.shadow=\"unbounded\""]);
        match solve(&game, &|_, _| {}) {
            Ok(solution) => {
                let c = &solution.certificate;
                assert!(c.residual < 1e-9 && !c.broken(), "seed {seed}: {c:?}");
                let values = solution.start(&game);
                // by account, they add up
                let [_, accounts] = demarche::solve::values(&game, &solution, 1);
                let width = game.payments.accounts.len();
                let at = &accounts[game.structure.start().get() * width..][..width];
                let mut sums = vec![0.0; values.len()];
                at.iter()
                    .zip(&game.payments.accounts)
                    .for_each(|(x, a)| sums[a.role] += x);
                assert!(
                    near(&sums, &values, 1e-9),
                    "seed {seed}: {sums:?} {values:?}"
                );
                if moving {
                    restless += 1;
                } else {
                    assert!(
                        near(&values, &long, 1e-9),
                        "seed {seed}: {values:?} {long:?}\n{text}"
                    );
                    same += 1;
                }
            }
            Err(stuck) => {
                let NoEquilibrium::Unsettled {
                    residual, wanted, ..
                } = stuck
                else {
                    panic!("seed {seed}: {stuck:?}")
                };
                assert!(residual > wanted, "seed {seed}: {stuck:?}");
                assert!(
                    moving,
                    "seed {seed}: longer shadows settle, {stuck:?}\n{text}"
                );
                failed += 1;
            }
        }
    }
    assert!(
        same >= 150,
        "{same} the same, {restless} found where longer shadows do not settle, {failed} failed"
    );
}

const TOIL: &str = r#"
title = "Toil"
[time]
shadow = "unbounded"
[parameters]
precision = 2.0
patience = 0.99
[state]
worked = { start = false, each_round = false }
over = false
[actors.ann]
[actors.ann.payoff]
wage = "worked + 3 * over"
[turns.morning]
actor = "ann"
[turns.morning.options]
work = { set = { worked = true } }
rest = { cost = 0.25 }
[outcomes.end]
when = "over"
ends = true
payoff = { ann = 5.0 }
[outcomes.on]
otherwise = true
"#;

#[test]
fn patience_of_99_in_100_is_no_trouble() {
    // one choice each round, worth 1 or −.25, for ever
    let game = game(TOIL, &[]);
    let p = 1.0 / (1.0 + f64::exp(-2.0 * 1.25));
    let value = (p - 0.25 * (1.0 - p)) / 0.01;
    let found = lab::solve(&game).start(&game)[0];
    assert!((found - value).abs() < 1e-9, "{found} {value}");
}

#[test]
fn an_ended_play_pays_for_ever() {
    // each round play ends with probability 1/10: 5 once, and 3 in each round from then on, of
    // which 1 more in the round that ends if worked
    let fate = "\n[turns.fate.events]\nfall = { chance = 0.1, set = { over = true } }\n";
    let game = game(&format!("{TOIL}{fate}"), &["patience=0.9"]);
    let p = 1.0 / (1.0 + f64::exp(-2.0 * 1.25));
    let now = p - 0.25 * (1.0 - p);
    // V = now + .1 (5 + 3 + .9·3/.1) + .9 · .9 V
    let value = (now + 0.1 * (5.0 + 3.0 + 27.0)) / (1.0 - 0.81);
    let found = lab::solve(&game).start(&game)[0];
    assert!((found - value).abs() < 1e-9, "{found} {value}");
}

#[test]
fn next_to_an_equilibrium_is_that_of_almost_the_same_game() {
    let (mut met, mut all) = (0, 0);
    for seed in 0..60 {
        let text = scenario_text(seed);
        let at = |precision: f64, patience: f64| {
            let patience = format!("patience={patience}");
            let mut game = game(&text, &[&patience, "time.shadow=\"unbounded\""]);
            game.payments
                .precision
                .iter_mut()
                .for_each(|own| *own = own.min(precision));
            game
        };
        let (first, next) = (at(1.0, 0.8), at(1.01, 0.8));
        let solved = |game: &Game| solve(game, &demarche::task::Silent).expect("one equilibrium");
        let (before, wanted) = (solved(&first), solved(&next));
        all += 1;
        if let Some(found) = demarche::solve::near(&next, before.values(), &demarche::task::Silent)
        {
            assert!(near(found.values(), wanted.values(), 1e-9), "seed {seed}");
            met += 1;
        }
        // where it is, it stays; and a game that ends has none
        if let Some(same) = demarche::solve::near(&first, before.values(), &demarche::task::Silent)
        {
            assert!(near(same.values(), before.values(), 1e-9), "seed {seed}");
        }
        let ends = game(&text, &["patience=0.8", "time.shadow=8"]);
        assert!(demarche::solve::near(&ends, before.values(), &demarche::task::Silent).is_none());
    }
    assert!(2 * met > all, "{met} of {all}");
}
