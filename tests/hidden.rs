//! What is private can change unseen: by a hidden move, or by chance.

mod common;

use common::lab;
use common::random::Dice;
use common::whole_trees::{compiled, grid_values, tree_values};
use demarche::forecast::{Occupancy, by_account, forecast, given, outcomes, weights, whole};
use demarche::game::Game;
use demarche::report::RunSummary;
use demarche::simulate::simulate;
use demarche::statistics::g_test;
use demarche::task::Silent;

/// From 0 to 1.
fn unit(random: &mut Dice) -> f64 {
    random.below(1000) as f64 / 1000.0
}

/// A random scenario in which ann does something in secret, chance may change what she or nobody knows, and may tell of
/// it; then bob moves, and she may.
fn scenario(seed: u64) -> String {
    let mut random = Dice::new(seed);
    let levels = if random.below(4) == 0 { 3 } else { 2 };
    let world = levels == 2 && random.below(2) == 0;
    let rounds = if world || levels == 3 {
        1
    } else {
        1 + random.below(2)
    };
    let mut t = format!(
        "[time]\nrounds = {rounds}\nshadow = 0\n[parameters]\nprecision = {:.2}\npatience = 1\n\
         [state]\ndid_ann = {{ levels = [\"no\", \"l\", \"r\"] }}\ndid_bob = {{ levels = [\"no\", \"l\", \"r\"] }}\n[private]\n",
        0.3 + 1.2 * unit(&mut random)
    );
    let names: Vec<String> = (0..levels).map(|l| format!("x{l}")).collect();
    // what is certain at first may be the start of a secret
    let first = if random.below(3) == 0 {
        1.0
    } else {
        0.2 + 0.6 * unit(&mut random)
    };
    let prior = |l: usize| match l {
        0 => first,
        _ => (1.0 - first) / (levels - 1) as f64,
    };
    let priors: Vec<String> = (0..levels)
        .map(|l| format!("x{l} = {}", prior(l)))
        .collect();
    t.push_str(&format!(
        "x = {{ owner = \"ann\", levels = {names:?}, prior = {{ {} }} }}\n",
        priors.join(", ")
    ));
    if world {
        t.push_str("w = { owner = \"nature\", levels = [\"w0\", \"w1\"], prior = { w0 = 0.4, w1 = 0.6 } }\n");
    }
    let variable = |random: &mut Dice| match world && random.below(2) == 0 {
        true => "w",
        false => "x",
    };
    let number = |random: &mut Dice| 2.0 * unit(random) - 1.0;
    let value = |random: &mut Dice| {
        let mut sum = format!("{:.3}", number(random));
        for _ in 0..4 {
            let v = variable(random);
            let a = ["ann", "bob"][random.below(2)];
            let option = ["l", "r"][random.below(2)];
            sum.push_str(&format!(
                " + ({:.3}) * ({v} == {v}1) * (did_{a} == {option})",
                number(random)
            ));
        }
        sum
    };
    for a in ["ann", "bob"] {
        let v = value(&mut random);
        t.push_str(&format!("[actors.{a}]\npayoff.all = \"{v}\"\n"));
    }
    let drift = |random: &mut Dice, v: &str| {
        format!(
            "[turns.drift_{v}.events]\nup = {{ chance = \"if({v} == {v}0, {:.2}, 0.1)\", set = {{ {v} = \"{v}1\" }} }}\n\
             down = {{ chance = \"if({v} == {v}1, {:.2}, 0)\", set = {{ {v} = \"{v}0\" }} }}\n",
            0.5 * unit(random),
            0.5 * unit(random)
        )
    };
    if world && random.below(2) == 0 {
        t.push_str(&drift(&mut random, "w"));
    }
    let flip = match levels {
        2 => "if(x == x0, x1, x0)",
        _ => "if(x == x0, x2, if(x == x1, x0, x1))",
    };
    let only = ["", "when = \"x == x0\", ", "when = \"did_bob != l\", "][random.below(3)];
    t.push_str(&format!(
        "[turns.secret]\nactor = \"ann\"\nhidden = true\n[turns.secret.options]\nkeep = {{ payoff = {{ bob = {:.3} }} }}\n\
         flip = {{ {only}set = {{ x = \"{flip}\" }}, cost = \"{:.3} * (x == x1)\" }}\n",
        number(&mut random),
        number(&mut random),
    ));
    if random.below(3) == 0 {
        t.push_str("arm = { set = { x = \"x1\" } }\n");
    }
    if rounds == 1 && random.below(2) == 0 {
        t.push_str(&drift(&mut random, "x"));
    }
    let told = variable(&mut random);
    if random.below(4) > 0 {
        t.push_str(&format!(
            "[turns.news.events]\ngood = {{ chance = \"if({told} == {told}0, 0.7, 0.2)\" }}\n\
             bad = {{ chance = \"if({told} == {told}0, 0.3, 0.8)\" }}\n"
        ));
    }
    let movers: &[&str] = match (rounds, random.below(3)) {
        (1, 0) => &["ann", "bob"],
        (1, 1) => &["bob", "ann"],
        _ => &["bob"],
    };
    for a in movers {
        let v = variable(&mut random);
        t.push_str(&format!(
            "[turns.{a}]\nactor = \"{a}\"\n[turns.{a}.options]\nl = {{ set = {{ did_{a} = \"l\" }} }}\n\
             r = {{ set = {{ did_{a} = \"r\" }}, payoff = {{ ann = \"{:.3} * ({v} == {v}1)\" }} }}\n",
            number(&mut random),
        ));
    }
    t.push_str("[outcomes.some]\nwhen = \"did_bob == r\"\nends = true\n");
    let v = value(&mut random);
    t.push_str(&format!("payoff.bob = \"{v}\"\nflow.ann = \"{v}\"\n"));
    t.push_str("[outcomes.other]\notherwise = true\n");
    t
}

#[test]
fn random_scenarios_are_solved_as_their_trees_are() {
    let (mut worst, mut shared, mut closed, mut refined) = (0.0f64, 0, 0, 0);
    for seed in 1..=60 {
        let text = scenario(seed);
        let game = compiled(&text, 11);
        assert!(game.changes.any());
        shared += usize::from(game.payments.draws > 1);
        closed += usize::from(game.closed.any());
        let grid = grid_values(&game, &lab::solve(&game));
        let tree = tree_values(&game);
        let gap = lab::gap(&grid, &tree);
        worst = worst.max(gap);
        assert!(gap < 1e-2, "{seed}: {grid:?} {tree:?}\n{text}");
        if gap > 2e-4 {
            let fine = compiled(&text, 21);
            let finer = lab::gap(&grid_values(&fine, &lab::solve(&fine)), &tree);
            assert!(finer < gap / 3.0, "{seed}: {gap:e} {finer:e}\n{text}");
            refined += 1;
        }
    }
    println!(
        "largest difference of values {worst:e}, {shared} with payoffs that read another's variable, {closed} with options of some types alone, {refined} refined"
    );
    assert!(
        shared > 50 && closed > 10 && refined < 20,
        "{shared} {closed} {refined}"
    );
}

#[test]
fn what_is_expected_is_what_is_received() {
    for seed in 1..=30 {
        let text = scenario(seed);
        let game = compiled(&text, 11);
        let solution = lab::solve(&game);
        let flows = forecast(&game, &solution, 0);
        let values = solution.start(&game);
        for (role, value) in values.iter().enumerate() {
            if game.beliefs.prior[role] == 0.0 {
                continue;
            }
            let received = by_account(&game, &flows, &given(&game, role));
            let own = game.payments.accounts.iter().zip(received);
            let own = own.filter(|(account, _)| account.role == role);
            let sum: f64 = own.map(|(_, x)| x).sum();
            let off = (sum - value).abs();
            assert!(off < 1e-3, "{seed}, role {role}: {sum} {value}\n{text}");
        }
    }
}

/// The probability that actor `i` is of its first type at the end of each round.
fn first_by_round(game: &Game, flows: &[Occupancy], i: usize) -> Vec<f64> {
    let first = game.who().map(|w| game.beliefs.types(w.now)[i] == 0);
    let weights: Vec<f64> = first
        .zip(weights(game))
        .map(|(own, weight)| f64::from(u8::from(own)) * weight)
        .collect();
    let mix = Occupancy::mix(flows, &weights);
    let by_round = demarche::forecast::standing(game, &mix);
    by_round.iter().map(|r| r.iter().sum()).collect()
}

#[test]
fn histories_are_played_as_they_are_forecast_and_beliefs_are_right_on_average() {
    for seed in 1..=30 {
        let text = scenario(seed);
        let scenario = lab::read(&text, &[]);
        let game = lab::compile(&scenario);
        let solution = lab::solve(&game);
        let flows = forecast(&game, &solution, 0);
        let exact = outcomes(&game, &whole(&game, &flows), scenario.outcomes.len());
        let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let histories = 20_000;
        let played = simulate(&game, &solution, &actors, &[], seed, 0..histories, &Silent);
        let played = played.expect("nobody stopped it");
        let p = g_test(&played.counts(exact.len()), &exact);
        assert!(p > 1e-4, "seed {seed}: p = {p:e}, {exact:?}\n{text}");
        let beliefs = &game.beliefs;
        for i in (0..beliefs.actors()).filter(|i| beliefs.type_count(*i) > 1) {
            for (t, share) in first_by_round(&game, &flows, i).into_iter().enumerate() {
                let own = |k: &usize| beliefs.types(played.who(*k, t))[i] == 0;
                let count = (0..histories).filter(own).count() as u64;
                let p = g_test(&[count, histories as u64 - count], &[share, 1.0 - share]);
                assert!(p > 1e-4, "seed {seed}, round {t}: {count} {share}\n{text}");
                // what all believe is right on average
                let (mean, error) = lab::believed(&game, &played, i, t);
                assert!(
                    (mean - share).abs() < 4.5 * error + 2e-3,
                    "seed {seed}, round {t}: {mean} {share}\n{text}"
                );
            }
        }
    }
}

/// A game in which chance changes what ann knows, or nobody does, before bob bets on it.
fn weather(turns: &str) -> Game {
    compiled(
        &format!(
            "[time]\nrounds = 3\nshadow = 0\n[parameters]\nprecision = 2\npatience = 1\n[state]\nbet = false\n\
             [private]\nsky = {{ owner = \"nature\", levels = [\"dry\", \"wet\"], prior = {{ dry = 1, wet = 0 }} }}\n\
             [actors.bob.payoff]\ngain = \"bet * if(sky == dry, 1, -1)\"\n{turns}\
             [turns.bob]\nactor = \"bob\"\n[turns.bob.options]\nwait = {{ set = {{ bet = false }} }}\nbet = {{ set = {{ bet = true }} }}\n\
             [outcomes.bet]\nwhen = \"bet\"\n[outcomes.not]\notherwise = true\n"
        ),
        11,
    )
}

#[test]
fn the_weather_is_a_markov_chain() {
    let game = weather(
        "[turns.sky.events]\nrain = { chance = \"if(sky == dry, 0.3, 0)\", set = { sky = \"next(sky)\" } }\n\
         clear = { chance = \"if(sky == wet, 0.1, 0)\", set = { sky = \"previous(sky)\" } }\n",
    );
    let solution = lab::solve(&game);
    let flows = forecast(&game, &solution, 0);
    let i = game.beliefs.actors() - 1;
    let mut dry = 1.0;
    let mut value = 0.0;
    for share in first_by_round(&game, &flows, i) {
        dry = 0.7 * dry + 0.1 * (1.0 - dry);
        assert!((share - dry).abs() < 1e-12, "{share} {dry}");
        // nobody tells bob, who bets by the logit rule on what it is worth
        let worth: f64 = 2.0 * dry - 1.0;
        value += worth / (1.0 + (-2.0 * worth).exp());
    }
    let found = grid_values(&game, &solution)[0];
    assert!((found - value).abs() < 1e-4, "{found} {value}");
}

#[test]
fn what_changes_nothing_changes_nothing() {
    let stays = "stays = { chance = \"if(sky == dry, 0.3, 0.6)\", set = { sky = \"sky\" } }\n";
    let drift = format!("[turns.sky.events]\n{stays}");
    let [one, other] = [weather(&drift), weather("")].map(|game| {
        let solution = lab::solve(&game);
        grid_values(&game, &solution)[0]
    });
    assert!((one - other).abs() < 1e-12, "{one} {other}");
}

#[test]
fn a_secret_told_at_once_is_a_move_that_all_see() {
    let text = |turns: &str, armed: &str, private: &str| {
        format!(
            "[time]\nrounds = 1\nshadow = 0\n[parameters]\nprecision = 2\npatience = 1\n[state]\nstrike = false\nopen = false\n{private}\
             [actors.ann.payoff]\nx = \"if({armed}, 0.6, 0) - strike * if({armed}, 1.4, 0.8)\"\n\
             [actors.bob.payoff]\nx = \"if(strike, if({armed}, 0.3, -0.5), if({armed}, -1, 0.4))\"\n{turns}\
             [turns.bob]\nactor = \"bob\"\n[turns.bob.options]\ntrust = {{}}\nstrike = {{ set = {{ strike = true }} }}\n\
             [outcomes.strike]\nwhen = \"strike\"\n[outcomes.not]\notherwise = true\n"
        )
    };
    let private = "[private]\narms = { owner = \"ann\", levels = [\"no\", \"yes\"], prior = { no = 1, yes = 0 } }\n";
    let secret = "[turns.ann]\nactor = \"ann\"\nhidden = true\n[turns.ann.options]\nstay = {}\narm = { set = { arms = \"yes\" } }\n";
    let told = format!(
        "{secret}[turns.truth.events]\nyes = {{ chance = \"arms == yes\" }}\nno = {{ chance = \"arms == no\" }}\n"
    );
    let seen = "[turns.ann]\nactor = \"ann\"\n[turns.ann.options]\nstay = {}\narm = { set = { open = true } }\n";
    let [told, seen, kept] = [
        text(&told, "arms == yes", private),
        text(seen, "open", ""),
        text(secret, "arms == yes", private),
    ]
    .map(|text| {
        let game = compiled(&text, 11);
        grid_values(&game, &lab::solve(&game))
    });
    assert!(lab::gap(&told, &seen) < 1e-12, "{told:?} {seen:?}");
    // who is not told answers the average
    assert!(lab::gap(&kept, &seen) > 1e-2, "{kept:?} {seen:?}");
}

#[test]
fn precise_inspections_are_those_of_the_textbook() {
    let scenario = lab::open("classics/verification", &["precision=300"]);
    let game = lab::compile_at(&scenario, 201);
    let solution = lab::solve(&game);
    // odds of .6 / .7 times .1 / .7; a strike after 1 / (.7 * 2 - .1) of all alarms
    let odds: f64 = 0.6 / 0.7 * 0.1 / 0.7;
    let armed = odds / (1.0 + odds);
    let strikes = 1.0 / 1.3;
    let flows = forecast(&game, &solution, 0);
    let found = 1.0 - first_by_round(&game, &flows, 0)[0];
    assert!((found - armed).abs() < 5e-3, "{found} {armed}");
    let struck = strikes * (0.7 * armed + 0.1 * (1.0 - armed));
    let shares = outcomes(&game, &whole(&game, &flows), scenario.outcomes.len());
    assert!((shares[0] - struck).abs() < 1e-2, "{shares:?} {struck}");
}

#[test]
fn what_comes_out_for_sure_is_believed_though_nobody_was_such_before() {
    // each round ann may arm, and then all see what she has: as if all saw her arm
    let text = |private: &str, secret: &str, armed: &str| {
        format!(
            "[time]\nrounds = 3\nshadow = 0\n[parameters]\nprecision = 2\npatience = 1\n[state]\nstrike = false\nopen = false\n{private}\
             [actors.ann.payoff]\nx = \"if({armed}, 0.6, 0) - strike * if({armed}, 1.4, 0.8)\"\n\
             [actors.bob.payoff]\nx = \"if(strike, if({armed}, 0.3, -0.5), if({armed}, -1, 0.4))\"\n{secret}\
             [turns.bob]\nactor = \"bob\"\n[turns.bob.options]\ntrust = {{ set = {{ strike = false }} }}\nstrike = {{ set = {{ strike = true }} }}\n\
             [outcomes.strike]\nwhen = \"strike\"\n[outcomes.not]\notherwise = true\n"
        )
    };
    let private = "[private]\narms = { owner = \"ann\", levels = [\"no\", \"yes\"], prior = { no = 1, yes = 0 } }\n";
    let turn = "[turns.ann]\nactor = \"ann\"\n";
    let secret = format!(
        "{turn}hidden = true\n[turns.ann.options]\nstay = {{}}\narm = {{ set = {{ arms = \"yes\" }} }}\n\
         [turns.truth.events]\nyes = {{ chance = \"arms == yes\" }}\nno = {{ chance = \"arms == no\" }}\n"
    );
    let seen =
        format!("{turn}[turns.ann.options]\nstay = {{}}\narm = {{ set = {{ open = true }} }}\n");
    let [told, seen] = [
        text(private, &secret, "arms == yes"),
        text("", &seen, "open"),
    ]
    .map(|text| {
        let game = compiled(&text, 5);
        grid_values(&game, &lab::solve(&game))
    });
    assert!(lab::gap(&told, &seen) < 1e-12, "{told:?} {seen:?}");
}

#[test]
fn measures_read_what_is_private_and_are_told_by_type() {
    let mut differ = 0;
    for seed in 1..=20 {
        let text = scenario(seed)
            + "[measures]\nis = { event = \"x == x1\", at = \"end\" }\nshare = { mean = \"x == x1\", at = \"end\" }\n\
               both = { event = \"x == x1 and did_bob == l\", at = \"end\" }\n\
               ever = { event = \"x == x1 and did_bob == l\", by = \"end\" }\nright = { event = \"did_bob == r\", by = \"end\" }\n";
        let histories = 20_000;
        let run = lab::run(lab::read(&text, &[]), seed, histories);
        for reading in &run.measures {
            let Some(hits) = reading.hits else { continue };
            let counts = [hits, histories as u64 - hits];
            let p = g_test(&counts, &[reading.exact, 1.0 - reading.exact]);
            assert!(p > 1e-4, "seed {seed}: {reading:?}, p = {p:e}\n{text}");
        }
        let [is, share, both, ever, _] = &run.measures[..] else {
            panic!("five measures")
        };
        assert!((is.exact - share.exact).abs() < 1e-12);
        let simulated = is.hits.expect("an event") as f64 / histories as f64;
        assert!((share.simulated - simulated).abs() < 1e-12);
        assert!(ever.exact > both.exact - 1e-12);
        differ += usize::from(ever.exact > both.exact + 0.01);
        // of the histories that end with each type
        let types = RunSummary::of(&run, seed).types;
        let types: Vec<_> = types.iter().filter(|t| t.actor == "ann").collect();
        let often = |k: usize| types[k].in_the_end.expect("ann changes");
        for (m, reading) in run.measures.iter().enumerate() {
            let part = |k: usize| often(k) * types[k].measures[m].exact.unwrap_or(0.0);
            let whole: f64 = (0..types.len()).map(part).sum();
            assert!(
                (whole - reading.exact).abs() < 1e-9,
                "seed {seed}, {m}: {whole} {reading:?}\n{text}"
            );
        }
        for (k, type_) in types.iter().enumerate() {
            let own = f64::from(u8::from(type_.type_ == "x1"));
            let exact = type_.measures[0].exact;
            assert!(exact.is_none_or(|p| (p - own).abs() < 1e-9), "{exact:?}");
            assert!(own == 0.0 || (often(k) - is.exact).abs() < 1e-9);
        }
    }
    assert!(differ >= 2, "{differ}");
}

#[test]
fn what_changes_unseen_pays_without_end_as_it_does_for_long() {
    let mut shared = 0;
    for seed in 1..=24 {
        let text = scenario(seed).replace("patience = 1", "patience = 0.4");
        let with = |shadow: &str| {
            let text = text.replace("shadow = 0", &format!("shadow = {shadow}"));
            let game = compiled(&text, 3);
            let solution = lab::solve(&game);
            let flow = whole(&game, &forecast(&game, &solution, 0));
            let shares = outcomes(&game, &flow, 2);
            (
                game.payments.draws > 1,
                grid_values(&game, &solution),
                shares,
            )
        };
        let (draws, one, ends) = with("\"unbounded\"");
        let (_, other, later) = with("28");
        shared += usize::from(draws);
        let gap = lab::gap(&one, &other).max(lab::gap(&ends, &later));
        assert!(gap < 1e-9, "{seed}: {one:?} {other:?}\n{text}");
    }
    assert!(shared > 6, "{shared}");
}

#[test]
fn the_weather_goes_on_for_ever() {
    let text = "[time]\nrounds = 3\nshadow = \"unbounded\"\n[parameters]\nprecision = 2\npatience = 0.5\n[state]\nbet = false\n\
        [private]\nsky = { owner = \"nature\", levels = [\"dry\", \"wet\"], prior = { dry = 1, wet = 0 } }\n\
        [actors.bob.payoff]\ngain = \"bet * if(sky == dry, 1, -1)\"\n\
        [turns.sky.events]\nrain = { chance = \"if(sky == dry, 0.3, 0)\", set = { sky = \"wet\" } }\n\
        clear = { chance = \"if(sky == wet, 0.1, 0)\", set = { sky = \"dry\" } }\n\
        [turns.bob]\nactor = \"bob\"\n[turns.bob.options]\nwait = { set = { bet = false } }\nbet = { set = { bet = true } }\n\
        [outcomes.bet]\nwhen = \"bet\"\n[outcomes.not]\notherwise = true\n";
    let (mut dry, mut value, mut worth_now) = (1.0, 0.0, 1.0);
    for _ in 0..60 {
        dry = 0.7 * dry + 0.1 * (1.0 - dry);
        let worth: f64 = 2.0 * dry - 1.0;
        value += worth_now * worth / (1.0 + (-2.0 * worth).exp());
        worth_now *= 0.5;
    }
    let errors = [11, 41].map(|points| {
        let game = compiled(text, points);
        (grid_values(&game, &lab::solve(&game))[0] - value).abs()
    });
    assert!(
        errors[0] < 1e-4 && errors[1] < errors[0] / 4.0,
        "{errors:?}"
    );
}
