//! The probability of a record: against histories counted one by one and histories played, and summed over all records.

mod common;

use common::random::{Dice, scenario_text, with_types};
use common::record::{Told, entries, small};
use demarche::forecast::record;
use demarche::game::{Game, MoverTypes, Node};
use demarche::lab::Lab;
use demarche::simulate::Player;
use demarche::solve::Solution;
use demarche::study::score;
use demarche::task::Silent;

/// Adds, by round, the probability of the histories from `node` in round `t` on that fit.
fn count(
    game: &Game,
    solution: &Solution,
    (t, node): (usize, Node),
    told: &Told,
    weight: f64,
    sums: &mut [f64],
) {
    let s = &game.structure;
    if weight == 0.0 {
        return;
    }
    if let Some(p) = s.position(node) {
        let view = solution.view(game, t, &[]);
        let shares = view.moves(p, MoverTypes::default());
        for (m, share) in s.moves_of(p).zip(shares) {
            let mut told = told.clone();
            told.moved(t, m, s.next(m));
            count(game, solution, (t, s.next(m)), &told, weight * share, sums);
        }
        return;
    }
    let finish = s.finish(node).expect("a round ends there");
    let mut told = told.clone();
    let restart = s.restart(finish);
    for t in t..=game.rounds {
        told.ended(t, node);
        if !told.fits(t) {
            return;
        }
        match restart {
            Some(next) => {
                sums[t - 1] += weight;
                if t < game.rounds {
                    count(game, solution, (t + 1, next), &told, weight, sums);
                }
                return;
            }
            None => sums[t - 1] += weight,
        }
    }
}

#[test]
fn a_record_is_as_likely_as_the_histories_that_fit_it() {
    let (mut told, mut sure) = (0, 0);
    for seed in 0..60 {
        let Some((game, solution)) = small(&scenario_text(seed)) else {
            continue;
        };
        let mut dice = Dice::new(seed);
        for _ in 0..3 {
            let entries = entries(&game, &mut dice, 4);
            let found = record(
                &game,
                &solution,
                &entries,
                game.beliefs.profiles().first().expect("one"),
            )
            .expect("room");
            let mut sums = vec![0.0; game.rounds];
            let start = Told::new(&entries);
            count(
                &game,
                &solution,
                (1, game.structure.start()),
                &start,
                1.0,
                &mut sums,
            );
            for (found, wanted) in found.iter().zip(&sums) {
                assert!(
                    (found - wanted).abs() < 1e-12,
                    "{seed}: {found} {wanted} {entries:?}"
                );
                told += usize::from(*wanted > 1e-3 && *wanted < 1.0 - 1e-3);
                sure += usize::from(*wanted == 0.0);
            }
        }
    }
    assert!(told > 50 && sure > 10, "{told} {sure}");
}

#[test]
fn all_ways_in_which_things_may_turn_out_sum_to_one() {
    for seed in 0..40 {
        let text = match seed % 2 {
            0 => scenario_text(seed),
            _ => with_types(seed, 0.3),
        };
        let Some((game, solution)) = small(&text) else {
            continue;
        };
        let mut entries = entries(&game, &mut Dice::new(seed), 4);
        for drawn in game.beliefs.profiles() {
            let mut whole = vec![0.0; game.rounds];
            for way in 0..16 {
                for (bit, entry) in entries.iter_mut().enumerate() {
                    entry.happened = way >> bit & 1 == 1;
                }
                let found = record(&game, &solution, &entries, drawn).expect("room");
                whole.iter_mut().zip(found).for_each(|(sum, p)| *sum += p);
            }
            // what is still open after an earlier round fits many ways
            let last = whole[game.rounds - 1];
            assert!((last - 1.0).abs() < 1e-10, "{seed}: {whole:?}");
        }
    }
}

#[test]
fn histories_that_are_played_fit_as_often() {
    let mut tested = 0;
    for seed in 0..40 {
        let Some((game, solution)) = small(&with_types(seed, 0.4)) else {
            continue;
        };
        let entries = entries(&game, &mut Dice::new(seed), 2);
        let actors: Vec<String> = (0..game.beliefs.actors()).map(|i| i.to_string()).collect();
        let player = Player::new(&game, &solution, &actors);
        let histories = 4000;
        let mut fit = 0;
        for k in 0..histories {
            let mut told = Told::new(&entries);
            told.play(&game, &player, (seed, k));
            fit += usize::from(told.fits(game.rounds));
        }
        let chance = |d| {
            game.beliefs.chance(d)
                * record(&game, &solution, &entries, d).expect("room")[game.rounds - 1]
        };
        let exact: f64 = game.beliefs.profiles().map(chance).sum();
        let share = fit as f64 / histories as f64;
        let error =
            (exact.clamp(0.0, 1.0) * (1.0 - exact.clamp(0.0, 1.0)) / histories as f64).sqrt();
        assert!(
            (share - exact).abs() < 4.5 * error + 2e-2,
            "{seed}: {share} {exact}"
        );
        tested += usize::from(exact > 0.02 && exact < 0.98);
    }
    assert!(tested >= 5, "{tested}");
}

/// A game in which ann presses or waits in each of three rounds, and whoever is lucky wins; with these milestones.
fn pressed(milestones: &str) -> Lab {
    let text = format!(
        "[time]\nrounds = 3\nshadow = 0\n[parameters]\nprecision = 0\npatience = 1\n[state]\ncalm = true\nlaw = false\n[actors.ann]\n[actors.bob]\n\
         [turns.ann]\nactor = \"ann\"\n[turns.ann.options]\nwait = {{ set = {{ calm = true }} }}\npress = {{ set = {{ calm = false }} }}\nsing = {{}}\n\
         [turns.both]\nactors = [\"ann\", \"bob\"]\n[turns.both.options.ann]\nyes = {{}}\nno = {{}}\n[turns.both.options.bob]\nyes = {{}}\nno = {{}}\n\
         [turns.vote]\nmembers = [\"ann\", \"bob\"]\nneeds = 2\nproposer = \"ann\"\n[turns.vote.drafts]\nlaw = {{ when = \"not law\", set = {{ law = true }} }}\n\
         [turns.luck.events]\nrain = {{ chance = 0.25 }}\n\
         [outcomes.calm]\nwhen = \"calm\"\n[outcomes.tense]\notherwise = true\n{milestones}"
    );
    Lab::parse("pressed", &text).unwrap_or_else(|f| panic!("{f}"))
}

#[test]
fn moves_within_rounds_are_as_likely_as_they_are_drawn() {
    // all choose at random
    let third: f64 = 1.0 / 3.0;
    let all = [
        (
            "move = { turn = \"ann\", option = \"press\" }\nduring = 2",
            third,
        ),
        (
            "move = { turn = \"ann\", option = \"press\" }\nduring = [2, 3]",
            1.0 - (2.0 * third).powi(2),
        ),
        (
            "move = { turn = \"ann\", option = \"sing\" }\nby = \"end\"",
            1.0 - (2.0 * third).powi(3),
        ),
        (
            "move = { turn = \"both\", actor = \"bob\", option = \"yes\" }\nduring = 1",
            0.5,
        ),
        (
            "move = { turn = \"luck\", option = \"rain\" }\nduring = [1, 2]",
            1.0 - 0.75f64.powi(2),
        ),
        // called, and then only bob can say no: who proposes votes yes
        (
            "move = { turn = \"vote\", draft = \"law\" }\nduring = 1",
            0.5,
        ),
        (
            "move = { turn = \"vote\", draft = \"law\", passed = true }\nduring = 1",
            0.25,
        ),
        (
            "move = { turn = \"vote\", draft = \"law\", passed = false }\nduring = 1",
            0.25,
        ),
        // not calm after some move of the second round: pressed then, or before and not calmed by then
        ("event = \"not calm\"\nduring = 1", third),
        ("event = \"not calm\"\nat = 1", third),
    ];
    for (text, wanted) in all {
        for happened in [true, false] {
            let lab = pressed(&format!("[milestones.M]\n{text}\nhappened = {happened}\n"));
            let scored = score(&lab.engine().expect("it compiles"), &Silent).expect("solved");
            let found = scored.marks[0].forecast;
            assert!((found - wanted).abs() < 1e-12, "{text}: {found} {wanted}");
            let record = scored.record[2];
            let wanted = if happened { wanted } else { 1.0 - wanted };
            assert!((record - wanted).abs() < 1e-12, "{text}: {record} {wanted}");
        }
    }
    // independent things come together as often as the product
    let two = "[milestones.A]\nmove = { turn = \"ann\", option = \"press\" }\nduring = 2\nhappened = true\n\
               [milestones.B]\nmove = { turn = \"luck\", option = \"rain\" }\nduring = 2\nhappened = false\n";
    let scored = score(&pressed(two).engine().expect("it compiles"), &Silent).expect("solved");
    assert!(
        (scored.record[2] - third * 0.75).abs() < 1e-12,
        "{:?}",
        scored.record
    );
    assert!((scored.record[0] - 1.0).abs() < 1e-12);
}

#[test]
fn a_move_that_is_taken_away_is_never_made() {
    let milestones = "[milestones.M]\nmove = { turn = \"ann\", option = \"press\" }\nduring = 1\nhappened = false\n\
                      [milestones.N]\nmove = { turn = \"vote\", draft = \"law\" }\nduring = 1\nhappened = true\n";
    let lab = pressed(milestones);
    let lab = lab
        .with("turns.ann.options.press", false)
        .unwrap_or_else(|e| panic!("{e}"));
    let scored = score(&lab.engine().expect("it compiles"), &Silent).expect("solved");
    assert_eq!(scored.marks[0].forecast, 0.0);
    assert!(scored.marks[1].forecast > 0.4);
}
