//! Private variables: answers of another program, random scenarios against their exported trees, and what
//! must hold whatever the payoffs are.

mod common;

use common::lab;
use common::random::Dice;
use common::whole_trees::{compiled, grid_values, tree_values};
use demarche::forecast::{by_account, forecast, given, uses, whole};
use demarche::gambit::{Tree, read};
use demarche::game::{Game, Limits, Mover};
use demarche::scenario::{Document, Edit, Scenario};
use demarche::simulate::simulate;
use demarche::solve::Solution;
use demarche::statistics::g_test;
use demarche::task::Silent;
use serde_json::Value;

/// What somebody does after certain moves: the moves' numbers, the actor, its type, and the probability of each option.
type Choice = (Vec<usize>, usize, usize, Vec<f64>);

/// What everybody of every type does after every history of a game of one round.
fn choices(game: &Game, solution: &Solution) -> Vec<Choice> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let mut all = vec![];
    let start = s.first().expect("somebody moves");
    let mut left = vec![(start, vec![], beliefs.coordinates(beliefs.start))];
    while let Some((p, path, held)) = left.pop() {
        let view = solution.view(game, 1, &held);
        let k = s.turn_of(p);
        if let Mover::Actor(i) = s.turn(k).mover {
            let held = beliefs.probabilities(i, &held);
            for type_ in (0..held.len()).filter(|t| held[*t] > 0.0) {
                let shares = view.moves(p, layout.alone(k, i, type_));
                all.push((path.clone(), i, type_, shares));
            }
        }
        for (n, m) in s.moves_of(p).enumerate() {
            let chance = matches!(s.turn(k).mover, Mover::Chance(_));
            if chance && game.payments.chance[m.get()] == 0.0 {
                continue;
            }
            if let Some(next) = s.position(s.next(m)) {
                let longer = path.iter().copied().chain([n]).collect();
                left.push((next, longer, view.after(p, m, &held)));
            }
        }
    }
    all
}

/// The number, from 1, of the set of the other program's tree at which a choice is made.
type SetOf = fn(&Choice) -> usize;

/// The largest difference between what a scenario's strategies are on a grid of so many points, and what they are in
/// the file of another program's answers.
fn gap(game: &Game, answers: &Value, tree: &Tree, set_of: SetOf) -> f64 {
    let found = choices(game, &lab::solve(game));
    assert!(found.len() > 2);
    let mut most: f64 = 0.0;
    for choice in &found {
        let (number, player) = (set_of(choice), choice.1);
        let mut sets = tree.sets.iter();
        let set = sets.find(|s| s.player == Some(player) && s.number == number);
        let actions = &set.expect("a set").actions;
        assert_eq!(actions.len(), choice.3.len());
        for (action, share) in actions.iter().zip(&choice.3) {
            let key = format!("{}|set {number}|{action}", tree.players[player]);
            let wanted = answers[&key].as_f64().expect("a number");
            most = most.max((share - wanted).abs());
        }
    }
    most
}

#[test]
fn games_are_solved_as_the_other_program_solves_their_trees() {
    let expected: Value =
        serde_json::from_str(include_str!("reference/private/expected.json")).expect("JSON");
    // the sender's sets by type, the receiver's by signal
    let signalling: SetOf = |(path, _, type_, _)| 1 + path.first().unwrap_or(type_);
    let cases: [(&str, Scenario, &str, SetOf, &[&str]); 4] = [
        (
            "beer_quiche",
            lab::open("classics/beer_quiche", &[]),
            include_str!("reference/private/beer_quiche.efg"),
            signalling,
            &["0.5", "1", "2"],
        ),
        (
            "spence",
            lab::open("classics/spence", &[]),
            include_str!("reference/private/spence.efg"),
            signalling,
            &["0.5", "1", "2", "4"],
        ),
        (
            "unknown_world",
            lab::read(include_str!("reference/private/unknown_world.toml"), &[]),
            include_str!("reference/private/unknown_world.efg"),
            |(path, _, type_, _)| match path[..] {
                [sent, news] => 1 + 4 * type_ + 2 * sent + news,
                _ => 1 + type_,
            },
            &["0.5", "1", "2"],
        ),
        (
            "verification",
            lab::read(include_str!("reference/private/verification.toml"), &[]),
            include_str!("reference/private/verification.efg"),
            // the secret act, its claims by what it is and by the signal; the answers by signal and claim
            |(path, actor, type_, _)| match (actor, &path[..]) {
                (1, [_, signal, claim]) => 1 + signal * 2 + claim,
                (_, [_, signal]) => 2 + type_ * 2 + signal,
                _ => 1,
            },
            &["0.5", "1", "2"],
        ),
    ];
    for (name, scenario, text, set_of, precisions) in cases {
        let (tree, _) = read(name, text, &Limits::default()).unwrap_or_else(|f| panic!("{f}"));
        for precision in precisions {
            let answers = &expected["games"][name]["qre"][*precision];
            // three owners make a large grid: 41 points take minutes
            let grids = match (name, *precision) {
                ("unknown_world", "2") => &[11, 21][..],
                ("unknown_world", _) => &[11],
                _ => &[11, 21, 41],
            };
            let gaps: Vec<f64> = grids
                .iter()
                .map(|points| {
                    let mut game = lab::compile_at(&scenario, *points);
                    let lambda: f64 = precision.parse().expect("a number");
                    let players = game.payments.precision.iter_mut();
                    players.for_each(|x| *x = lambda);
                    gap(&game, answers, &tree, set_of)
                })
                .collect();
            println!("{name} at {precision}: {gaps:?}");
            let most = match (grids.len(), *precision) {
                (1, _) => 1e-4,
                (2, _) => 3e-5,
                (_, "4") => 1e-4,
                _ => 1e-5,
            };
            let finest = gaps[gaps.len() - 1];
            assert!(finest < most, "{name} at {precision}: {gaps:?}");
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
            "did_{a} = {{ levels = [\"no\", \"l\", \"r\", \"s\"] }}\n"
        ));
    }
    t.push_str("news = { levels = [\"none\", \"good\", \"bad\"] }\n[private]\n");
    for (n, (v, owner)) in private.iter().enumerate() {
        let p = 0.2 + 0.6 * unit(&mut random);
        // half of those that come later tell of one before
        let p = match n > 0 && random.below(2) == 0 {
            true => {
                let before = private[random.below(n)].0;
                let other = 0.1 + 0.8 * unit(&mut random);
                format!("if({before} == {before}1, {p}, {other})")
            }
            false => p.to_string(),
        };
        t.push_str(&format!(
            "{v} = {{ owner = \"{owner}\", levels = [\"{v}0\", \"{v}1\"], prior = {{ {v}0 = \"{p}\", {v}1 = \"1 - {p}\" }} }}\n"
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
                ["l", "r", "s"][random.below(3)],
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
        // what only some of its types can do
        if let Some((v, _)) = private.iter().find(|(_, owner)| owner == a)
            && rounds == 1
            && random.below(3) > 0
        {
            t.push_str(&format!(
                "s = {{ when = \"{v} == {v}1\", set = {{ did_{a} = \"s\" }} }}\n"
            ));
        }
    }
    t.push_str(
        "[outcomes.some]\nwhen = \"did_ann == l and did_bob == r and news != good\"\nends = true\n",
    );
    let v = value(&mut random, &mut number);
    t.push_str(&format!("payoff.bob = \"{v}\"\nflow.ann = \"{v}\"\n"));
    t.push_str("[outcomes.other]\notherwise = true\n");
    t
}

#[test]
fn random_scenarios_are_solved_as_their_trees_are() {
    let (mut worst, mut shared, mut correlated, mut closed) = (0.0f64, 0, 0, 0);
    let mut refined = 0;
    for seed in 1..=60 {
        let text = scenario(seed);
        let game = compiled(&text, 11);
        shared += usize::from(game.payments.draws > 1);
        correlated += usize::from(game.beliefs.correlated());
        closed += usize::from(game.closed.any());
        let grid = grid_values(&game, &lab::solve(&game));
        let tree = tree_values(&game);
        let gap = lab::gap(&grid, &tree);
        worst = worst.max(gap);
        assert!(gap < 1e-2, "{seed}: {grid:?} {tree:?}\n{text}");
        if gap > 2e-4 {
            // it is the grid's: it shrinks as that is refined
            let fine = compiled(&text, 21);
            let finer = lab::gap(&grid_values(&fine, &lab::solve(&fine)), &tree);
            assert!(finer < gap / 3.0, "{seed}: {gap:e} {finer:e}\n{text}");
            refined += 1;
        }
    }
    assert!(refined < 20, "{refined}");
    println!(
        "largest difference of values {worst:e}, {shared} with payoffs that read another's variable, {correlated} with correlated ones, {closed} with options of some types alone, {refined} refined"
    );
    assert!(shared > 50 && correlated > 15 && closed > 20);
}

#[test]
fn what_is_expected_is_what_is_received() {
    for seed in 1..=20 {
        let text = scenario(seed);
        let game = compiled(&text, 11);
        let solution = lab::solve(&game);
        let draws: Vec<_> = forecast(&game, &solution, 0);
        let values = solution.start(&game);
        for (role, value) in values.iter().enumerate() {
            let received = by_account(&game, &draws, &given(&game, role));
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
        ("classics/verification", &[]),
        ("classics/cheap_talk", &["precision=8"]),
        ("classics/sender_receiver", &[]),
        ("classics/revealing_war", &["time.rounds=2"]),
        ("classics/revealing_war", &["time.rounds=2", "precision=15"]),
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
    let found = choices(&game, &solution);
    let folds = |card: usize| {
        let mut first = found.iter().filter(|(path, ..)| path.is_empty());
        first
            .find(|(_, _, type_, _)| *type_ == card)
            .expect("a choice")
            .3[0]
    };
    // aces bet, a third of the kings do, and two bets of three are called; the first player wins 1/3
    assert!(folds(0) < 0.01, "{found:?}");
    assert!((folds(1) - 2.0 / 3.0).abs() < 0.03, "{found:?}");
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

#[test]
fn histories_are_drawn_and_believed_together() {
    let mut correlated = 0;
    for seed in 1..=24 {
        let text = scenario(seed);
        let scenario = lab::read(&text, &[]);
        let game = lab::compile(&scenario);
        let solution = lab::solve(&game);
        let exact = lab::shares(&scenario, &game, &solution);
        let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let played = simulate(&game, &solution, &actors, &[], seed, 0..20_000, &Silent);
        let played = played.expect("nobody stopped it");
        let p = g_test(&played.counts(exact.len()), &exact);
        assert!(p > 1e-4, "seed {seed}: p = {p:e}, {exact:?}\n{text}");
        let beliefs = &game.beliefs;
        correlated += usize::from(beliefs.correlated());
        let drawn = beliefs.profiles().map(|d| beliefs.chance(d));
        let drawn: Vec<f64> = drawn.collect();
        let mut counts = vec![0; drawn.len()];
        played.draws.iter().for_each(|d| counts[d.get()] += 1);
        assert!(g_test(&counts, &drawn) > 1e-4, "{counts:?} {drawn:?}");
        // what all believe in the end is right on average
        for i in (0..beliefs.actors()).filter(|i| beliefs.type_count(*i) > 1) {
            let (mean, error) = lab::believed(&game, &played, i, game.rounds - 1);
            let prior = beliefs.prior[beliefs.role(i, 0)];
            let off = (mean - prior).abs();
            assert!(off < 4.5 * error + 2e-3, "seed {seed}: {mean} {prior}");
        }
    }
    assert!(correlated > 5, "{correlated}");
}

/// A scenario in which ann moves, then bob, who is paid by what ann knows: `secret` declares that.
fn two_secrets(secret: &str, first: &str) -> String {
    format!(
        "[time]\nrounds = 1\nshadow = 0\n[parameters]\nprecision = 2\npatience = 1\n[state]\na = false\nb = false\n\
         [private]\n{secret}\n[actors.bob.payoff]\nx = \"b * (if({first}, 1, -0.4) + if(y == hot, 0.5, -0.9))\"\n\
         [turns.ann]\nactor = \"ann\"\n[turns.ann.options]\nwait = {{}}\ngo = {{ set = {{ a = true }} }}\n\
         [turns.bob]\nactor = \"bob\"\n[turns.bob.options]\nwait = {{}}\ngo = {{ set = {{ b = true }} }}\n\
         [outcomes.both]\nwhen = \"a and b\"\n[outcomes.other]\notherwise = true\n\
         [actors.ann.payoff]\nx = \"a * if({first}, 0.8, -0.3) + b * if(y == hot, -1, 0.7)\"\n"
    )
}

#[test]
fn types_and_private_variables_of_one_actor_go_together() {
    let y = "y = { owner = \"ann\", levels = [\"hot\", \"cold\"], prior = { hot = 0.25, cold = 0.75 } }";
    let x =
        "x = { owner = \"ann\", levels = [\"bold\", \"shy\"], prior = { bold = 0.4, shy = 0.6 } }";
    let types = "[actors.ann.types]\nbold = { prior = 0.4 }\nshy = { prior = 0.6 }\n";
    let apart = compiled(&two_secrets(&format!("{x}\n{y}"), "x == bold"), 7);
    let typed = compiled(&(two_secrets(y, "ann == bold") + types), 7);
    let [one, other] = [&apart, &typed].map(|game| grid_values(game, &lab::solve(game)));
    assert!(lab::gap(&one, &other) < 1e-12, "{one:?} {other:?}");
}

#[test]
fn what_is_revealed_tells_of_what_is_correlated_with_it() {
    let text = include_str!("reference/private/unknown_world.toml");
    let document = Document::of_text("world", text);
    let game = |actor: &str, type_: &str| {
        let edit = Edit::Reveal {
            actor: actor.to_string(),
            type_: type_.to_string(),
        };
        lab::compile(&document.scenario(&[edit]).unwrap_or_else(|f| panic!("{f}")))
    };
    // a hint of .7 in a world of one half, of which the receiver has heard with .8
    let hinted = game("sender", "h0");
    let receiver = hinted.beliefs.roles(1).start;
    assert!((hinted.beliefs.prior[receiver] - (0.7 * 0.8 + 0.3 * 0.2)).abs() < 1e-12);
    // where all know the world, hints are worth nothing: they are what a calm world makes them
    let known = game("nature", "calm");
    let told = text.replace("calm = 0.5, tense = 0.5", "calm = 1, tense = 0");
    let told = lab::compile(&lab::read(&told, &[]));
    let receiver = known.beliefs.roles(1).start;
    assert!((known.beliefs.prior[receiver] - 0.8).abs() < 1e-12);
    let [one, other] = [&known, &told].map(|game| grid_values(game, &lab::solve(game)));
    assert!(lab::gap(&one, &other) < 1e-12, "{one:?} {other:?}");
}

/// A seller of one of two qualities may show a certificate, which a bad good has not; then a buyer buys or not.
fn certified(show: &str) -> Game {
    compiled(
        &format!(
            "[time]\nrounds = 1\nshadow = 0\n[parameters]\nprecision = 3\npatience = 1\n[state]\nshown = false\nsold = false\n\
             [private]\ngood = {{ owner = \"seller\", prior = {{ no = 0.7, yes = 0.3 }} }}\n\
             [actors.seller.payoff]\nsold = \"sold\"\n[actors.buyer.payoff]\ngain = \"sold * if(good, 1, -1)\"\n\
             [turns.seller]\nactor = \"seller\"\n[turns.seller.options]\nwait = {{}}\n\
             show = {{ {show}set = {{ shown = true }} }}\n\
             [turns.buyer]\nactor = \"buyer\"\n[turns.buyer.options]\nwait = {{}}\nbuy = {{ set = {{ sold = true }} }}\n\
             [outcomes.sold]\nwhen = \"sold\"\n[outcomes.not]\notherwise = true\n"
        ),
        21,
    )
}

#[test]
fn what_only_one_type_can_do_tells_its_type() {
    let game = certified("when = \"good\", ");
    let solution = lab::solve(&game);
    let found = choices(&game, &solution);
    let done = |path: &[usize], type_: usize| {
        let mut all = found.iter().filter(|(p, ..)| p == path);
        let (.., shares) = all.find(|(_, _, t, _)| *t == type_).expect("a choice");
        shares.clone()
    };
    // the bad cannot show; who shows is good, and is worth 1 to a buyer of precision 3
    assert_eq!(done(&[], 0), [1.0, 0.0]);
    let buys = 1.0 / (1.0 + f64::exp(-3.0));
    assert!((done(&[1], 0)[1] - buys).abs() < 1e-12);
    // by Bayes' rule those who show nothing are good with .3s of .7 + .3s
    let silent = done(&[], 1)[0];
    let good = 0.3 * silent / (0.7 + 0.3 * silent);
    let doubted = 1.0 / (1.0 + f64::exp(-3.0 * (2.0 * good - 1.0)));
    assert!((done(&[0], 0)[1] - doubted).abs() < 1e-3, "{found:?}");
    let shows = 1.0 / (1.0 + f64::exp(-3.0 * (buys - doubted)));
    assert!((1.0 - silent - shows).abs() < 1e-3, "{found:?}");
    // a certificate that all can show proves nothing
    let cheap = certified("");
    let talk = choices(&cheap, &lab::solve(&cheap));
    assert!(
        talk.iter()
            .all(|(path, _, _, shares)| !path.is_empty() || (shares[0] - 0.5).abs() < 1e-9)
    );
    // it was open in three of ten histories, and used as often as the good show
    let flows = forecast(&game, &solution, 0);
    let chances: Vec<f64> = game
        .beliefs
        .profiles()
        .map(|d| game.beliefs.chance(d))
        .collect();
    let all = whole(&game, &flows);
    let uses = uses(&game, &all, (&flows, &chances));
    let show = uses.iter().find(|u| u.id == "show").expect("an option");
    assert!((show.open[0] - 0.3).abs() < 1e-12, "{show:?}");
    assert!(
        (show.used[0] - 0.3 * (1.0 - silent)).abs() < 1e-12,
        "{show:?}"
    );
}

#[test]
fn what_only_one_type_can_do_tells_its_type_without_end() {
    // the good may leave for good, each round anew; who stays is good ever less likely
    let text = |end: &str| {
        format!(
            "[time]\nrounds = 2\nshadow = {end}\n[parameters]\nprecision = 2\npatience = 0.6\n[state]\nshown = false\nsold = false\n\
             [private]\ngood = {{ owner = \"seller\", prior = {{ no = 0.7, yes = 0.3 }} }}\n\
             [actors.seller.payoff]\nsold = \"sold\"\ncare = \"-0.3 * shown * good\"\n[actors.buyer.payoff]\ngain = \"sold * (if(shown, 1, -0.2))\"\n\
             [turns.seller]\nactor = \"seller\"\nwhen = \"not shown\"\n[turns.seller.options]\nwait = {{}}\n\
             show = {{ when = \"good\", set = {{ shown = true }} }}\n\
             [turns.buyer]\nactor = \"buyer\"\n[turns.buyer.options]\nwait = {{ set = {{ sold = false }} }}\nbuy = {{ set = {{ sold = true }} }}\n\
             [outcomes.sold]\nwhen = \"sold\"\n[outcomes.not]\notherwise = true\n"
        )
    };
    let endless = compiled(&text("\"unbounded\""), 7);
    let long = compiled(&text("60"), 7);
    let [one, other] = [&endless, &long].map(|game| grid_values(game, &lab::solve(game)));
    assert!(endless.closed.any());
    assert!(lab::gap(&one, &other) < 1e-9, "{one:?} {other:?}");
}

#[test]
fn who_can_do_nothing_does_nothing_and_all_see_it() {
    // the good must show, the bad cannot: with a move for them that only they have, and without
    let text = |wait: &str| {
        format!(
            "[time]\nrounds = 2\nshadow = 0\n[parameters]\nprecision = 3\npatience = 1\n[state]\nshown = false\nsold = false\n\
             [private]\ngood = {{ owner = \"seller\", prior = {{ no = 0.7, yes = 0.3 }} }}\n\
             [actors.seller.payoff]\nsold = \"sold\"\n[actors.buyer.payoff]\ngain = \"sold * if(good, 1, -1)\"\n\
             [turns.seller]\nactor = \"seller\"\n[turns.seller.options]\n{wait}\
             show = {{ when = \"good\", set = {{ shown = true }} }}\n\
             sing = {{ when = \"good\" }}\n\
             [turns.buyer]\nactor = \"buyer\"\n[turns.buyer.options]\nwait = {{}}\nbuy = {{ set = {{ sold = true }} }}\n\
             [outcomes.sold]\nwhen = \"sold\"\n[outcomes.not]\notherwise = true\n"
        )
    };
    let silent = compiled(&text(""), 11);
    let moved = compiled(&text("wait = { when = \"not good\" }\n"), 11);
    let [one, other] = [&silent, &moved].map(|game| grid_values(game, &lab::solve(game)));
    assert!(lab::gap(&one, &other) < 1e-12, "{one:?} {other:?}");
    let tree = tree_values(&silent);
    assert!(lab::gap(&one, &tree) < 1e-6, "{one:?} {tree:?}");
}

#[test]
fn precise_sellers_prove_all_but_the_worst() {
    let scenario = lab::open("classics/disclosure", &["precision=20"]);
    let game = lab::compile_at(&scenario, 21);
    let solution = lab::solve(&game);
    let shares = lab::shares(&scenario, &game, &solution);
    // the worst do not mind, and all others prove their quality: each is paid what it is worth
    assert!((shares[1] - 1.0 / 6.0).abs() < 1e-3, "{shares:?}");
    let values = solution.start(&game);
    for (value, worth) in values.iter().zip([1.0, 2.0, 3.0]) {
        assert!((value - worth).abs() < 1e-3, "{values:?}");
    }
}

#[test]
fn precise_play_of_types_is_certified() {
    // what is left of rounding grows with the square of precision; what is played settles
    for name in ["poker", "beer_quiche", "spence", "crisis_two_sided"] {
        let ends = |precision: &str| {
            let scenario = lab::open(&format!("classics/{name}"), &[precision]);
            let game = lab::compile(&scenario);
            let solution = lab::solve_unchecked(&game);
            let certificate = &solution.certificate;
            assert!(
                !certificate.broken(),
                "{name} at {precision}: {certificate:?}"
            );
            lab::shares(&scenario, &game, &solution)
        };
        let [sharp, sharper, sharpest] =
            ["precision=1e3", "precision=1e4", "precision=1e5"].map(ends);
        assert!(
            lab::gap(&sharp, &sharper) < 1e-3,
            "{name}: {sharp:?} {sharper:?}"
        );
        assert!(
            lab::gap(&sharper, &sharpest) < 1e-3,
            "{name}: {sharper:?} {sharpest:?}"
        );
    }
}

#[test]
fn what_another_knows_pays_without_end_as_it_does_for_long() {
    let (mut shared, mut correlated) = (0, 0);
    for seed in 1..=16 {
        let text = scenario(seed);
        if text.contains("[actors.cal]") {
            // three actors with what only they know are slow
            continue;
        }
        let text = text.replace("patience = 1", "patience = 0.4");
        let with = |shadow: &str| {
            let text = text.replace("shadow = 0", &format!("shadow = {shadow}"));
            let game = compiled(&text, 3);
            let values = grid_values(&game, &lab::solve(&game));
            (game, values)
        };
        let (endless, one) = with("\"unbounded\"");
        let (_, other) = with("28");
        shared += usize::from(endless.payments.draws > 1);
        correlated += usize::from(endless.beliefs.correlated());
        assert!(
            lab::gap(&one, &other) < 1e-9,
            "{seed}: {one:?} {other:?}\n{text}"
        );
    }
    assert!(shared > 6 && correlated > 2, "{shared} {correlated}");
}

#[test]
fn who_is_steadier_errs_less() {
    let text = "[time]\nrounds = 1\nshadow = 0\n[parameters]\nprecision = 2\npatience = 1\n[state]\na = false\n\
        [private]\nnerve = { owner = \"ann\", levels = [\"weak\", \"strong\"], prior = { weak = 0.5, strong = 0.5 } }\n\
        [actors.ann]\nprecision = \"if(nerve == weak, 1, 4)\"\npayoff.x = \"0.7 * a\"\n[actors.bob.payoff]\nx = \"a\"\n\
        [turns.ann]\nactor = \"ann\"\n[turns.ann.options]\nwait = {}\ngo = { set = { a = true } }\n\
        [outcomes.gone]\nwhen = \"a\"\n[outcomes.other]\notherwise = true\n";
    let game = compiled(text, 5);
    let found = choices(&game, &lab::solve(&game));
    for (choice, precision) in found.iter().zip([1.0, 4.0]) {
        let goes = 1.0 / (1.0 + f64::exp(-precision * 0.7));
        assert!((choice.3[1] - goes).abs() < 1e-12, "{choice:?}");
    }
}

#[test]
fn of_whom_nothing_tells_no_beliefs_are_kept() {
    let text = include_str!("../scenarios/classics/jury.toml");
    // news that are the same whoever is guilty tell nothing, but could
    let news =
        "[turns.news.events]\nrain = { chance = \"if(truth == guilty, 0.5, 0.5)\" }\n[turns.vote]";
    let told = text.replace("[turns.vote]", news);
    let [kept, still] = [&told, text].map(|text| compiled(text, 9));
    assert_eq!(kept.beliefs.count, 9 * still.beliefs.count);
    let [one, other] = [&kept, &still].map(|game| grid_values(game, &lab::solve(game)));
    assert!(lab::gap(&one, &other) < 1e-12, "{one:?} {other:?}");
}
