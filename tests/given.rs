//! What follows, given what is known: against histories counted one by one, against all ways in which things may turn out, and
//! against histories that are played.

mod common;

use common::program::{demarche, document};
use common::random::{Dice, scenario_text, with_types};
use common::record::{Told, entries, small};
use demarche::forecast::{
    AtNodes, Entry, Known, Trigger, When, ever, forecast, forecast_given, outcomes, record,
    weights, whole,
};
use demarche::game::{Finish, Game, MoverTypes, Node};
use demarche::scenario::load_text;
use demarche::simulate::Player;
use demarche::solve::Solution;

/// What is counted of the histories that fit a record: their probability, that of each move by round, of each finish at the end.
struct Counted {
    whole: f64,
    taken: Vec<Vec<f64>>,
    ends: Vec<f64>,
}

/// Adds up the histories from `node` in round `t` on that fit what is known of all rounds; gives back their probability.
fn count(
    (game, solution): (&Game, &Solution),
    (t, node): (usize, Node),
    told: &Told,
    weight: f64,
    sums: &mut Counted,
) -> f64 {
    let s = &game.structure;
    if weight == 0.0 {
        return 0.0;
    }
    if let Some(p) = s.position(node) {
        let shares = solution.view(game, t, &[]).moves(p, MoverTypes::default());
        let mut all = 0.0;
        for (m, share) in s.moves_of(p).zip(shares) {
            let mut told = told.clone();
            told.moved(t, m, s.next(m));
            let fit = count(
                (game, solution),
                (t, s.next(m)),
                &told,
                weight * share,
                sums,
            );
            sums.taken[t - 1][m.get()] += fit;
            all += fit;
        }
        return all;
    }
    let finish = s.finish(node).expect("a round ends there");
    let mut told = told.clone();
    let end = |sums: &mut Counted, finish: Finish| {
        sums.whole += weight;
        sums.ends[finish.get()] += weight;
        weight
    };
    for t in t..=game.rounds {
        told.ended(t, node);
        if !told.fits(t) {
            return 0.0;
        }
        match s.restart(finish) {
            Some(next) if t < game.rounds => {
                return count((game, solution), (t + 1, next), &told, weight, sums);
            }
            Some(_) => return end(sums, finish),
            None if t == game.rounds => return end(sums, finish),
            None => {}
        }
    }
    unreachable!("the last round returns")
}

/// The entries that are settled by the end of a round.
fn settled(entries: Vec<Entry>, round: usize) -> Vec<Entry> {
    let last = |e: &Entry| match &e.when {
        When::At(t) => *t,
        When::During(rounds) => *rounds.end(),
    };
    entries.into_iter().filter(|e| last(e) <= round).collect()
}

#[test]
fn what_follows_is_as_likely_as_in_the_histories_that_fit() {
    let mut tested = 0;
    for seed in 0..60 {
        let Some((game, solution)) = small(&scenario_text(seed)) else {
            continue;
        };
        let s = &game.structure;
        let mut dice = Dice::new(seed);
        for n in 0..4 * game.rounds {
            let round = 1 + n % game.rounds;
            let entries = settled(entries(&game, &mut dice, 5), round);
            let known = Known::new(&game, &solution, 0, (&entries, round)).expect("room");
            let mut sums = Counted {
                whole: 0.0,
                taken: vec![vec![0.0; s.all_moves().len()]; game.rounds],
                ends: vec![0.0; s.finishes().len()],
            };
            count(
                (&game, &solution),
                (1, s.start()),
                &Told::new(&entries),
                1.0,
                &mut sums,
            );
            assert!(
                (known.whole() - sums.whole).abs() < 1e-12,
                "{seed}: {} {}",
                known.whole(),
                sums.whole
            );
            if sums.whole < 1e-6 {
                continue;
            }
            let found = whole(&game, &forecast_given(&game, (&solution, 0), Some(&known)));
            for (taken, wanted) in found
                .taken
                .iter()
                .flatten()
                .zip(sums.taken.iter().flatten())
            {
                assert!(
                    (taken - wanted / sums.whole).abs() < 1e-9,
                    "{seed}: {taken} {wanted}"
                );
            }
            let standing = demarche::forecast::standing(&game, &found);
            for (here, wanted) in standing[game.rounds - 1].iter().zip(&sums.ends) {
                assert!(
                    (here - wanted / sums.whole).abs() < 1e-9,
                    "{seed}: {here} {wanted}"
                );
            }
            tested += usize::from(sums.whole < 0.99);
        }
    }
    assert!(tested > 40, "{tested}");
}

/// Random entries, some of them about what is cast in votes.
fn with_votes(game: &Game, dice: &mut Dice, count: usize) -> Vec<Entry> {
    let mut all = entries(game, dice, count);
    let cells = game.structure.all_cells();
    if !cells.is_empty() {
        let cast = cells.map(|_| dice.below(5) == 0).collect();
        let round = 1 + dice.below(game.rounds);
        all[0].trigger = Trigger::Cells(cast);
        all[0].when = When::During(1..=round);
    }
    all
}

#[test]
fn what_follows_in_all_ways_makes_up_the_forecast() {
    let (mut votes, mut typed) = (0, 0);
    for seed in 0..60 {
        let text = match seed % 3 {
            0 => scenario_text(seed),
            _ => with_types(seed, 0.3),
        };
        let Some((game, solution)) = small(&text) else {
            continue;
        };
        let s = &game.structure;
        let mut dice = Dice::new(seed);
        let round = 1 + dice.below(game.rounds);
        let mut entries = settled(with_votes(&game, &mut dice, 3), round);
        let event = {
            let v = dice.below(s.radix.len());
            let level = dice.below(s.radix[v]);
            let is = |node: Node| usize::from(s.levels(node)[v]) == level;
            AtNodes::public(s.nodes().map(is).collect())
        };
        let plain = whole(&game, &forecast(&game, &solution, 0));
        let chances = weights(&game);
        let by = |known: Option<&Known>| -> Vec<f64> {
            let all = game
                .beliefs
                .profiles()
                .flat_map(|d| ever(&game, (&solution, 0), &event, known, d));
            demarche::forecast::mixed(&all.collect::<Vec<_>>(), &chances)
        };
        let mut sum = plain.clone();
        for all in [&mut sum.taken, &mut sum.cast, &mut sum.ends] {
            all.iter_mut().flatten().for_each(|x| *x = 0.0);
        }
        let mut ever_sum = vec![0.0; game.rounds];
        let mut sure = 0.0;
        for way in 0..1usize << entries.len() {
            for (bit, entry) in entries.iter_mut().enumerate() {
                entry.happened = way >> bit & 1 == 1;
            }
            let known = Known::new(&game, &solution, 0, (&entries, round)).expect("room");
            let p = known.whole();
            // what was found backward is what was found forward
            let forward: f64 = game
                .beliefs
                .profiles()
                .map(|d| {
                    game.beliefs.chance(d)
                        * record(&game, &solution, &entries, d).expect("room")[round - 1]
                })
                .sum();
            assert!((p - forward).abs() < 1e-12);
            if p.abs() < 1e-9 {
                continue;
            }
            sure += p;
            let part = whole(&game, &forecast_given(&game, (&solution, 0), Some(&known)));
            let add = |to: &mut Vec<Vec<f64>>, from: &Vec<Vec<f64>>| {
                let pairs = to.iter_mut().flatten().zip(from.iter().flatten());
                pairs.for_each(|(to, x)| *to += p * x);
            };
            add(&mut sum.taken, &part.taken);
            add(&mut sum.cast, &part.cast);
            add(&mut sum.ends, &part.ends);
            let pairs = ever_sum.iter_mut().zip(by(Some(&known)));
            pairs.for_each(|(sum, x)| *sum += p * x);
        }
        assert!((sure - 1.0).abs() < 1e-7, "{seed}: {sure}");
        let same = |a: &[Vec<f64>], b: &[Vec<f64>], what: &str| {
            for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
                assert!((a - b).abs() < 1e-7, "{seed} {what}: {a} {b}");
            }
        };
        same(&sum.taken, &plain.taken, "taken");
        same(&sum.cast, &plain.cast, "cast");
        same(&sum.ends, &plain.ends, "ends");
        same(&[ever_sum], &[by(None)], "ever");
        votes += usize::from(
            matches!(entries.first(), Some(e) if matches!(e.trigger, Trigger::Cells(_))),
        );
        typed += usize::from(game.beliefs.typed());
    }
    assert!(votes > 5 && typed > 10, "{votes} {typed}");
}

#[test]
fn only_histories_that_fit_are_played_and_as_often_as_they_come() {
    let mut tested = 0;
    for seed in 0..80 {
        let text = match seed % 2 {
            0 => scenario_text(seed),
            _ => with_types(seed, 0.4),
        };
        let scenario = load_text("random", &text, &[]);
        let (Some((game, solution)), Ok(scenario)) = (small(&text), scenario) else {
            continue;
        };
        let mut dice = Dice::new(seed);
        let round = 1 + dice.below(game.rounds);
        let entries = settled(entries(&game, &mut dice, 4), round);
        let known = Known::new(&game, &solution, 0, (&entries, round)).expect("room");
        if entries.is_empty() || known.whole() < 1e-3 {
            continue;
        }
        let actors: Vec<String> = (0..game.beliefs.actors()).map(|i| i.to_string()).collect();
        let player = Player::new(&game, &solution, &actors).given(Some(&known));
        let count = scenario.outcomes.len();
        let exact = whole(&game, &forecast_given(&game, (&solution, 0), Some(&known)));
        let exact = outcomes(&game, &exact, count);
        let mut ends = vec![0usize; count];
        let histories = 3000;
        for k in 0..histories {
            let mut told = Told::new(&entries);
            let (end, _) = told.play(&game, &player, (seed, k));
            // between the points of the grid a history may be played that hardly fits
            assert!(game.beliefs.typed() || told.fits(round), "{seed} {k}");
            ends[game.structure.outcome(end)] += 1;
        }
        for (n, p) in ends.iter().zip(exact) {
            let share = *n as f64 / histories as f64;
            let p = p.clamp(0.0, 1.0);
            let error = (p * (1.0 - p) / histories as f64).sqrt();
            assert!(
                (share - p).abs() < 4.5 * error + 2e-2,
                "{seed}: {share} {p}"
            );
        }
        tested += 1;
    }
    assert!(tested >= 12, "{tested}");
}

#[test]
fn commands_agree_on_what_follows() {
    let folder = tempfile::tempdir().expect("a folder");
    demarche(folder.path(), &["new", "crisis.toml"]);
    let text = "extends = \"crisis.toml\"\n\
                [milestones.patrols]\nmove = { turn = \"claimant_moves\", option = \"patrol\" }\nduring = 1\nhappened = true\n\
                [milestones.peace]\nevent = \"not war\"\nat = 2\nhappened = true\n\
                [milestones.shared]\nevent = \"island == shared\"\nby = \"end\"\nhappened = false\n\
                [milestones.offer]\nmove = { turn = \"claimant_moves\", option = \"make_offer\" }\nby = \"end\"\nhappened = true\n\
                [measures.shared]\nevent = \"island == shared\"\nby = \"end\"\n";
    std::fs::write(folder.path().join("seen.toml"), text).expect("a file");
    let asked = |arguments: &[&str]| document(folder.path(), arguments);
    let run = asked(&["run", "seen.toml", "--given", "2", "-n", "20000", "--json"]);
    let plain = asked(&["run", "seen.toml", "-n", "1000", "--json"]);
    let score = asked(&["score", "seen.toml", "--given", "2", "--json"]);
    let sweep = asked(&[
        "sweep",
        "seen.toml",
        "--given",
        "2",
        "--vary",
        "war_cost=3,3.5",
        "--json",
    ]);
    let whole = asked(&["score", "seen.toml", "--json"]);
    let same = |a: &serde_json::Value, b: &serde_json::Value| {
        let (a, b) = (a.as_f64().expect("a number"), b.as_f64().expect("a number"));
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    };
    assert_eq!(run["record"]["given"], "2");
    assert_eq!(run["scenario"]["given"], "2");
    assert!(run["agreement"].as_f64().expect("a number") > 1e-3);
    let rounds = run["record"]["rounds"].as_array().expect("rounds");
    let product: f64 = rounds
        .iter()
        .map(|r| r["probability"].as_f64().expect("a number"))
        .product();
    same(&run["record"]["probability"], &product.into());
    // the later milestones alone are scored, each given the earlier
    let scored = score["milestones"].as_array().expect("milestones");
    assert_eq!(
        scored.iter().map(|m| &m["id"]).collect::<Vec<_>>(),
        ["shared", "offer"]
    );
    let measures = run["measures"].as_array().expect("measures");
    let shared = measures
        .iter()
        .find(|m| m["id"] == "shared")
        .expect("it is there");
    same(&scored[0]["forecast"], &shared["exact"]);
    // what is known and what comes later make up the whole record
    let product = run["record"]["probability"].as_f64().expect("a number")
        * score["record"]["probability"].as_f64().expect("a number");
    same(&whole["record"]["probability"], &product.into());
    let first = &sweep["points"][0]["outcomes"];
    let ends = run["outcomes"].as_array().expect("outcomes");
    for end in ends {
        same(&first[end["id"].as_str().expect("an id")], &end["exact"]);
    }
    // it does make a difference
    let war = |d: &serde_json::Value| d["outcomes"][0]["exact"].as_f64().expect("a number");
    assert!(war(&run) < war(&plain) - 0.02);
}
