//! One reading, whoever asks: a run, a comparison, a sweep, a claim and a score read the same
//! measure or outcome as the same number, however many events are watched, and histories bear it
//! out.

mod common;

use common::lab;
use common::random::{Dice, condition, scenario_text, with_types};
use demarche::scenario::Edit;
use demarche::study::{
    Answer, Claim, Comparison, Job, Mark, PRECISIONS, Question, Read, Run, Vary, claims, compare,
    score, sweep,
};
use demarche::task::Silent;
use rayon::prelude::*;
use std::fmt::Write;
use std::sync::LazyLock;

/// How many events are watched: around the words of 64 bits in which they are kept.
const EVENTS: [usize; 7] = [0, 1, 63, 64, 65, 70, 130];

/// How many scenarios there are with each number of events.
const EACH: usize = 12;

/// Histories of each run.
const HISTORIES: usize = 2000;

/// The numbers whose means are read, with the width of what they can be.
const MEANS: [(&str, f64); 2] = [("load * heat", 2.0), ("heat - load", 3.0)];

/// A random scenario with `events` events watched, in turn at and by every round, each of them a
/// milestone too; two means; and a claim about every outcome, event and mean.
fn text(seed: u64, events: usize, typed: bool) -> String {
    let mut text = match typed {
        true => with_types(seed, 1.5),
        false => scenario_text(seed),
    };
    let rounds = if text.contains("rounds = 2") { 2 } else { 1 };
    let mut dice = Dice::new(1000 + seed);
    let (mut measures, mut milestones, mut claims) = (String::new(), String::new(), String::new());
    let mut readings: Vec<String> = ["blow_up", "strained", "rest"].map(String::from).into();
    for e in 0..events {
        let word = ["at", "by"][dice.below(2)];
        let moment = match dice.below(3) {
            0 => "\"end\"".to_string(),
            _ => (1 + dice.below(rounds)).to_string(),
        };
        let what = format!("{{ event = \"{}\", {word} = {moment}", condition(&mut dice));
        let _ = writeln!(measures, "e{e} = {what} }}");
        let _ = writeln!(milestones, "M{e} = {what}, happened = true }}");
        readings.push(format!("e{e}"));
    }
    for (m, (mean, _)) in MEANS.iter().enumerate() {
        let _ = writeln!(measures, "m{m} = {{ mean = \"{mean}\", at = \"end\" }}");
        readings.push(format!("m{m}"));
    }
    let expected = [
        "\"increasing\"",
        "\"decreasing\"",
        "\"flat\"",
        "{ above = 0.4 }",
        "{ below = 0.6 }",
    ];
    for (n, reading) in readings.iter().enumerate() {
        let expected = expected[n % expected.len()];
        let _ = writeln!(
            claims,
            "H{n} = {{ claim = \"So it is.\", vary = \"stake\", over = [{}, {}], measure = \"{reading}\", expect = {expected} }}",
            STAKES[0], STAKES[1]
        );
    }
    let _ = write!(
        text,
        "\n[measures]\n{measures}\n[milestones]\n{milestones}\n[hypotheses]\n{claims}"
    );
    text
}

/// What the parameter `stake` is, in the scenario and in its variant.
const STAKES: [f64; 2] = [0.75, -1.25];

/// The precision of everybody who does not choose exactly.
const PRECISION: f64 = 2.0;

/// What every command says of one scenario and its variant.
struct Said {
    seed: u64,
    typed: bool,
    events: usize,
    runs: Vec<Run>,
    compared: Comparison,
    /// One for each stake, with the structure kept.
    swept: Vec<Answer>,
    /// The first once more, read and searched anew.
    anew: Answer,
    claimed: Vec<Claim>,
    marks: Vec<Mark>,
}

fn said(seed: u64, events: usize, typed: bool) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, text(seed, events, typed)).expect("written");
    let path = path.display().to_string();
    let own = [
        format!("stake={}", STAKES[0]),
        format!("precision={PRECISION:?}"),
        "beliefs.points=5".to_string(),
    ];
    let fails = |f: demarche::error::Error| -> ! { panic!("seed {seed}: {f}") };
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let played = |stake: f64| {
        let last = format!("stake={stake}");
        let settings = [&own[..], &[&last]].concat();
        lab::run(lab::open(&path, &settings), seed, HISTORIES)
    };
    let runs: Vec<Run> = STAKES.iter().map(|stake| played(*stake)).collect();
    let engine = lab::engine(&path, &own);
    let measures = &engine.model.scenario.measures;
    let question = Question {
        vary: vec![Vary {
            path: "stake".into(),
            values: STAKES.map(|s| s.to_string()).into(),
        }],
        measures: (0..measures.len()).collect(),
        thresholds: vec![],
        tolerance: 1.0,
    };
    let swept = sweep(&engine, question, &|_, _| {}).unwrap_or_else(|f| fails(f));
    assert_eq!(engine.structures(), 1, "seed {seed}");
    let heat = Job {
        edits: vec![Edit::set("state.heat.start", "0.5")],
        read: Read {
            measures: measures.iter().map(|m| m.name.id.clone()).collect(),
            ..Read::default()
        },
        ..Job::default()
    };
    let anew = engine.run(&[heat], "solving", &Silent);
    let anew = anew.unwrap_or_else(|f| fails(f)).remove(0);
    assert_eq!(engine.structures(), 2, "seed {seed}");
    Said {
        compared: compare(&runs).remove(0),
        claimed: claims(&engine, 0.01, true, &|_, _| {}).unwrap_or_else(|f| fails(f)),
        marks: score(&engine, &Silent).unwrap_or_else(|f| fails(f)).marks,
        swept: swept.answers,
        anew,
        runs,
        seed,
        typed,
        events,
    }
}

/// What is said of several scenarios with each number of events; the first test that asks works it
/// out.
static ALL: LazyLock<Vec<Said>> = LazyLock::new(|| {
    let one = |n: usize| {
        let typed = n % 4 == 3;
        // where 3 divides the number two actors have types, which takes long
        let seed = if typed { 100 + 3 * n } else { n } as u64;
        said(seed, EVENTS[n / EACH], typed)
    };
    (0..EACH * EVENTS.len()).into_par_iter().map(one).collect()
});

/// Fails unless two numbers are the same but for rounding.
fn same(a: f64, b: f64, said: &Said, what: &str) {
    let Said { seed, events, .. } = said;
    let near = (a - b).abs() <= 1e-12;
    assert!(near, "seed {seed}, {events} events, {what}: {a} and {b}");
}

/// The exact readings of a run, in the order of the claims: outcomes, then measures.
fn readings(run: &Run) -> Vec<f64> {
    let measures = run.measures.iter().map(|m| m.exact);
    run.outcomes.iter().copied().chain(measures).collect()
}

fn of_answer(outcomes: &[f64], measures: &[f64]) -> Vec<f64> {
    [outcomes, measures].concat()
}

#[test]
fn every_command_reads_the_same() {
    for said in &*ALL {
        let runs: Vec<Vec<f64>> = said.runs.iter().map(readings).collect();
        for (values, answer) in runs.iter().zip(&said.swept) {
            let swept = of_answer(&answer.outcomes, &answer.measures);
            assert_eq!(values.len(), swept.len());
            for (a, b) in values.iter().zip(swept) {
                same(*a, b, said, "run and sweep");
            }
        }
        let anew = of_answer(&said.anew.outcomes, &said.anew.measures);
        for (a, b) in runs[0].iter().zip(anew) {
            same(*a, b, said, "run and a variant searched anew");
        }
        assert_eq!(said.claimed.len(), runs[0].len());
        for (n, claim) in said.claimed.iter().enumerate() {
            for (values, value) in runs.iter().zip(&claim.values) {
                same(
                    values[n],
                    value.expect("an equilibrium"),
                    said,
                    "run and claim",
                );
            }
            for (x, values) in claim.longer.iter().enumerate() {
                for (answer, value) in said.swept.iter().zip(values) {
                    let (outcomes, measures) = &answer.longer[x];
                    let swept = of_answer(outcomes, measures);
                    same(
                        swept[n],
                        *value,
                        said,
                        "sweep and claim, of a longer shadow",
                    );
                }
            }
        }
        compared(said, &runs);
        assert_eq!(said.marks.len(), said.events);
        for mark in &said.marks {
            // milestone number n is event number n, the measures' first
            let measure = said.runs[0].measures[mark.milestone];
            same(mark.forecast, measure.exact, said, "milestone and measure");
        }
    }
}

/// What a comparison says is what the runs say, of all that is read at the end.
fn compared(said: &Said, runs: &[Vec<f64>]) {
    let scenario = &said.runs[0].scenario;
    let outcomes = scenario.outcomes.len();
    let at_end = |m: &usize| {
        let measure = &scenario.measures[*m];
        !measure.mean && measure.moment.last() == scenario.time.rounds
    };
    let ends = (0..scenario.measures.len()).filter(at_end);
    let wanted: Vec<usize> = (0..outcomes).chain(ends.map(|m| outcomes + m)).collect();
    let found: Vec<usize> = said.compared.pairs.iter().map(|p| p.index).collect();
    assert_eq!(found, wanted, "seed {}", said.seed);
    for pair in &said.compared.pairs {
        let n = pair.index;
        same(pair.from, runs[0][n], said, "run and comparison");
        same(pair.to, runs[1][n], said, "variant's run and comparison");
        let played = said.runs.iter().map(|run| match n.checked_sub(outcomes) {
            Some(m) => run.measures[m].simulated,
            None => {
                let counts = run.simulation.counts(outcomes);
                counts[n] as f64 / run.simulation.histories as f64
            }
        });
        let played: Vec<f64> = played.collect();
        // counted history by history there, round by round here
        let difference = played[1] - played[0];
        same(
            pair.paired,
            difference,
            said,
            "histories paired and counted",
        );
        for (longer, values) in pair.longer.iter().zip(&said.claimed[n].longer) {
            let difference = values[1] - values[0];
            same(
                *longer,
                difference,
                said,
                "comparison and claim, of a longer shadow",
            );
        }
    }
}

#[test]
fn a_claim_at_the_precision_of_the_file_is_the_claim() {
    let row = PRECISIONS.iter().position(|p| *p == PRECISION);
    let row = row.expect("one of those tried");
    for said in &*ALL {
        for claim in &said.claimed {
            let (precision, values, verdict) = &claim.precisions[row];
            assert_eq!(*precision, PRECISION);
            assert_eq!(*verdict, claim.verdict, "seed {}", said.seed);
            for (a, b) in values.iter().zip(&claim.values) {
                let [a, b] = [a, b].map(|x| x.expect("an equilibrium"));
                same(a, b, said, "claim and its row");
            }
        }
    }
}

/// How far a count may be from what is expected, at odds of more than a hundred million to one
/// (Bernstein's inequality).
fn far(p: f64, n: f64) -> f64 {
    let log = (2.0f64 / 1e-8).ln();
    let third = log / 3.0;
    third + (third * third + 2.0 * log * n * p * (1.0 - p)).sqrt()
}

#[test]
fn histories_bear_every_reading_out() {
    let (mut inside, mut all) = (0i32, 0i32);
    for said in &*ALL {
        // with types the grid's error comes on top
        let grid = if said.typed { 0.02 } else { 0.0 };
        let n = HISTORIES as f64;
        for run in &said.runs {
            let counts = run.simulation.counts(run.outcomes.len());
            let outcomes = counts.iter().zip(&run.outcomes).map(|(c, p)| (*c, *p));
            let events = run.measures.iter().filter_map(|m| Some((m.hits?, m.exact)));
            let mut shares: Vec<(u64, f64)> = outcomes.collect();
            shares.extend(events);
            assert_eq!(shares.len(), run.outcomes.len() + said.events);
            for (hits, p) in shares {
                let gap = (hits as f64 - n * p).abs();
                let Said { seed, events, .. } = said;
                let what = format!("seed {seed}, {events} events: {hits} of {n}, not {p}");
                assert!(gap <= far(p, n) + n * grid, "{what}");
                if p.min(1.0 - p) < 1e-12 {
                    assert!(gap < 0.5, "{what}");
                } else if !said.typed {
                    let (low, high) = demarche::statistics::wilson(hits, HISTORIES as u64);
                    all += 1;
                    inside += i32::from(low <= p && p <= high);
                }
            }
            let means = run.measures.iter().skip(said.events);
            for (reading, (mean, width)) in means.zip(MEANS) {
                // Hoeffding's inequality, at the same odds
                let most = width * ((2.0f64 / 1e-8).ln() / (2.0 * n)).sqrt();
                let gap = (reading.simulated - reading.exact).abs();
                assert!(gap <= most + width * grid, "seed {}: {mean}", said.seed);
            }
        }
    }
    // fewer of them than it seems are independent of one another
    let share = f64::from(inside) / f64::from(all);
    println!("{share} of {all} readings lie within their intervals");
    assert!(all > 500 && share > 0.9, "{share} of {all}");
}
