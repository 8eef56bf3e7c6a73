//! Private types and simultaneous turns: what must hold whatever the scenario.

mod common;

use common::at_once::{players, turn};
use common::lab;
use common::random::{Dice, with_types};
use demarche::forecast::{by_account, forecast};
use demarche::game::{Beliefs, Game, Mover, MoverTypes};
use demarche::scenario::Scenario;
use demarche::simulate::simulate;
use demarche::solve::{Solution, solve};
use demarche::statistics::g_test;
use demarche::task::Silent;
use std::fmt::Write;

/// The game of a scenario with so many points of belief an axis, and its equilibrium.
fn solved_at(scenario: &Scenario, points: usize) -> (Game, Solution) {
    let game = lab::compile_at(scenario, points);
    let solution = lab::solve(&game);
    (game, solution)
}

fn near(a: &[f64], b: &[f64], by: f64, what: &str) {
    assert!(lab::relative_gap(b, a) < by, "{what}: {a:?} {b:?}");
}

#[test]
fn types_that_are_alike_change_nothing() {
    for seed in 0..60 {
        let text = with_types(seed, 0.5);
        let typed = lab::read(&text, &["precision=2"]);
        let (cut, _) = text.split_once("\n[actors.ann.types]").expect("types");
        let plain = lab::read(cut, &["precision=2"]);
        let (game, solution) = solved_at(&typed, 5);
        let (same, other) = solved_at(&plain, 5);
        let values = solution.start(&game);
        let untyped = other.start(&same);
        for (role, value) in values.iter().enumerate() {
            let same = untyped[game.beliefs.actor(role)];
            near(&[*value], &[same], 1e-9, &format!("seed {seed}\n{text}"));
        }
        let (a, b) = (
            lab::shares(&typed, &game, &solution),
            lab::shares(&plain, &same, &other),
        );
        near(&a, &b, 1e-9, &format!("seed {seed}"));
    }
}

#[test]
fn exact_and_simulated_agree_with_types() {
    let (mut drawn, mut moved) = (0, 0);
    for seed in 0..30 {
        let text = with_types(seed, 2.5);
        let scenario = lab::read(&text, &["precision=1.5"]);
        let (game, solution) = solved_at(&scenario, 11);
        let count = scenario.outcomes.len();
        let exact = lab::shares(&scenario, &game, &solution);
        assert!((exact.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{exact:?}");
        let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let played = simulate(&game, &solution, &actors, &[], seed, 0..20_000, &Silent);
        let played = played.expect("nobody stopped it");
        let p = g_test(&played.counts(count), &exact);
        assert!(p > 1e-4, "seed {seed}: p = {p:e}, {exact:?}\n{text}");
        // the mean of posteriors is the prior
        let axes = game.beliefs.axes.len();
        let at = game.beliefs.coordinates(game.beliefs.start);
        let last = played
            .beliefs
            .chunks_exact(axes)
            .skip(game.rounds - 1)
            .step_by(game.rounds);
        let first: Vec<f64> = last.map(|b| f64::from(b[0])).collect();
        let n = first.len() as f64;
        let mean = first.iter().sum::<f64>() / n;
        let spread = first.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        assert!(
            (mean - at[0]).abs() < 4.5 * (spread / n).sqrt() + 2e-3,
            "seed {seed}: {mean} {}",
            at[0]
        );
        moved += usize::from(spread > 1e-4);
        drawn += usize::from(played.drawn().iter().all(|d| *d > 0));
    }
    assert!(drawn == 30 && moved > 7, "{drawn} {moved}");
}

#[test]
fn what_is_expected_and_what_is_received_meet_as_the_grid_is_refined() {
    // values are carried backward by one interpolation, probabilities forward by another
    let mut worst = [0.0f64; 3];
    for name in ["chain_store", "crisis_two_sided", "sanctions_threat"] {
        let name = format!("classics/{name}");
        let scenario = lab::open(&name, &["precision=2"]);
        for (worst, points) in worst.iter_mut().zip([5, 17, 65]) {
            let (game, solution) = solved_at(&scenario, points);
            let beliefs = &game.beliefs;
            let flows = forecast(&game, &solution, 0);
            let chances: Vec<f64> = beliefs.profiles().map(|d| beliefs.chance(d)).collect();
            let received = by_account(&game, &flows, &chances);
            for (role, value) in solution.start(&game).into_iter().enumerate() {
                let own = game.payments.accounts.iter().zip(&received);
                let sum: f64 = own.filter(|(a, _)| a.role == role).map(|(_, x)| x).sum();
                *worst = worst.max((sum - value).abs() / value.abs().max(1.0));
            }
        }
    }
    println!("{worst:?}");
    assert!(
        worst[1] < 0.3 * worst[0] && worst[2] < 0.3 * worst[1],
        "{worst:?}"
    );
    assert!(worst[2] < 1e-4, "{worst:?}");
}

#[test]
fn random_games_with_types_are_solved_or_refused() {
    let (mut done, mut lost) = (0, 0);
    for seed in 0..60u64 {
        let precision = [0.5, 2.0, 6.0][seed as usize % 3];
        let text = with_types(seed, [-3.0, 1.0, 4.0][seed as usize / 3 % 3]);
        let scenario = lab::read(&text, &[&format!("precision={precision}")]);
        let game = lab::compile_at(&scenario, 7);
        match solve(&game, &|_, _| {}) {
            Ok(solution) => {
                let c = &solution.certificate;
                assert!(c.residual < 1e-10 && !c.broken(), "seed {seed}: {c:?}");
                done += 1;
            }
            Err(stuck) => {
                println!("seed {seed}: {stuck:?}");
                lost += 1;
            }
        }
    }
    assert!(lost * 50 <= done, "{lost} of {done} lost");
}

/// One signal seen by somebody, whose worth depends on it: `gap` is what the first type gains by
/// it, beside the other's loss.
fn signal(gap: f64, precision: f64) -> (f64, f64) {
    let text = format!(
        "[parameters]\nprecision = {precision}\npatience = 1\nworth = {}\n\
         [state]\nsent = false\nanswer = {{ levels = [\"none\", \"yes\"] }}\n\
         [actors.sender]\n[actors.sender.payoff]\nsent = \"worth * sent\"\nanswer = \"0.4 * (answer == yes)\"\n\
         [actors.sender.types]\nstrong = {{ prior = 0.3, parameters = {{ worth = {gap} }} }}\nweak = {{ prior = 0.7 }}\n\
         [actors.receiver]\n\
         [turns.signal]\nactor = \"sender\"\n[turns.signal.options]\nquiet = {{}}\nsend = {{ set = {{ sent = true }} }}\n\
         [turns.reply]\nactor = \"receiver\"\n[turns.reply.options]\nno = {{}}\nyes = {{ cost = 0.1, set = {{ answer = \"yes\" }} }}\n\
         [outcomes.over]\notherwise = true\n",
        -gap
    );
    let (game, solution) = solved_at(&lab::read(&text, &[]), 11);
    let view = solution.view(&game, 1, &game.beliefs.coordinates(game.beliefs.start));
    let first = game.structure.first().expect("the sender moves");
    let send = |type_| view.moves(first, MoverTypes::new(type_))[1];
    (send(0), send(1))
}

#[test]
fn equal_payoffs_pool_and_dominant_moves_separate() {
    let (strong, weak) = signal(0.0, 3.0);
    assert!((strong - weak).abs() < 1e-13, "{strong} {weak}");
    let (strong, weak) = signal(1.0, 40.0);
    assert!(strong > 0.999 && weak < 0.001, "{strong} {weak}");
    let (strong, weak) = signal(1.0, 0.0);
    assert!((strong - 0.5).abs() < 1e-15 && (weak - 0.5).abs() < 1e-15);
}

/// A game in which players with so many options move once, at the same time.
fn at_once(dice: &mut Dice, counts: &[usize], precision: f64) -> String {
    let mut t = format!("[parameters]\nprecision = {precision}\npatience = 1\n");
    players(&mut t, counts);
    for i in 0..counts.len() {
        let mut terms = vec![];
        for (j, n) in counts.iter().enumerate() {
            for a in 0..*n {
                for b in 0..counts[i] {
                    terms.push(format!(
                        "{} * (did{i} == {b} and did{j} == {a})",
                        dice.number()
                    ));
                }
            }
        }
        let _ = writeln!(t, "[actors.p{i}.payoff]\nu = \"{}\"", terms.join(" + "));
    }
    turn(&mut t, counts);
    t + "[outcomes.over]\notherwise = true\n"
}

#[test]
fn random_games_are_solved_or_honestly_not() {
    let mut dice = Dice::new(11);
    let (mut traced, mut unique) = (0, 0);
    for k in 0..300 {
        let counts: Vec<usize> = (0..2 + dice.below(3)).map(|_| 2 + dice.below(3)).collect();
        let precision = [0.2, 1.0, 3.0, 10.0][k % 4];
        let text = at_once(&mut dice, &counts, precision);
        let scenario = lab::read(&text, &[]);
        let solution = lab::solve(&lab::compile(&scenario));
        let c = &solution.certificate;
        assert_eq!(c.stages.unique + c.stages.traced + c.stages.turned, 1);
        unique += c.stages.unique;
        traced += c.stages.traced + c.stages.turned;
    }
    assert!(unique > 20 && traced > 100, "{unique} {traced}");
}

#[test]
fn six_actors_with_three_options_each() {
    let text = at_once(&mut Dice::new(5), &[3; 6], 4.0);
    let (game, _) = solved_at(&lab::read(&text, &[]), 11);
    assert_eq!(game.structure.all_moves().len(), 729);
    assert!(matches!(game.structure.turns[0].mover, Mover::Joint(_)));
}

#[test]
fn bayes_with_two_points_of_view() {
    // what an actor of three types shows, all at once or first that it is not the first
    let mut at = [0.2, 0.375];
    Beliefs::bayes(&mut at, &[0.0, 0.5, 0.5]);
    assert!(at[0] == 0.0 && (at[1] - 0.375).abs() < 1e-15);
}

/// Three members and two seats that nobody plays, who vote on one draft; or the same as a turn of
/// three actors and a chance turn that counts.
#[test]
fn votes_cast_together_are_a_turn_of_several() {
    let payoffs = [("ann", 1.0, 0.2), ("bob", -0.7, 0.3), ("cal", 0.4, 0.5)];
    let mut head = "[parameters]\nprecision = 2\npatience = 1\n".to_string();
    for (name, worth, _) in payoffs {
        let _ = writeln!(head, "[actors.{name}.payoff]\nlaw = \"{worth} * law\"");
    }
    let tail = "[outcomes.law]\nwhen = \"law\"\n[outcomes.none]\notherwise = true\n";
    let mut vote = format!(
        "{head}[state]\nlaw = false\n[turns.house]\nballot = \"together\"\nmembers = [\"ann\", \"bob\", \"cal\"]\n\
         others = {{ seats = 2, yes = 0.6 }}\nneeds = 3\nveto = [\"bob\"]\nabstain = true\n\
         [turns.house.drafts]\nbill = {{ set = {{ law = true }} }}\n[turns.house.cost]\nbob.veto = 0.25\n"
    );
    let mut turn = format!("{head}[state]\nlaw = false\n");
    let mut options = String::new();
    for (name, _, cost) in payoffs {
        let _ = writeln!(vote, "{name}.yes = {cost}");
        let _ = writeln!(
            turn,
            "{name}_votes = {{ levels = [\"none\", \"yes\", \"no\", \"abstain\"] }}"
        );
        let _ = writeln!(
            options,
            "[turns.house.options.{name}]\nyes = {{ cost = {cost}, set = {{ {name}_votes = \"yes\" }} }}\n\
             no = {{ set = {{ {name}_votes = \"no\" }} }}\nabstain = {{ set = {{ {name}_votes = \"abstain\" }} }}"
        );
    }
    // two seats: none, one or two yes
    let count = "(ann_votes == yes) + (bob_votes == yes) + (cal_votes == yes)";
    let enough = format!("if({count} >= 3, 1, if({count} == 2, 0.84, if({count} == 1, 0.36, 0)))");
    let _ = writeln!(
        turn,
        "vetoed = false\n[actors.bob.payoff]\nveto = \"-0.25 * vetoed\"\n[turns.house]\nactors = [\"ann\", \"bob\", \"cal\"]\n{options}\
         [turns.count]\n[turns.count.events]\n\
         passes = {{ chance = \"{enough}\", when = \"bob_votes != no\", set = {{ law = true }} }}\n\
         blocked = {{ chance = \"{enough}\", when = \"bob_votes == no\", set = {{ vetoed = true }} }}"
    );
    let turn = turn.replace(
        "[actors.bob.payoff]\nlaw = \"-0.7 * law\"",
        "[actors.bob.payoff]\nlaw = \"-0.7 * law\"\nveto = \"-0.25 * vetoed\"",
    );
    let turn = turn.replace(
        "vetoed = false\n[actors.bob.payoff]\nveto = \"-0.25 * vetoed\"\n",
        "vetoed = false\n",
    );
    let (a, b) = (
        lab::read(&(vote + tail), &[]),
        lab::read(&(turn + tail), &[]),
    );
    let ((game, one), (same, other)) = (solved_at(&a, 3), solved_at(&b, 3));
    near(&one.start(&game), &other.start(&same), 1e-10, "values");
    let (one, other) = (lab::shares(&a, &game, &one), lab::shares(&b, &same, &other));
    near(&one, &other, 1e-10, "outcomes");
}

#[test]
fn a_script_is_followed_and_known() {
    // who moves second by a script is as good as chance
    let text = |second: &str| {
        format!(
            "[parameters]\nprecision = 3\npatience = 1\n[state]\nfirst = false\nsecond = false\n\
             [actors.ann]\n[actors.ann.payoff]\nboth = \"first * (1 - 2 * second)\"\n{second}\n\
             [outcomes.over]\notherwise = true\n\
             [turns.open]\nactor = \"ann\"\n[turns.open.options]\nhold = {{}}\ngo = {{ set = {{ first = true }} }}\n"
        )
    };
    let script = text("[actors.bob]\nplays = \"script\"")
        + "[turns.reply]\nactor = \"bob\"\n[turns.reply.options]\n\
           no = { chance = \"if(first, 0.3, 1)\" }\nyes = { chance = \"if(first, 0.7, 0)\", set = { second = true } }\n";
    let chance = text("")
        + "[turns.reply]\n[turns.reply.events]\nyes = { chance = \"if(first, 0.7, 0)\", set = { second = true } }\n";
    let (a, one) = solved_at(&lab::read(&script, &[]), 3);
    let (b, other) = solved_at(&lab::read(&chance, &[]), 3);
    near(&one.start(&a)[..1], &other.start(&b)[..1], 1e-13, "values");
    assert!(one.start(&a)[0] < 0.0);
}
