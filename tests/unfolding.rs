//! How play unfolds: what is exact forward, streams and standing, and what is exact backward, the chances of
//! each end, must be one.

use demarche::report::RunSummary;
use demarche::scenario::{load, load_text};
use demarche::study::{Options, Run, run};
use demarche::task::Silent;

const OPTIONS: Options = Options {
    seed: 1,
    histories: 1000,
    until: None,
    limits: demarche::game::Limits { memory: 1 << 30 },
};

/// Runs a shipped scenario.
fn played(name: &str) -> Run {
    let scenario = load(name, &[]).expect("it is shipped");
    run(scenario, &OPTIONS, &Silent).expect("it has an equilibrium")
}

/// Without types, with them, with votes, of one round and of many.
const ALL: [&str; 6] = [
    "classics/trust",
    "classics/screening",
    "classics/crisis_two_sided",
    "classics/shifting_power_staged",
    "classics/centipede",
    "no_veto",
];

#[test]
fn streams_are_whole_and_end_as_the_forecast_says() {
    for name in ALL {
        let run = played(name);
        let found = run.unfolding.as_ref().expect("a run says how it unfolds");
        for stage in 0..found.stages.len() - 1 {
            let mut ends = vec![0.0; run.outcomes.len()];
            let own = found.flows.iter().filter(|f| f.stage == stage);
            own.for_each(|f| ends[f.outcome] += f.share);
            // reading values at beliefs between points of the grid has its error with types
            let error = if run.game.beliefs.typed() { 2e-3 } else { 1e-6 };
            for (end, outcome) in ends.iter().zip(&run.outcomes) {
                assert!(
                    (end - outcome).abs() < error,
                    "{name}, stage {stage}: {end} {outcome}"
                );
            }
        }
    }
}

#[test]
fn what_flows_into_a_place_flows_out_of_it_to_the_same_ends() {
    for name in ALL {
        let run = played(name);
        let found = run.unfolding.as_ref().expect("a run says how it unfolds");
        for stage in 1..found.stages.len() - 1 {
            for place in (0..found.places.len()).map(Some).chain([None]) {
                let sum = |all: &dyn Fn(&demarche::study::Flow) -> bool| -> f64 {
                    found.flows.iter().filter(|f| all(f)).map(|f| f.share).sum()
                };
                let into = sum(&|f| f.stage + 1 == stage && f.to == place);
                let out = sum(&|f| f.stage == stage && f.from == place);
                assert!(
                    (into - out).abs() < 2e-3,
                    "{name}, stage {stage}, {place:?}: {into} {out}"
                );
            }
        }
    }
}

#[test]
fn chances_begin_at_the_forecast_and_end_in_certainty() {
    for name in ALL {
        let run = played(name);
        let found = run.unfolding.as_ref().expect("a run says how it unfolds");
        for (chances, outcome) in found.chances.iter().zip(&run.outcomes) {
            for start in chances[0] {
                assert!((start - outcome).abs() < 2e-3, "{name}: {start} {outcome}");
            }
            let last = chances[chances.len() - 1];
            assert!(
                last.iter().all(|p| *p == 0.0 || *p == 1.0),
                "{name}: {last:?}"
            );
        }
        assert!((found.known[run.game.rounds] - 1.0).abs() < 1e-9, "{name}");
    }
}

/// Two coins one after the other, in either of two rounds: both must fall.
const COINS: &str = r#"
    [time]
    rounds = 2
    [state]
    first = false
    both = false
    [actors.onlooker]
    precision = 1
    patience = 1
    [turns.coin]
    [turns.coin.events]
    heads = { when = "not first", chance = 0.4, set = { first = true } }
    [turns.second]
    [turns.second.events]
    again = { when = "first and not both", chance = 0.5, set = { both = true } }
    [outcomes.both]
    when = "both"
    [outcomes.not]
    otherwise = true
"#;

#[test]
fn chances_are_those_of_a_sum_by_hand() {
    let run = run(
        load_text("coins", COINS, &[]).expect("it is right"),
        &OPTIONS,
        &Silent,
    )
    .expect("it has an equilibrium");
    let found = run.unfolding.as_ref().expect("a run says how it unfolds");
    // after round 1: both (0.2, certain), first alone (0.2, of which half), neither (0.6, of which 0.4 · 0.5)
    let whole = 0.2 + 0.2 * 0.5 + 0.6 * 0.2;
    assert!((run.outcomes[0] - whole).abs() < 1e-12);
    assert_eq!(found.chances[0][1], [0.2, 0.2, 0.2, 0.5, 1.0]);
    // known to nine in ten where both have fallen
    assert!((found.known[1] - 0.2).abs() < 1e-12);
    let summary = RunSummary::of(&run, 1);
    let unfolding = summary.unfolding.expect("a run says how it unfolds");
    assert_eq!(unfolding.places.len(), 3, "neither, first, both");
}
