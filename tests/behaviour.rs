//! Actors who do not look ahead, or choose blindly: each is an equilibrium player of another game.

mod common;

use common::lab;
use common::random::scenario_text;
use demarche::forecast::{by_account, forecast};
use demarche::game::Game;
use demarche::solve::Solution;

/// The game of a text with settings, and its equilibrium.
fn solved(text: &str, settings: &[&str]) -> (Game, Solution) {
    let game = lab::compile(&lab::read(text, settings));
    let solution = lab::solve(&game);
    (game, solution)
}

/// Largest difference of a probability, in the first round.
fn apart(a: &Solution, b: &Solution) -> f64 {
    let (a, b) = (a.layer(1, 0), b.layer(1, 0));
    lab::gap(&a.weights, &b.weights).max(lab::gap(&a.cells, &b.cells))
}

#[test]
fn who_looks_no_further_than_the_round_chooses_as_if_without_patience() {
    let mut otherwise = 0;
    for seed in 0..150 {
        let text = scenario_text(seed);
        let rounds = ["time.rounds=3", "time.shadow=0"];
        let with = |more: &[&str]| solved(&text, &[&rounds[..], more].concat());
        let (game, myopic) = with(&["actors.ann.plays=myopic"]);
        let (_, impatient) = with(&["actors.ann.patience=0"]);
        assert!(apart(&myopic, &impatient) < 1e-12, "seed {seed}\n{text}");
        // it is still paid for every round
        let mut sums = [0.0; 3];
        by_account(&game, &forecast(&game, &myopic, 0), &[1.0])
            .iter()
            .zip(&game.payments.accounts)
            .for_each(|(x, a)| sums[a.role] += x);
        for (sum, value) in sums.iter().zip(myopic.start(&game)) {
            assert!(
                (sum - value).abs() < 1e-9 * value.abs().max(1.0),
                "seed {seed}"
            );
        }
        let (_, ahead) = with(&[]);
        otherwise += usize::from(apart(&myopic, &ahead) > 1e-6);
    }
    assert!(
        otherwise > 30,
        "{otherwise} games in which looking ahead matters"
    );
}

#[test]
fn with_one_round_there_is_nothing_further_to_look_at() {
    for seed in 0..50 {
        let text = scenario_text(seed);
        let with =
            |more: &[&str]| solved(&text, &[&["time.rounds=1", "time.shadow=0"], more].concat()).1;
        let all = [
            "actors.ann.plays=myopic",
            "actors.bob.plays=myopic",
            "actors.cal.plays=myopic",
        ];
        assert!(
            apart(&with(&all), &with(&[])) < 1e-12,
            "seed {seed}\n{text}"
        );
    }
}

#[test]
fn who_plays_at_random_has_precision_0() {
    for seed in 0..50 {
        let text = scenario_text(seed);
        let (game, random) = solved(&text, &["actors.ann.plays=random"]);
        let (_, blind) = solved(&text, &["actors.ann.precision=0"]);
        assert!(apart(&random, &blind) == 0.0, "seed {seed}\n{text}");
        assert!(random.start(&game) == blind.start(&game));
    }
}

#[test]
fn without_end_too() {
    for seed in 0..20 {
        let text = scenario_text(seed);
        let endless = ["patience=0.7", "precision=1", "time.shadow=\"unbounded\""];
        let with = |more: &[&str]| solved(&text, &[&endless[..], more].concat()).1;
        let (myopic, impatient) = (
            with(&["actors.ann.plays=myopic"]),
            with(&["actors.ann.patience=0"]),
        );
        assert!(apart(&myopic, &impatient) < 1e-9, "seed {seed}\n{text}");
    }
}
