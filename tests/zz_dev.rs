//! Dev.
mod common;
use common::branches::{self, Written};
use demarche::gambit::{Agents, read};
use demarche::game::Limits;
use demarche::solve::solve_tree;
use demarche::task::Silent;

#[test]
fn dump() {
    for seed in 1..=300 {
        let (players, play) = branches::random(seed);
        let text = branches::text(players, &play, Written::default());
        std::fs::write(format!("/tmp/w/py/{seed}.efg"), &text).unwrap();
        let limits = Limits::default();
        let (tree, _) = read("game.efg", &text, &limits).unwrap();
        let agents = Agents::of(&tree, &limits).unwrap();
        let mut lines = String::new();
        for lambda in [1.0, 5.0, 20.0] {
            match solve_tree(&tree, &agents, lambda, true, &Silent) {
                Err(lost) => { println!("{seed} at {lambda}: {lost:?}"); }
                Ok(found) => {
                    for (e, eq) in found.equilibria.iter().enumerate() {
                        lines += &format!("{lambda} {e} {:?}", eq.branch_points);
                        for (set, logs) in tree.sets.iter().zip(&eq.logs) {
                            if set.player.is_some() { for l in logs { lines += &format!(" {}", l.exp()); } }
                        }
                        lines += "\n";
                    }
                    let p = &found.equilibria[0];
                    if p.turned || !p.branch_points.is_empty() || found.failed > 0 || found.equilibria.len() > 1 {
                        println!("{seed} at {lambda}: turned {} bp {:?} eq {} failed {}", p.turned, p.branch_points, found.equilibria.len(), found.failed);
                    }
                }
            }
        }
        std::fs::write(format!("/tmp/w/py/{seed}.out"), &lines).unwrap();
    }
}
