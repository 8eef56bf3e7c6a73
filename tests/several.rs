//! Several equilibria of play without end.

mod common;

use common::lab;
use demarche::solve::equilibria;
use demarche::task::Silent;

#[test]
fn kalandrakis() {
    let n: usize = std::env::var("N").map_or(50, |n| n.parse().unwrap());
    let file = std::env::var("F").unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/kalandrakis.toml").into());
    let set = std::env::var("SET").unwrap_or_default();
    let set: Vec<&str> = set.split_whitespace().collect();
    let scenario = lab::open(&file, &set);
    let game = lab::compile(&scenario);
    let t = std::time::Instant::now();
    let found = equilibria(&game, n, &Silent).unwrap_or_else(|e| panic!("{e:?}"));
    println!("{:?} {:?}", t.elapsed(), found.searched);
    for e in &found.all {
        let c = &e.solution.certificate;
        println!("{} {:?} {:.1e} {} {:.4?}", e.hits, lab::shares(&scenario, &game, &e.solution), c.residual, c.broken(), e.solution.start(&game));
    }
}
