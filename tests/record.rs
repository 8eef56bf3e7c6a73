//! The probability of a record: against histories counted one by one and histories played, and summed over all records.

mod common;

use common::lab;
use common::random::{Dice, scenario_text, with_types};
use demarche::forecast::{AtNodes, Entry, Trigger, When, record};
use demarche::game::{Game, Move, MoverTypes, Node};
use demarche::lab::Lab;
use demarche::scenario::load_text;
use demarche::simulate::Player;
use demarche::solve::Solution;
use demarche::study::score;
use demarche::task::Silent;

/// Some random entries for a game: levels of the state, and moves, at the end of rounds and within them.
fn entries(game: &Game, dice: &mut Dice, count: usize) -> Vec<Entry> {
    let s = &game.structure;
    let round = |dice: &mut Dice| 1 + dice.below(game.rounds);
    let holds = |dice: &mut Dice| {
        let v = dice.below(s.radix.len());
        let level = dice.below(s.radix[v]);
        let is = |node: Node| usize::from(s.levels(node)[v]) == level;
        Trigger::Holds(AtNodes::public(s.nodes().map(is).collect()))
    };
    let entry = |dice: &mut Dice| {
        let happened = dice.below(2) == 0;
        let (trigger, when) = match dice.below(4) {
            0 => (holds(dice), When::At(round(dice))),
            1 => {
                let taken: Vec<bool> = s.all_moves().map(|_| dice.below(4) == 0).collect();
                let (a, b) = (round(dice), round(dice));
                (Trigger::Moves(taken), When::During(a.min(b)..=a.max(b)))
            }
            2 => (holds(dice), When::During(1..=round(dice))),
            _ => {
                let (a, b) = (round(dice), round(dice));
                (holds(dice), When::During(a.min(b)..=a.max(b)))
            }
        };
        Entry {
            trigger,
            when,
            happened,
        }
    };
    (0..count).map(|_| entry(dice)).collect()
}

/// A history so far, and what of a record has come about in it.
#[derive(Clone)]
struct Told<'a> {
    entries: &'a [Entry],
    seen: Vec<bool>,
}

impl Told<'_> {
    /// Move `m` is made in round `t` and leads to `next`.
    fn moved(&mut self, t: usize, m: Move, next: Node) {
        for (entry, seen) in self.entries.iter().zip(&mut self.seen) {
            let open = matches!(&entry.when, When::During(rounds) if rounds.contains(&t));
            *seen |= open
                && match &entry.trigger {
                    Trigger::Holds(holds) => holds.rows()[0][next.get()],
                    Trigger::Moves(moves) => moves[m.get()],
                };
        }
    }

    /// Round `t` ends at `node`, or play has ended there before.
    fn ended(&mut self, t: usize, node: Node) {
        for (entry, seen) in self.entries.iter().zip(&mut self.seen) {
            if let (When::At(at), Trigger::Holds(holds)) = (&entry.when, &entry.trigger) {
                *seen |= *at == t && holds.rows()[0][node.get()];
            }
        }
    }

    /// Whether all is as the record says that is known after round `t`.
    fn fits(&self, t: usize) -> bool {
        let mut all = self.entries.iter().zip(&self.seen);
        all.all(|(entry, seen)| {
            let last = match &entry.when {
                When::At(at) => *at,
                When::During(rounds) => *rounds.end(),
            };
            // what must not come about no longer may
            let lost = *seen && !entry.happened;
            if last > t {
                !lost
            } else {
                *seen == entry.happened
            }
        })
    }
}

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

/// The game of a text, if it is small enough for that.
fn small(text: &str) -> Option<(Game, Solution)> {
    let scenario = load_text("random", text, &[]).ok()?;
    let game = lab::compile_at(&scenario, 5);
    (game.structure.all_moves().len() < 1000).then(|| {
        let solution = lab::solve_unchecked(&game);
        (game, solution)
    })
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
            );
            let mut sums = vec![0.0; game.rounds];
            let start = Told {
                entries: &entries,
                seen: vec![false; entries.len()],
            };
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
                let found = record(&game, &solution, &entries, drawn);
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
            let mut told = Told {
                entries: &entries,
                seen: vec![false; entries.len()],
            };
            let mut at = (1, game.structure.start());
            // rounds in which nobody moves pass from where one ends to where the next begins
            let s = &game.structure;
            let on = |node: Node| s.finish(node).and_then(|f| s.restart(f)).unwrap_or(node);
            player.play(seed, k, |step| {
                while at.0 < step.round {
                    told.ended(at.0, at.1);
                    at = (at.0 + 1, on(at.1));
                }
                told.moved(step.round, step.taken, step.next);
                at.1 = step.next;
            });
            while at.0 <= game.rounds {
                told.ended(at.0, at.1);
                at = (at.0 + 1, on(at.1));
            }
            fit += usize::from(told.fits(game.rounds));
        }
        let chance =
            |d| game.beliefs.chance(d) * record(&game, &solution, &entries, d)[game.rounds - 1];
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
