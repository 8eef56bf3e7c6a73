//! Numbers at their ends: an answer that is a distribution, or an error that names its cause; and a hair moves results by a hair.

use demarche::error::Error;
use demarche::lab::Lab;
use rayon::prelude::*;

/// Classics that take well below a second.
const CLASSICS: [&str; 18] = [
    "beer_quiche",
    "centipede",
    "chain_store",
    "cheap_talk",
    "chicken",
    "egame12",
    "franchise",
    "inspection",
    "jury",
    "poker",
    "prisoners_dilemma",
    "rubinstein",
    "sanctions_threat",
    "sender_receiver",
    "spence",
    "stag_hunt",
    "threat",
    "trust",
];

fn lab(name: &str) -> Lab {
    Lab::open(&format!("classics/{name}")).unwrap_or_else(|e| panic!("{e}"))
}

/// Why there are no probabilities.
#[derive(Debug, PartialEq)]
enum Cause {
    /// No equilibrium was found.
    Lost,
    /// The setting makes no sense.
    Refused,
}

/// The probabilities of all outcomes; or why there are none, which the error says.
fn shares(lab: &Lab, what: &str) -> Result<Vec<f64>, Cause> {
    match lab.solve() {
        Ok(found) => {
            let all: Vec<f64> = found.outcomes().values().copied().collect();
            let sum: f64 = all.iter().sum();
            assert!((sum - 1.0).abs() < 1e-9, "{what}: {all:?}");
            assert!(
                all.iter().all(|p| (-1e-9..=1.0 + 1e-9).contains(p)),
                "{what}: {all:?}"
            );
            Ok(all)
        }
        Err(error) => {
            let said = error.failure().expect("a message").render(false);
            assert!(said.contains("= help: "), "{what}: {said}");
            match error {
                Error::NoEquilibrium { .. } => Err(Cause::Lost),
                Error::Scenario(_) => Err(Cause::Refused),
                other => panic!("{what}: {other}"),
            }
        }
    }
}

#[test]
fn numbers_at_their_ends_give_an_answer_or_name_the_cause() {
    let answers: usize = CLASSICS
        .par_iter()
        .map(|name| {
            let lab = lab(name);
            let mut answers = 0;
            let mut look = |id: &str, x: f64| {
                let what = format!("{name} with {id} = {x}");
                let Ok(other) = lab.with(id, x) else { return };
                match shares(&other, &what) {
                    Ok(_) => answers += 1,
                    // one payoff of a million millions, or a precision of a million: beyond what a branch is followed to
                    Err(Cause::Lost) => assert!(x.abs() >= 1e6, "lost: {what}"),
                    Err(Cause::Refused) => {}
                }
            };
            for p in &lab.scenario().parameters {
                let id = &p.name.id;
                let own: &[f64] = match id.as_str() {
                    "precision" => &[0.0, 1e-6, 1e3, 1e6],
                    "patience" => &[0.0, 0.9999],
                    _ => &[0.0, 1e-12, 1.0, -1e12, 1e12],
                };
                own.iter().for_each(|x| look(id, *x));
                if let Some((low, high)) = p.range {
                    look(id, low);
                    look(id, high);
                }
                look(id, -p.value);
            }
            answers
        })
        .sum();
    assert!(answers > 300, "{answers}");
}

#[test]
fn a_hair_moves_results_by_a_hair() {
    CLASSICS.par_iter().for_each(|name| {
        let lab = lab(name);
        let before = shares(&lab, name).expect("an equilibrium");
        for p in &lab.scenario().parameters {
            let (id, value) = (&p.name.id, p.value);
            // one that stands at a bound is moved inward
            let moved = [1.0 + 1e-9, 1.0 - 1e-9].map(|by| lab.with(id, value * by));
            let Some(other) = moved.into_iter().flatten().next() else {
                continue;
            };
            let what = format!("{name} with {id} a little off {value}");
            let after = shares(&other, &what).unwrap_or_else(|why| panic!("{what}: {why:?}"));
            let gap = before.iter().zip(&after).map(|(a, b)| (a - b).abs());
            let gap = gap.fold(0.0, f64::max);
            // the steepest logistic slope there is in them, at a precision of some thousands
            assert!(gap < 1e-5, "{what}: {gap:e}");
        }
    });
}
