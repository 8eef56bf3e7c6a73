//! Private variables: answers of another program, random scenarios against their exported trees, and what
//! must hold whatever the payoffs are.

mod common;

use common::lab;
use common::random::Dice;
use demarche::forecast::{by_account, forecast, given};
use demarche::gambit::{Agents, export, read};
use demarche::game::{Game, Limits, Mover, MoverTypes};
use demarche::scenario::Document;
use demarche::solve::{Solution, TreeWanted, solve_tree};
use demarche::task::Silent;
use serde_json::Value;

/// A game with one turn of a sender and one of a receiver: each probability by `player|set|action`, all
/// numbered from 1, as far as play comes there.
fn signalling(game: &Game, solution: &Solution) -> Vec<(String, f64)> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let mut all = vec![];
    let start = s.first().expect("somebody moves");
    let held = beliefs.coordinates(beliefs.start);
    let view = solution.view(game, 1, &held);
    let k = s.turn_of(start);
    let Mover::Actor(sender) = s.turn(k).mover else {
        panic!("a sender moves first")
    };
    for type_ in 0..beliefs.type_count(sender) {
        let shares = view.moves(start, layout.alone(k, sender, type_));
        for (a, share) in shares.into_iter().enumerate() {
            all.push((format!("A0|{}|{}", type_ + 1, a + 1), share));
        }
    }
    for (a, m) in s.moves_of(start).enumerate() {
        let Some(next) = s.position(s.next(m)) else {
            continue;
        };
        let after = view.after(start, m, &held);
        let shares = solution
            .view(game, 1, &after)
            .moves(next, MoverTypes::default());
        for (b, share) in shares.into_iter().enumerate() {
            all.push((format!("A1|{}|{}", a + 1, b + 1), share));
        }
    }
    all
}

#[test]
fn signals_are_sent_and_read_as_the_other_program_solves_them() {
    let expected: Value =
        serde_json::from_str(include_str!("reference/private/expected.json")).expect("JSON");
    for (name, text, precisions) in [
        (
            "beer_quiche",
            include_str!("reference/private/beer_quiche.efg"),
            &["0.5", "1", "2"][..],
        ),
        (
            "spence",
            include_str!("reference/private/spence.efg"),
            &["0.5", "1", "2", "4"],
        ),
    ] {
        let scenario = lab::open(&format!("classics/{name}"), &[]);
        let (tree, _) = read(name, text, &Limits::default()).unwrap_or_else(|f| panic!("{f}"));
        for precision in precisions {
            let wanted = &expected["games"][name]["qre"][*precision];
            let mut gaps = vec![];
            for points in [11, 21, 41] {
                let mut game = lab::compile_at(&scenario, points);
                let lambda: f64 = precision.parse().expect("a number");
                let players = game.payments.precision.iter_mut();
                players.for_each(|x| *x = lambda);
                let found = signalling(&game, &lab::solve(&game));
                let gap = |(key, share): &(String, f64)| {
                    let parts: Vec<&str> = key.split('|').collect();
                    let of = tree.players.iter().position(|name| name == parts[0]);
                    let number = |n: usize| parts[n].parse::<usize>().expect("a number");
                    let mut sets = tree.sets.iter();
                    let set = sets.find(|s| s.player == of && s.number == number(1));
                    let action = &set.expect("a set").actions[number(2) - 1];
                    let key = format!("{}|set {}|{action}", parts[0], parts[1]);
                    (share - wanted[&key].as_f64().expect("a number")).abs()
                };
                gaps.push(found.iter().map(gap).fold(0.0, f64::max));
            }
            println!("{name} at {precision}: {gaps:?}");
            let most = if *precision == "4" { 1e-4 } else { 1e-5 };
            assert!(gaps[2] < most, "{name} at {precision}: {gaps:?}");
        }
    }
}

/// From 0 to 1.
fn unit(random: &mut Dice) -> f64 {
    random.below(1000) as f64 / 1000.0
}

/// A random scenario of two or three actors: some own what others' payoffs depend on, nature owns more, and
/// chance may tell of one.
fn scenario(seed: u64) -> String {
    let mut random = Dice::new(seed);
    let three = random.below(3) == 0;
    let actors = if three {
        &["ann", "bob", "cal"][..]
    } else {
        &["ann", "bob"]
    };
    let rounds = if three { 1 } else { 1 + random.below(2) };
    let mut private = vec![("x", "ann")];
    if random.below(2) == 0 {
        private.push(("y", "bob"));
    }
    if private.len() == 1 && random.below(2) == 0 || random.below(6) == 0 {
        private.push(("w", "nature"));
    }
    // a tree has one precision for payoffs of all rounds alike: they are not discounted
    let mut t = format!(
        "[time]\nrounds = {rounds}\nshadow = 0\n[parameters]\nprecision = {:.2}\npatience = 1\n[state]\n",
        0.3 + 1.2 * unit(&mut random)
    );
    for a in actors {
        t.push_str(&format!(
            "did_{a} = {{ levels = [\"no\", \"l\", \"r\"] }}\n"
        ));
    }
    t.push_str("news = { levels = [\"none\", \"good\", \"bad\"] }\n[private]\n");
    for (v, owner) in &private {
        let p = 0.2 + 0.6 * unit(&mut random);
        t.push_str(&format!(
            "{v} = {{ owner = \"{owner}\", levels = [\"{v}0\", \"{v}1\"], prior = {{ {v}0 = {p}, {v}1 = \"1 - {p}\" }} }}\n"
        ));
    }
    let mut number = |random: &mut Dice| 2.0 * unit(random) - 1.0;
    let value = |random: &mut Dice, number: &mut dyn FnMut(&mut Dice) -> f64| {
        let mut sum = format!("{:.3}", number(random));
        for _ in 0..3 {
            let (v, _) = private[random.below(private.len())];
            let a = actors[random.below(actors.len())];
            sum.push_str(&format!(
                " + ({:.3}) * ({v} == {v}1) * (did_{a} == {})",
                number(random),
                ["l", "r"][random.below(2)],
            ));
            let b = actors[random.below(actors.len())];
            sum.push_str(&format!(" + ({:.3}) * (did_{b} == l)", number(random)));
        }
        sum
    };
    for a in actors {
        let v = value(&mut random, &mut number);
        t.push_str(&format!("[actors.{a}]\npayoff.all = \"{v}\"\n"));
    }
    let told = private[random.below(private.len())].0;
    let news = format!(
        "[turns.news.events]\ngood = {{ chance = \"if({told} == {told}0, 0.7, 0.2)\", set = {{ news = \"good\" }} }}\n\
         bad = {{ chance = \"if({told} == {told}0, 0.1, 0.6)\", set = {{ news = \"bad\" }} }}\n"
    );
    let at_once = !three && random.below(3) == 0;
    let place = random.below(3);
    for (n, a) in actors.iter().enumerate() {
        if place == n {
            t.push_str(&news);
        }
        if at_once && n == 0 {
            t.push_str("[turns.both]\nactors = [\"ann\", \"bob\"]\n");
        }
        let turn = match at_once {
            true => format!("[turns.both.options.{a}]\n"),
            false => format!("[turns.{a}]\nactor = \"{a}\"\n[turns.{a}.options]\n"),
        };
        let (v, _) = private[random.below(private.len())];
        t.push_str(&format!(
            "{turn}l = {{ set = {{ did_{a} = \"l\" }} }}\n\
             r = {{ set = {{ did_{a} = \"r\" }}, cost = \"{:.3} * ({v} == {v}0)\", payoff = {{ {} = \"{:.3} * ({v} == {v}1)\" }} }}\n",
            number(&mut random),
            actors[random.below(actors.len())],
            number(&mut random),
        ));
    }
    t.push_str(
        "[outcomes.some]\nwhen = \"did_ann == l and did_bob == r and news != good\"\nends = true\n",
    );
    let v = value(&mut random, &mut number);
    t.push_str(&format!("payoff.bob = \"{v}\"\nflow.ann = \"{v}\"\n"));
    t.push_str("[outcomes.other]\notherwise = true\n");
    t
}

fn compiled(text: &str, points: usize) -> Game {
    let scenario = Document::of_text("random", text).scenario(&[]);
    let scenario = scenario.unwrap_or_else(|f| panic!("{f}\n{text}"));
    lab::compile_at(&scenario, points)
}

/// What each actor expects before it knows its type.
fn grid_values(game: &Game, solution: &Solution) -> Vec<f64> {
    let (beliefs, own) = (&game.beliefs, solution.start(game));
    let mean = |i| beliefs.roles(i).map(|r| beliefs.prior[r] * own[r]).sum();
    (0..beliefs.actors()).map(mean).collect()
}

/// The same of the tree that the game is exported as.
fn tree_values(game: &Game) -> Vec<f64> {
    let players: Vec<String> = (0..game.beliefs.actors()).map(|i| i.to_string()).collect();
    let tree = export(game, "tree", &players).unwrap_or_else(|(m, _)| panic!("{m}"));
    let limits = Limits::default();
    let (tree, _) = read("game.efg", &tree.text(""), &limits).unwrap_or_else(|f| panic!("{f}"));
    let agents = Agents::of(&tree, &limits).unwrap_or_else(|f| panic!("{f:?}"));
    let precision = game.payments.precision[0];
    let found = solve_tree(&tree, &agents, precision, TreeWanted::default(), &Silent);
    let found = found.unwrap_or_else(|lost| panic!("{lost:?}"));
    found.equilibria[0].certificate.values.clone()
}

#[test]
fn random_scenarios_are_solved_as_their_trees_are() {
    let (mut worst, mut shared) = (0.0f64, 0);
    for seed in 1..=60 {
        let text = scenario(seed);
        let game = compiled(&text, 11);
        shared += usize::from(game.payments.draws > 1);
        let grid = grid_values(&game, &lab::solve(&game));
        let tree = tree_values(&game);
        let gap = lab::gap(&grid, &tree);
        worst = worst.max(gap);
        assert!(gap < 2e-3, "{seed}: {grid:?} {tree:?}\n{text}");
    }
    println!(
        "largest difference of values {worst:e}, {shared} with payoffs that read another's variable"
    );
    assert!(shared > 50);
}

#[test]
fn what_is_expected_is_what_is_received() {
    for seed in 1..=20 {
        let text = scenario(seed);
        let game = compiled(&text, 11);
        let solution = lab::solve(&game);
        let beliefs = &game.beliefs;
        let draws: Vec<_> = forecast(&game, &solution, 0);
        let values = solution.start(&game);
        for (role, value) in values.iter().enumerate() {
            let received = by_account(&game, &draws, &given(beliefs, role));
            let own = game.payments.accounts.iter().zip(received);
            let own = own.filter(|(account, _)| account.role == role);
            let sum: f64 = own.map(|(_, x)| x).sum();
            assert!(
                (sum - value).abs() < 1e-3,
                "{seed}, role {role}: {sum} {value}\n{text}"
            );
        }
    }
}

/// Of a scenario at this precision, solved on a fine grid: the ex ante value of each actor, and that which its exported
/// tree gives it.
fn both_values(name: &str, settings: &[&str]) -> [Vec<f64>; 2] {
    let scenario = lab::open(name, settings);
    let game = lab::compile_at(&scenario, 101);
    let solution = lab::solve(&game);
    [grid_values(&game, &solution), tree_values(&game)]
}

#[test]
fn classics_are_what_their_trees_are() {
    for (name, settings) in [
        ("classics/beer_quiche", &["precision=3"][..]),
        ("classics/spence", &[]),
        ("classics/poker", &[]),
        ("classics/poker", &["stake=2"]),
        ("classics/lemons", &[]),
    ] {
        let [grid, tree] = both_values(name, settings);
        let gap = lab::gap(&grid, &tree);
        assert!(gap < 1e-4, "{name}: {grid:?} {tree:?}");
    }
}

#[test]
fn precise_poker_is_that_of_the_textbook() {
    let scenario = lab::open("classics/poker", &["precision=60"]);
    let game = lab::compile_at(&scenario, 401);
    let solution = lab::solve_unchecked(&game);
    let found = signalling(&game, &solution);
    let share = |key: &str| found.iter().find(|(k, _)| k == key).expect("a choice").1;
    // aces bet, a third of the kings do, and two bets of three are called; the first player wins 1/3
    assert!(share("A0|1|2") > 0.99, "{found:?}");
    assert!((share("A0|2|2") - 1.0 / 3.0).abs() < 0.03, "{found:?}");
    let value = grid_values(&game, &solution)[0];
    assert!((value - 1.0 / 3.0).abs() < 0.03, "{value}");
}

#[test]
fn precise_lemons_sell_for_nothing() {
    let scenario = lab::open("classics/lemons", &["precision=200"]);
    let game = lab::compile(&scenario);
    let shares = lab::shares(&scenario, &game, &lab::solve(&game));
    // at price 0 the seller of a bad car does not mind, and no other sells
    assert!((shares[0] - 1.0 / 6.0).abs() < 1e-3, "{shares:?}");
}

#[test]
fn levels_that_pay_alike_are_one() {
    // with both levels of a variable paying as one, nobody learns and nothing changes
    let alike = "courage == surly or courage == wimp";
    let text = include_str!("../scenarios/classics/beer_quiche.toml");
    let text = text
        .replace(
            "(courage == surly and breakfast == beer)",
            &format!("(({alike}) and breakfast == beer)"),
        )
        .replace(" or (courage == wimp and breakfast == quiche)", "")
        .replace("if(courage == surly, ", &format!("if({alike}, "));
    let game = compiled(&text, 11);
    let one = compiled(
        &text.replace("surly = { value = 0.9", "surly = { value = 1.0"),
        11,
    );
    let [a, b] = [&game, &one].map(|game| grid_values(game, &lab::solve(game)));
    assert!(lab::gap(&a, &b) < 1e-12, "{a:?} {b:?}");
}
