//! The flat graph against the kernel, and products against differences, on random scenarios of every
//! kind of turn.

#[path = "../../../tests/common/at_once.rs"]
mod at_once;
#[path = "../../../tests/common/random.rs"]
#[allow(dead_code)]
mod random;

use super::block::{Block, Places};
use super::branch::{follow, trace};
use super::graph::Graph;
use super::linear;
use super::system::System;
use crate::game::{Game, compile_at};
use crate::numeric::continuation::{Homotopy, Slopes};
use crate::numeric::krylov::Product;
use crate::numeric::path::FINE;
use crate::scenario::load_text;
use crate::solve::Layer;
use crate::solve::columns::Columns;
use crate::solve::stationary::rounds::Rounds;
use crate::task::Silent;
use random::{Dice, scenario_text, with_types};
use std::fmt::Write;
use std::ops::ControlFlow;

/// All of the graph as one block.
fn whole<'a>(graph: &'a Graph<'a>) -> Block<'a> {
    let nodes = (0..).take(graph.kinds.len()).collect();
    Block::new(graph, nodes, true, &mut Places::new(graph))
}

pub(super) fn gap(a: &[f64], b: &[f64]) -> f64 {
    let size = b.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
    let gaps = a.iter().zip(b).map(|(a, b)| (a - b).abs() / size);
    gaps.fold(
        0.0,
        |m: f64, x| if x.is_nan() { f64::NAN } else { m.max(x) },
    )
}

/// Two or three players who move at once, again and again, in a mood that what they do may change; the
/// first may have types, by which the second is paid, too.
fn repeated(seed: u64, typed: bool) -> String {
    let mut dice = Dice::new(seed + 31);
    let counts: Vec<usize> = (0..2 + dice.below(2)).map(|_| 2 + dice.below(2)).collect();
    let mut t = "[parameters]\nprecision = 1.5\npatience = 0.8\nown = 0.3\n".to_string();
    at_once::players(&mut t, &counts);
    t.push_str("mood = { levels = 2 }\n");
    for i in 0..counts.len() {
        let own = if i == 0 { "own * mood" } else { "0.3 * mood" };
        let mut terms = vec![own.to_string()];
        for (j, n) in counts.iter().enumerate() {
            for a in 0..*n {
                let (x, mood) = (dice.number(), dice.below(2));
                terms.push(format!(
                    "{x} * (mood == {mood} and did{i} == 0 and did{j} == {a})"
                ));
            }
        }
        if typed && i == 1 {
            let x = dice.number();
            terms.push(format!("{x} * (p0 == odd) * (0.5 + mood + (did1 == 0))"));
        }
        let _ = writeln!(t, "[actors.p{i}.payoff]\nu = \"{}\"", terms.join(" + "));
    }
    if typed {
        t.push_str("[actors.p0.types]\nodd = { prior = 0.35, parameters = { own = -0.9 } }\neven = { prior = 0.65 }\n");
    }
    at_once::turn(&mut t, &counts);
    t.push_str("[turns.luck.events]\nturns = { chance = \"0.2 + 0.5 * (did0 == did1)\", set = { mood = \"1 - mood\" } }\n");
    t + "[outcomes.over]\notherwise = true\n"
}

/// Games of every kind of turn.
pub(super) fn games() -> impl Iterator<Item = (String, Game)> {
    let texts = (0..12u64).flat_map(|seed| {
        let plain = scenario_text(seed);
        let mut all = vec![plain.clone(), repeated(seed, false)];
        if !plain.contains("exact") && !plain.contains("precision = 40.0") {
            all.push(plain.replace("needs =", "ballot = \"together\"\nneeds ="));
            all.push(with_types(seed, 1.0));
            all.push(repeated(seed, true));
        }
        all
    });
    let games = texts.map(|text| {
        let settings = ["patience=0.8", "time.shadow=\"unbounded\""].map(String::from);
        let scenario = load_text("test", &text, &settings);
        let scenario = scenario.unwrap_or_else(|f| panic!("{f}\n{text}"));
        let game = compile_at(&scenario, 5, &Default::default());
        (text, game.unwrap_or_else(|f| panic!("{f}")))
    });
    // several typed actors at once take minutes
    games.filter(|(_, game)| game.beliefs.count <= 36)
}

#[test]
fn a_sweep_is_a_pass_of_the_kernel() {
    for (k, (text, game)) in games().enumerate() {
        let columns = Columns::totals(&game);
        let graph = Graph::new(&game, &columns);
        let block = whole(&graph);
        let mut system = System::new(&block, &[]);
        let mut dice = Dice::new(k as u64);
        let mut x: Vec<f64> = (0..system.size()).map(|_| dice.number()).collect();
        for share in [0.4, 1.0] {
            let mut f = vec![0.0; x.len()];
            system.evaluate(&x, share, &mut f, None);
            let mut rounds = Rounds::new(&game, &columns);
            let mut image = x.clone();
            let mut layer = Layer::new(&game);
            rounds.pass(&x, &mut image, share, layer.choose());
            if rounds.lost.is_some() {
                assert!(f.iter().all(|f| f.is_nan()));
                continue;
            }
            let wanted: Vec<f64> = x.iter().zip(&image).map(|(x, t)| x - t).collect();
            let apart = gap(&f, &wanted);
            assert!(apart < 1e-11, "game {k}, share {share}: {apart}\n{text}");
            x = image;
        }
    }
}

#[test]
fn products_are_differences() {
    let mut done = 0;
    for (k, (text, game)) in games().enumerate() {
        let columns = Columns::totals(&game);
        let graph = Graph::new(&game, &columns);
        let block = whole(&graph);
        let mut system = System::new(&block, &[]);
        let n = system.size();
        let mut dice = Dice::new(k as u64 + 1000);
        let mut draw = || -> Vec<f64> { (0..n).map(|_| dice.number()).collect() };
        let (x, along) = (draw(), draw());
        let mut at = |by: f64, more: f64| {
            let mut f = vec![0.0; n];
            let moved: Vec<f64> = x.iter().zip(&along).map(|(x, d)| x + by * d).collect();
            system.evaluate(&moved, 0.5 + more, &mut f, None);
            f
        };
        // of the fourth order, so that the step may be long
        let mut difference = |h: [f64; 2]| -> Vec<f64> {
            let mut at = |k: f64| at(k * h[0], k * h[1]);
            let [a, b, c, d] = [2.0, 1.0, -1.0, -2.0].map(&mut at);
            let whole = 12.0 * (h[0] + h[1]);
            (0..n)
                .map(|i| (8.0 * (b[i] - c[i]) - (a[i] - d[i])) / whole)
                .collect()
        };
        let by_x = difference([STEP, 0.0]);
        let by_s = difference([0.0, STEP]);
        // where the curve between points of belief has a kink, differences hang on their step
        let half = [difference([STEP / 2.0, 0.0]), difference([0.0, STEP / 2.0])];
        if !(gap(&by_x, &half[0]) < 1e-7 && gap(&by_s, &half[1]) < 1e-7) {
            continue;
        }
        let mut jacobian = linear::Slopes::new(&block);
        let (mut f, mut by_share, mut product) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        let slopes = Slopes {
            by_share: &mut by_share,
            jacobian: &mut jacobian,
        };
        system.evaluate(&x, 0.5, &mut f, Some(slopes));
        jacobian.apply(&along, &mut product);
        let apart = gap(&product, &by_x);
        assert!(apart < 1e-6, "game {k}: products {apart}\n{text}");
        let apart = gap(&by_share, &by_s);
        assert!(apart < 1e-6, "game {k}: by share {apart}\n{text}");
        done += 1;
    }
    assert!(done > 35, "{done}");
}

#[test]
fn blocks_one_by_one_are_the_whole_at_once() {
    let mut several = 0;
    for (k, (text, game)) in games().enumerate() {
        if game.payments.precision.iter().any(|p| p.is_infinite()) {
            continue;
        }
        let columns = Columns::totals(&game);
        if columns.width() > game.beliefs.prior.len() {
            continue;
        }
        let graph = Graph::new(&game, &columns);
        let found = follow(&game, false, &Silent);
        let found = found.unwrap_or_else(|none| panic!("game {k}: {none:?}\n{text}"));
        let blocks = found.branches.map_or(0, |b| b.blocks);
        several += usize::from(blocks > 1);
        let block = whole(&graph);
        let going_on = |_| ControlFlow::Continue(());
        let Ok(arrived) = trace(&block, &[], FINE, &going_on) else {
            panic!("game {k}: the whole is lost\n{text}");
        };
        let rows = block.rows;
        let by_blocks: Vec<f64> = block
            .starts
            .iter()
            .flat_map(|start| {
                let node = block.nodes[*start as usize];
                let at = graph
                    .of_node
                    .binary_search(&node)
                    .expect("a node of the game");
                &found.values[rows.all_of(at)]
            })
            .copied()
            .collect();
        let apart = gap(&arrived.z, &by_blocks);
        assert!(apart < 1e-8, "game {k}: {apart}\n{text}");
    }
    assert!(several >= 5, "{several}");
}

/// A step for differences.
const STEP: f64 = 2e-4;
