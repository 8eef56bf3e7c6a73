//! July 2006 without end, against the outcomes that an experiment with other code found.

mod common;

use common::lab;
use demarche::forecast::{forecast, outcomes};

/// Settlement, freeze, collapse, armed standoff and strike after ten quarters, to .1 point.
fn ends(name: &str, wanted: [f64; 5], folds: usize) {
    let scenario = lab::open(name, &[]);
    let game = lab::compile(&scenario);
    assert!(game.horizon().is_none(), "{name} has an end");
    let solution = lab::solve(&game);
    let shares = forecast(&game, &solution, 0);
    let found = outcomes(&game, &shares[0], scenario.outcomes.len());
    let ids = [
        "settlement",
        "freeze_deal",
        "regime_falls",
        "armed_standoff",
        "strike",
    ];
    for (id, wanted) in ids.into_iter().zip(wanted) {
        let at = scenario.outcomes.iter().position(|o| o.name.id == id);
        let share = found[at.expect("an outcome")];
        assert!(
            (share - wanted).abs() < 1e-3,
            "{name}, {id}: {share} for {wanted}"
        );
    }
    let c = &solution.certificate;
    let branches = c.branches.expect("followed by blocks");
    assert_eq!((branches.blocks, branches.folds), (8, folds), "{name}");
    assert_eq!((branches.confirmed, branches.differ), (8, 0), "{name}");
    assert!(!c.broken() && c.multiple().is_none(), "{name}: {c:?}");
}

#[test]
fn july_2006_ends_as_an_experiment_found() {
    ends("north_korea_2006", [0.265, 0.182, 0.076, 0.014, 0.0003], 2);
}

#[test]
fn without_patrons_it_ends_as_an_experiment_found() {
    ends("patrons_cut_off", [0.247, 0.051, 0.173, 0.156, 0.121], 6);
}
