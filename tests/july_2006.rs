//! The default scenario and its variants: exact and simulated agree, signs, the council's order,
//! bytes that do not depend on threads.

mod common;

use common::lab;
use demarche::scenario::shipped;
use demarche::study::{AGREE, Run, compare};

/// A run with an end: what is tested here does not hang on it.
fn run_of(name: &str, settings: &[&str], seed: u64, histories: usize) -> Run {
    let settings = [&[lab::FINITE], settings].concat();
    lab::run(lab::open(name, &settings), seed, histories)
}

/// The exact value of an outcome or a measure.
fn exact_reading(run: &Run, id: &str) -> f64 {
    let outcome = run.scenario.outcomes.iter().position(|o| o.name.id == id);
    let measure = run.scenario.measures.iter().position(|m| m.name.id == id);
    outcome
        .map(|o| run.outcomes[o])
        .or(measure.map(|m| run.measures[m].exact))
        .unwrap_or_else(|| panic!("no {id}"))
}

const DEFAULT: &str = shipped::DEFAULT;

#[test]
fn exact_and_simulated_agree_in_every_shipped_scenario() {
    for name in shipped::names() {
        let run = lab::run(lab::open(name, lab::quick(name)), 7, 20_000);
        // with types exact means exact but for the grid's error
        let grid = run.grid.iter().flatten().copied().fold(0.0, f64::max);
        assert!(
            run.agreement >= AGREE || grid > 0.0 && !run.disagrees(),
            "{name}: p = {}",
            run.agreement
        );
        assert!(
            (run.outcomes.iter().sum::<f64>() - 1.0).abs() < 1e-9,
            "{name}"
        );
        assert!(
            !run.solution.certificate.broken(),
            "{name}: {:?}",
            run.solution.certificate
        );
        for (m, reading) in run.measures.iter().enumerate() {
            let n = run.simulation.histories as f64;
            if let Some(hits) = reading.hits {
                let p = reading.exact;
                let sd = (p * (1.0 - p) / n).sqrt();
                assert!(
                    (hits as f64 / n - p).abs() <= 5.0 * sd + 2.0 / n + grid,
                    "{name}, {}: {reading:?}",
                    run.scenario.measures[m].name.id
                );
            }
        }
    }
}

#[test]
fn agreement_at_three_seeds_and_intervals_that_narrow() {
    let runs: Vec<Run> = [1, 2, 3]
        .iter()
        .map(|s| run_of(DEFAULT, &[], *s, 50_000))
        .collect();
    for run in &runs {
        assert!(run.agreement >= AGREE);
        assert_eq!(run.outcomes, runs[0].outcomes);
    }
    assert_ne!(runs[0].simulation.outcomes, runs[1].simulation.outcomes);
    let width = |n: u64| {
        let (low, high) = demarche::statistics::wilson(n * 3 / 10, n);
        high - low
    };
    assert!((width(1_000) / width(100_000) - 10.0).abs() < 0.1);
}

#[test]
fn without_the_veto_chapter_seven_becomes_likelier() {
    let (with, without) = (run_of(DEFAULT, &[], 1, 100), run_of("no_veto", &[], 1, 100));
    assert!(exact_reading(&without, "chapter_seven") > exact_reading(&with, "chapter_seven"));
}

#[test]
fn less_retaliation_makes_a_strike_likelier() {
    let strike = |r: &str| exact_reading(&run_of(DEFAULT, &[r], 1, 100), "strike");
    assert!(strike("retaliation=0.1") > strike("retaliation=0.3"));
    assert!(strike("retaliation=0.3") > strike("retaliation=0.6"));
}

#[test]
fn more_credence_in_the_guarantee_makes_a_deal_likelier() {
    let deal = |c: &str| exact_reading(&run_of(DEFAULT, &[c], 1, 100), "deal_in_force");
    assert!(deal("guarantee_credence=0.6") > deal("guarantee_credence=0.2"));
    assert!(deal("guarantee_credence=1.0") > deal("guarantee_credence=0.6"));
}

#[test]
fn a_council_is_reported_in_both_orders() {
    let run = run_of(DEFAULT, &[], 1, 100);
    let reversed = run.reversed.clone().expect("the council votes");
    assert!((reversed.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert_ne!(reversed, run.outcomes);
    let other = run_of(
        DEFAULT,
        &["turns.council.members=[\"russia\", \"china\", \"united_states\", \"japan\"]"],
        1,
        100,
    );
    for (a, b) in reversed.iter().zip(&other.outcomes) {
        assert!((a - b).abs() < 1e-12);
    }
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let summary = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let run = run_of("erratic_actors", &[], 5, 20_000);
            serde_json::to_string(&demarche::report::RunSummary::of(&run, 5)).unwrap()
        })
    };
    assert!(summary(1) == summary(2));
}

#[test]
fn a_turn_that_nobody_can_use_changes_no_history() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("more.toml");
    let text = "extends = \"north_korea_2006\"\n[turns.idle]\nafter = \"pyongyang\"\nactor = \"russia\"\nwhen = \"program == dismantled and program == tested\"\n[turns.idle.options]\nwave = {}\nshout = { set = { stance = \"oust\" } }\n";
    std::fs::write(&file, text).unwrap();
    let (a, b) = (
        run_of(DEFAULT, &[], 3, 5_000),
        run_of(file.to_str().unwrap(), &[], 3, 5_000),
    );
    assert_eq!(a.simulation.outcomes, b.simulation.outcomes);
    assert_eq!(a.simulation.events, b.simulation.events);
    assert_eq!(a.outcomes, b.outcomes);
}

#[test]
fn everybody_starts_at_the_status_quo() {
    // payoffs are counted against July 2006: whoever stood still for ever would get nothing
    let game = lab::compile(&lab::open(DEFAULT, &[lab::FINITE]));
    let s = &game.structure;
    let end = s
        .ends()
        .find(|end| s.same_state(s.node(*end), s.start()))
        .expect("nothing need happen in round 1");
    for flow in game.payments.flow_by_role(end, Default::default()) {
        assert!(flow.abs() < 1e-9, "{flow}");
    }
    assert!(lab::solve(&game).certificate.residual < 1e-12);
}

#[test]
fn paired_and_unpaired_differences_have_the_same_mean() {
    let runs = [
        run_of(DEFAULT, &[], 11, 50_000),
        run_of("erratic_actors", &[], 11, 50_000),
    ];
    let comparison = &demarche::study::compare(&runs)[0];
    assert!(
        comparison
            .differs
            .iter()
            .any(|(path, ..)| path == "parameters.precision.value")
    );
    for pair in &comparison.pairs {
        let exact = pair.to - pair.from;
        let half = (pair.high - pair.low) / 2.0;
        assert!((pair.paired - exact).abs() <= 2.6 * half + 1e-4, "{pair:?}");
    }
}

/// The three signs over precision 1 to 10 and over parameters drawn within their ranges. A report,
/// not a requirement: `cargo test --release --test july_2006 -- --ignored --nocapture`.
#[test]
fn the_paired_interval_is_the_narrower_on_every_shipped_pair() {
    let n = 10_000;
    let variant = |name: &&str| {
        let text = shipped::text(name).expect("shipped");
        text.starts_with("extends = \"north_korea_2006.toml\"") && *name != "bargainer_or_keeper"
    };
    let names: Vec<&str> = shipped::names().filter(variant).collect();
    assert!(names.len() >= 8, "{names:?}");
    // the later rounds change what is said, not how luck is shared
    let sets = ["time.shadow=4"];
    let run = |name: &str| lab::run(lab::open(name, &sets), 3, n);
    let mut runs = vec![run(DEFAULT)];
    runs.extend(names.iter().map(|name| run(name)));
    for (comparison, name) in compare(&runs).iter().zip(&names) {
        let (mut own, mut apart, mut count) = (0.0, 0.0, 0);
        // where few differ the interval is exact, and as wide as exact ones are
        for pair in comparison.pairs.iter().filter(|p| p.discordant >= 25) {
            let variance = |p: f64| p * (1.0 - p) / n as f64;
            let unpaired = 2.0 * 1.96 * (variance(pair.from) + variance(pair.to)).sqrt();
            let paired = pair.high - pair.low;
            // one outcome alone may gain nothing: what never happens in one of the two shares no luck
            (own, apart, count) = (own + paired, apart + unpaired, count + 1);
        }
        println!("{name}: {:.2} of the unpaired over {count}", own / apart);
        assert!(count >= 5 && own < apart, "{name}: {own} {apart} {count}");
    }
}

#[test]
#[ignore = "minutes; prints shares"]
fn signs_over_precision_and_ranges() {
    let base = lab::open(DEFAULT, &[]);
    let mut worlds: Vec<(&str, Vec<String>)> = (1..=10)
        .map(|p| ("precision 1 to 10", vec![format!("precision={p}")]))
        .collect();
    let mut luck = demarche::simulate::luck::history(1, 0);
    for _ in 0..40 {
        let drawn = base.parameters.iter().filter_map(|p| {
            let (low, high) = p.range?;
            let share = (luck() >> 11) as f64 / (1u64 << 53) as f64;
            Some(format!("{}={}", p.name.id, low + share * (high - low)))
        });
        worlds.push(("all parameters drawn", drawn.collect()));
    }
    let signs: [(&str, &[&str], &str); 3] = [
        (
            "no veto, Chapter VII",
            &["turns.council.veto=[]"],
            "chapter_seven",
        ),
        ("light retaliation, strike", &["retaliation=0.05"], "strike"),
        (
            "credible guarantee, deal in force",
            &["guarantee_credence=1", "turnover=0"],
            "deal_in_force",
        ),
    ];
    let value = |sets: &[String], more: &[&str], id: &str| {
        let all: Vec<&str> = sets
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        exact_reading(&run_of(DEFAULT, &all, 1, 1), id)
    };
    for (what, changes, id) in signs {
        for kind in ["precision 1 to 10", "all parameters drawn"] {
            let mut count = [0; 3];
            for (_, sets) in worlds.iter().filter(|w| w.0 == kind) {
                let change = value(sets, changes, id) - value(sets, &[], id);
                count[if change > 1e-3 {
                    0
                } else if change < -1e-3 {
                    2
                } else {
                    1
                }] += 1;
            }
            let [up, same, down] = count;
            println!("{what}, {kind}: likelier {up}, same {same}, less likely {down}");
        }
    }
}
