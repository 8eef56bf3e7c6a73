//! Several equilibria of play without end.

mod common;

use common::lab;
use demarche::game::Game;
use demarche::scenario::Scenario;
use demarche::solve::{Equilibria, NoEquilibrium, Unsearchable, equilibria};
use demarche::task::Silent;

fn search(game: &Game, searches: usize) -> Equilibria {
    equilibria(game, searches, &Silent).unwrap_or_else(|none| panic!("{none:?}"))
}

/// What all equilibria that were found are worth at the start.
fn starts(game: &Game, found: &Equilibria) -> Vec<Vec<f64>> {
    let all = found.all.iter();
    all.map(|e| e.solution.start(game)).collect()
}

/// Checks that every equilibrium is one, and no two are the same.
fn proper(found: &Equilibria) {
    for (k, one) in found.all.iter().enumerate() {
        let c = &one.solution.certificate;
        assert!(c.residual < 1e-10 && !c.broken(), "{k}: {c:?}");
        let unlike = |other: &[f64]| lab::gap(one.solution.values(), other) > 1e-7;
        let before = &found.all[..k];
        assert!(before.iter().all(|b| unlike(b.solution.values())), "{k}");
    }
    let hits: usize = found.all.iter().map(|e| e.hits).sum();
    assert_eq!(hits, found.searched.settled());
    assert_eq!(found.all.len(), found.searched.found);
}

fn kalandrakis() -> (Scenario, Game) {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/kalandrakis.toml"
    );
    let scenario = lab::open(file, &[]);
    let game = lab::compile(&scenario);
    (scenario, game)
}

#[test]
fn most_of_the_known_equilibria_of_a_bargaining_game_are_found() {
    // Kalandrakis (2004): at precision 15 Newton's method from random starts on an independent
    // recursion found 21; one player has all after 30 rounds with .448 in the principal one, and with up to
    // .559 in others
    let (scenario, game) = kalandrakis();
    let found = search(&game, 200);
    proper(&found);
    assert!(found.all.len() >= 15, "{:?}", found.searched);
    let shares = found
        .all
        .iter()
        .map(|e| lab::shares(&scenario, &game, &e.solution)[0]);
    let shares: Vec<f64> = shares.collect();
    assert!((shares[0] - 0.448).abs() < 5e-4, "{shares:?}");
    let most = shares.iter().copied().fold(0.0, f64::max);
    assert!((most - 0.559).abs() < 5e-4, "{shares:?}");
    assert!(
        found
            .all
            .iter()
            .all(|e| e.solution.certificate.multiple() == Some(true))
    );
}

#[test]
fn what_is_found_hangs_on_no_thread_and_begins_as_fewer_searches_do() {
    let (_, game) = kalandrakis();
    let on = |threads: usize, searches: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let found = pool.expect("threads").install(|| search(&game, searches));
        starts(&game, &found)
    };
    let one = on(1, 20);
    assert_eq!(one, on(2, 20));
    let fewer = on(2, 10);
    assert_eq!(one[..fewer.len()], fewer);
}

/// Trust lives on trust: who was honest is invested in again, and who was not is never again.
const TRUST: &str = r#"
title = "Trust again and again"
[time]
shadow = "unbounded"
[parameters]
precision = 4.0
patience = 0.8
[state]
broken = false
invested = { start = false, each_round = false }
grabbed = { start = false, each_round = false }
[actors.ann]
[actors.ann.payoff]
gain = "invested - 2 * grabbed"
[actors.bob]
[actors.bob.payoff]
gain = "invested + 1.5 * grabbed"
[turns.invest]
actor = "ann"
when = "not broken"
[turns.invest.options]
keep = {}
invest = { set = { invested = true } }
[turns.answer]
actor = "bob"
when = "invested"
[turns.answer.options]
grab = { set = { grabbed = true, broken = true } }
honour = {}
[outcomes.broken]
when = "broken"
[outcomes.trust]
otherwise = true
"#;

/// The place between `low` and `high` where `f` changes its sign.
fn bisect(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let rises = f(low) < 0.0;
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if (f(middle) < 0.0) == rises {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// What trust is worth to both where honesty has the odds e^`odds`, and how far those are from what
/// honesty is then worth.
fn trust(odds: f64) -> ([f64; 2], f64) {
    let (precision, patience) = (4.0, 0.8);
    let logit = |x: f64| 1.0 / (1.0 + (-precision * x).exp());
    let honest = 1.0 / (1.0 + (-odds).exp());
    // what an investment pays at once
    let [ann, bob] = [2.0 * honest - 1.0, 2.5 - 1.5 * honest];
    let forever = |p: f64| 1.0 / (1.0 - patience * (1.0 - p * (1.0 - honest)));
    // ann's answer to ever the same honesty: a single choice, which is unique
    let invests = |p: f64| {
        let value = p * ann * forever(p);
        logit(ann - patience * (1.0 - honest) * value) - p
    };
    let p = bisect(invests, 0.0, 1.0);
    let values = [p * ann * forever(p), p * bob * forever(p)];
    (values, precision * (patience * values[1] - 1.5) - odds)
}

#[test]
fn trust_has_three_equilibria() {
    // by the odds of honesty, of which an equilibrium is a fixed point
    let game = lab::compile(&lab::read(TRUST, &[]));
    let grid = (-200..200).map(|k| f64::from(k) / 10.0 + 0.05);
    let turns = grid.filter(|odds| trust(*odds).1 * trust(odds + 0.1).1 < 0.0);
    let mut wanted: Vec<[f64; 2]> = turns
        .map(|odds| trust(bisect(|x| trust(x).1, odds, odds + 0.1)).0)
        .collect();
    assert_eq!(wanted.len(), 3, "{wanted:?}");
    let found = search(&game, 40);
    proper(&found);
    let mut worth = starts(&game, &found);
    assert_eq!(worth.len(), 3, "{worth:?} {wanted:?}");
    wanted.sort_by(|a, b| a[1].total_cmp(&b[1]));
    worth.sort_by(|a, b| a[1].total_cmp(&b[1]));
    for (found, wanted) in worth.iter().zip(&wanted) {
        assert!(lab::gap(found, wanted) < 1e-9, "{found:?} {wanted:?}");
    }
}

#[test]
fn a_game_with_one_equilibrium_says_only_that_no_other_was_found() {
    let game = lab::compile(&lab::read(TRUST, &["precision=0.5"]));
    let found = search(&game, 20);
    assert_eq!((found.all.len(), found.searched.failed), (1, 0));
    assert_eq!(found.all[0].solution.certificate.multiple(), None);
}

#[test]
fn an_end_or_exact_play_is_not_searched() {
    let why = |text: &str, settings: &[&str]| {
        let game = lab::compile(&lab::read(text, settings));
        equilibria(&game, 3, &Silent).expect_err("not searched")
    };
    let end = why(TRUST, &["time.shadow=3"]);
    assert!(
        matches!(end, NoEquilibrium::Unsearchable(Unsearchable::Ends)),
        "{end:?}"
    );
    let flawless = "[actors.bob]\nprecision = \"exact\"";
    let exact = why(&TRUST.replace("[actors.bob]", flawless), &[]);
    assert!(
        matches!(exact, NoEquilibrium::Unsearchable(Unsearchable::Exact)),
        "{exact:?}"
    );
}
