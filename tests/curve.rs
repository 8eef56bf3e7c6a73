//! Equilibria of play without end along a parameter, against a closed form.

mod common;

use common::lab;
use common::random::scenario_text;
use demarche::game::Game;
use demarche::solve::{Curve, Ending, curve};
use demarche::study::{Question, Target, Vary, sweep};
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
    let values = costs();
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

/// Eleven costs from .5 to 1.5.
fn costs() -> Vec<f64> {
    (0..11).map(|k| 0.5 + f64::from(k) / 10.0).collect()
}

/// The same in two eras: the first one ends for good with probability 1/4 after each round, and in the
/// second one trust and giving cost .1 more. So the second is as above, and the first has
/// p = L(λ(gain q − cost)) and q = L(λ(gain (3p/4 + p′/4) − cost)), with p′ the second's p.
fn two_eras() -> String {
    let text = TRUST.replace(
        "given = false\n[actors.ann]",
        "given = false\nlate = false\n[actors.ann]",
    );
    let text = text.replace("cost = \"cost\"", "cost = \"cost + 0.1 * late\"");
    let text = text.replace("\"cost - gain", "\"cost + 0.1 * late - gain");
    text.replace(
        "[outcomes.end]",
        "[turns.third]\nwhen = \"not late\"\n[turns.third.events]\n\
         turn = { chance = 0.25, set = { late = true } }\n[outcomes.end]",
    )
}

#[test]
fn a_block_is_followed_along_the_folds_of_those_behind_it() {
    let (text, values) = (two_eras(), costs());
    let one = |x: &f64| lab::compile(&lab::read(&text, &[&format!("cost={x}")]));
    let games: Vec<Game> = values.iter().map(one).collect();
    let curve = followed(&games, &values, 1);
    assert_eq!(curve.ends, [Ending::Left, Ending::Left]);
    let logit = |p: f64| (p / (1.0 - p)).ln() / 4.0;
    // of the first era, where Ann trusts with probability p at a cost of c
    let giving = |p: f64, c: f64| (logit(p) + c) / 2.0;
    for (n, crossing) in curve.crossings.iter().enumerate() {
        let c = values[crossing.value];
        let p = trust(&games[crossing.value], &curve, n);
        let later = 2.0 * (logit(giving(p, c)) + c) - 3.0 * p;
        assert!(
            (cost(later) - (c + 0.1)).abs() < 1e-6,
            "{n}: {c} {p} {later}"
        );
    }
    // the second era turns where it does alone; the first where its own two equations have no slope
    let alone = [0.5 + 0.125f64.sqrt(), 0.5 - 0.125f64.sqrt()].map(|p| cost(p) - 0.1);
    let (mut second, mut first) = (0, 0);
    for (n, fold) in curve.folds.iter().enumerate() {
        let game = one(&fold.at);
        let layer = curve
            .at_fold(n, &game)
            .expect("a fold")
            .layer(1, 0)
            .weights
            .to_vec();
        let start = game.structure.first().expect("Ann moves");
        let p = layer[game.structure.moves_of(start).range().start];
        let q = giving(p, fold.at);
        let slope = 1.0 - 64.0 * 0.75 * p * (1.0 - p) * q * (1.0 - q);
        if alone.iter().any(|at| (at - fold.at).abs() < 1e-5) {
            second += 1;
        } else {
            assert!(slope.abs() < 1e-3, "{n}: {} {slope}", fold.at);
            first += 1;
        }
    }
    assert!(second >= 2 && first >= 2, "{second} {first}");
    let other = followed(&games, &values, 9);
    let passed =
        |curve: &Curve| -> Vec<usize> { curve.crossings.iter().map(|c| c.value).collect() };
    assert_eq!(passed(&curve), passed(&other));
}

#[test]
fn it_is_the_same_curve_from_either_end() {
    let values = costs();
    let games = games("cost", &values);
    let [low, high] = [1, 9].map(|start| followed(&games, &values, start));
    assert_eq!(low.crossings.len(), high.crossings.len());
    for (n, (a, b)) in low.crossings.iter().zip(&high.crossings).enumerate() {
        assert_eq!(a.value, b.value);
        let game = &games[a.value];
        let gap = lab::relative_gap(a.solution.values(), b.solution.values());
        assert!(gap < 1e-9, "crossing {n}: {gap}");
        assert!((trust(game, &low, n) - trust(game, &high, n)).abs() < 1e-9);
    }
    for (a, b) in low.folds.iter().zip(&high.folds) {
        assert!((a.at - b.at).abs() < 1e-7, "{} {}", a.at, b.at);
        assert_eq!((a.after, a.rising), (b.after, b.rising));
    }
}

#[test]
fn it_has_the_same_bits_on_any_number_of_threads() {
    let values = costs();
    let games = games("cost", &values);
    let bits = |threads: usize| -> Vec<u64> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let curve = pool
            .expect("threads")
            .install(|| followed(&games, &values, 4));
        let folds = curve.folds.iter().map(|fold| fold.at);
        let values = curve.crossings.iter().flat_map(|c| c.solution.values());
        folds.chain(values.copied()).map(f64::to_bits).collect()
    };
    let one = bits(1);
    assert_eq!(one, bits(1));
    assert_eq!(one, bits(2));
}

#[test]
fn precision_is_a_number_like_any_other() {
    let values: Vec<f64> = (1..=8).map(f64::from).collect();
    let games = games("precision", &values);
    let curve = followed(&games, &values, 3);
    let passed: Vec<usize> = curve.crossings.iter().map(|c| c.value).collect();
    assert_eq!(passed, (0..8).collect::<Vec<usize>>());
    for (n, value) in passed.into_iter().enumerate() {
        let p = trust(&games[value], &curve, n);
        let wanted = 1.0 / (1.0 + (-values[value] * (2.0 * p - 0.6)).exp());
        assert!((p - wanted).abs() < 1e-9, "{p} {wanted}");
    }
}

#[test]
fn what_changes_more_than_numbers_has_no_curve() {
    let mut games = games("cost", &[0.5, 1.0]);
    let more = TRUST.replace("doubt = {}", "doubt = {}\nwait = {}");
    games[1] = lab::compile(&lab::read(&more, &[]));
    assert!(
        curve(&games, &[0.5, 1.0], 0, &Silent)
            .expect("solved")
            .is_none()
    );
}

#[test]
fn crossings_of_random_scenarios_are_what_the_branch_leads_to() {
    let (mut same, mut all) = (0, 0);
    for seed in 0..16 {
        let text = scenario_text(seed);
        if text.contains("exact") || text.contains("precision = 40.0") {
            continue;
        }
        let values = [0.5, 0.75, 1.0];
        let one = |x: &f64| {
            let stake = format!("stake={x}");
            let settings = ["patience=0.8", "time.shadow=\"unbounded\"", &stake];
            lab::compile(&lab::read(&text, &settings))
        };
        let games: Vec<Game> = values.iter().map(one).collect();
        let Ok(found) = curve(&games, &values, 1, &Silent) else {
            continue;
        };
        for crossing in found.iter().flat_map(|curve| &curve.crossings) {
            let game = &games[crossing.value];
            let start = crossing.solution.start(game);
            // what accounts say of the strategies adds up to the values
            let [_, accounts] = demarche::solve::values(game, &crossing.solution, 1);
            let width = game.payments.accounts.len();
            let at = &accounts[game.structure.start().get() * width..][..width];
            let mut sums = vec![0.0; start.len()];
            let booked = at.iter().zip(&game.payments.accounts);
            booked.for_each(|(x, account)| sums[account.role] += x);
            assert!(lab::relative_gap(&sums, &start) < 1e-9, "seed {seed}");
            let afresh = lab::solve_unchecked(game).start(game);
            same += usize::from(lab::relative_gap(&afresh, &start) < 1e-6);
            all += 1;
        }
    }
    assert!(all >= 18 && 10 * same >= 9 * all, "{same} of {all}");
}

#[test]
fn a_sweep_tells_the_curve() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trust.toml");
    std::fs::write(&path, TRUST).expect("written");
    let engine = lab::engine(&path.display().to_string(), &[]);
    let trust = Target::find(&engine.model.scenario, "trust").expect("an outcome");
    let question = Question {
        vary: vec![Vary::even("cost", 0.5, 1.5, 5)],
        measures: vec![],
        thresholds: vec![(trust, 0.25)],
        tolerance: 1e-4,
    };
    let found = sweep(&engine, question, &Silent).unwrap_or_else(|f| panic!("{f}"));
    let curve = found.curve.expect("play has no end");
    assert_eq!(curve.begun, 0.6);
    assert_eq!(curve.places, [0, 1, 2, 3, 3, 2, 1, 1, 2, 3, 4]);
    assert_eq!([4, 7], [0, 1].map(|k| curve.folds[k].after));
    let [part] = curve.several[..] else {
        panic!("{:?}", curve.several)
    };
    let turns = [0.5 - 0.125f64.sqrt(), 0.5 + 0.125f64.sqrt()].map(cost);
    assert_eq!(part.count, 3);
    assert!((part.from - turns[0]).abs() < 1e-5 && (part.to - turns[1]).abs() < 1e-5);
    assert!(curve.checks.len() >= 4 && curve.checks.iter().all(|c| c.on));
    // the root of the closed form
    let wanted = cost(0.25);
    let tip = found
        .tips
        .iter()
        .find(|t| t.target.is_some())
        .expect("a tip");
    let (low, high) = tip.between;
    assert!(
        low <= wanted && wanted <= high && high - low < 2e-4,
        "{tip:?}"
    );
    // at the folds too
    for (bend, p) in curve
        .folds
        .iter()
        .zip([0.5 + 0.125f64.sqrt(), 0.5 - 0.125f64.sqrt()])
    {
        let outcomes = &bend.answer.as_ref().expect("an answer").outcomes;
        assert!((outcomes[0] - p).abs() < 1e-3, "{outcomes:?} {p}");
    }
}
