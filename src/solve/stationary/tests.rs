//! The flat graph against the kernel, and products against differences, on random scenarios of every
//! kind of turn.

#[path = "../../../tests/common/random.rs"]
#[allow(dead_code)]
mod random;

use super::block::{Block, Places};
use super::graph::Graph;
use super::linear;
use super::system::System;
use crate::game::{Game, compile};
use crate::numeric::continuation::{Homotopy, Slopes};
use crate::scenario::load_text;
use crate::solve::Layer;
use crate::solve::columns::Columns;
use crate::solve::stationary::rounds::Rounds;
use random::{Dice, scenario_text};

fn game(text: &str, settings: &[&str]) -> Game {
    let settings: Vec<String> = settings.iter().map(|s| s.to_string()).collect();
    let scenario = load_text("test", text, &settings).unwrap_or_else(|f| panic!("{f}\n{text}"));
    compile(&scenario, &Default::default()).unwrap_or_else(|f| panic!("{f}"))
}

/// All of the graph as one block.
fn whole<'a>(graph: &'a Graph<'a>) -> Block<'a> {
    let nodes = (0..).take(graph.kinds.len()).collect();
    Block::new(graph, nodes, true, &mut Places::new(graph))
}

fn gap(a: &[f64], b: &[f64]) -> f64 {
    let size = b.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
    let gaps = a.iter().zip(b).map(|(a, b)| (a - b).abs() / size);
    gaps.fold(0.0, |m: f64, x| if x.is_nan() { f64::NAN } else { m.max(x) })
}

const SEEDS: u64 = 60;
const ENDLESS: [&str; 2] = ["patience=0.8", "time.shadow=\"unbounded\""];

#[test]
fn a_sweep_is_a_pass_of_the_kernel() {
    for seed in 0..SEEDS {
        let text = scenario_text(seed);
        let game = game(&text, &ENDLESS);
        let columns = Columns::totals(&game);
        let graph = Graph::new(&game, &columns);
        let block = whole(&graph);
        let mut system = System::new(&block, &[]);
        let mut dice = Dice::new(seed);
        let mut x: Vec<f64> = (0..system.size()).map(|_| dice.number()).collect();
        for share in [0.4, 1.0] {
            let mut f = vec![0.0; x.len()];
            system.evaluate(&x, share, &mut f, None);
            let mut rounds = Rounds::new(&game, &columns);
            let mut image = x.clone();
            let mut layer = Layer::new(&game);
            rounds.pass(&x, &mut image, share, layer.choose());
            let wanted: Vec<f64> = x.iter().zip(&image).map(|(x, t)| x - t).collect();
            let apart = gap(&f, &wanted);
            assert!(apart < 1e-11, "seed {seed}, share {share}: {apart}\n{text}");
            x = image;
        }
    }
}

#[test]
fn products_are_differences() {
    const STEP: f64 = 1e-5;
    for seed in 0..SEEDS {
        let text = scenario_text(seed);
        let game = game(&text, &ENDLESS);
        let columns = Columns::totals(&game);
        let graph = Graph::new(&game, &columns);
        let block = whole(&graph);
        let mut system = System::new(&block, &[]);
        let n = system.size();
        let mut dice = Dice::new(seed + 1000);
        let mut draw = || -> Vec<f64> { (0..n).map(|_| dice.number()).collect() };
        let (x, along) = (draw(), draw());
        let mut at = |x: &[f64], share: f64| {
            let mut f = vec![0.0; n];
            system.evaluate(x, share, &mut f, None);
            f
        };
        let beside = |by: f64| -> Vec<f64> { x.iter().zip(&along).map(|(x, d)| x + by * d).collect() };
        let difference = |a: Vec<f64>, b: Vec<f64>| -> Vec<f64> {
            let pairs = a.iter().zip(&b);
            pairs.map(|(a, b)| (a - b) / (2.0 * STEP)).collect()
        };
        let by_x = difference(at(&beside(STEP), 0.7), at(&beside(-STEP), 0.7));
        let by_s = difference(at(&x, 0.7 + STEP), at(&x, 0.7 - STEP));
        let mut jacobian = linear::Slopes::new(&block);
        let (mut f, mut by_share, mut product) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        let slopes = Slopes {
            by_share: &mut by_share,
            jacobian: &mut jacobian,
        };
        system.evaluate(&x, 0.7, &mut f, Some(slopes));
        jacobian.times(&along, &mut product);
        product.iter_mut().zip(&along).for_each(|(p, d)| *p = d - *p);
        let apart = gap(&product, &by_x);
        assert!(apart < 1e-6, "seed {seed}: products {apart}\n{text}");
        let apart = gap(&by_share, &by_s);
        assert!(apart < 1e-6, "seed {seed}: by share {apart}\n{text}");
    }
}

#[test]
#[ignore]
fn speed() {
    let settings = ["time.shadow=unbounded".to_string()];
    let scenario = crate::scenario::load("north_korea_2006", &settings).unwrap_or_else(|f| panic!("{f}"));
    let t = std::time::Instant::now();
    let game = compile(&scenario, &Default::default()).unwrap_or_else(|f| panic!("{f}"));
    println!("compile {:?}", t.elapsed());
    let columns = Columns::totals(&game);
    let t = std::time::Instant::now();
    let graph = Graph::new(&game, &columns);
    println!("graph {:?}: {} nodes {} edges {} rows", t.elapsed(), graph.kinds.len(), graph.target.len(), graph.pays.len()/columns.width());
    let t = std::time::Instant::now();
    let comps = crate::numeric::components::strongly_connected(&graph.first, &graph.target);
    println!("components {:?}: {} cyclic {:?}", t.elapsed(), comps.iter().count(), comps.iter().map(|c| c.len()).filter(|l| *l > 1).collect::<Vec<_>>());
    let mut stats = std::collections::BTreeMap::new();
    for n in 0..graph.kinds.len() { let k = format!("{:?}", graph.kinds[n]); *stats.entry((k.chars().take(4).collect::<String>(), graph.edges(n).len())).or_insert(0) += 1; }
    println!("{stats:?}");
    let block = whole(&graph);
    let mut system = System::new(&block, &[]);
    let n = system.size();
    let x = vec![0.0; n];
    let (mut f, mut by_share, mut product) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let t = std::time::Instant::now();
    for _ in 0..20 { system.evaluate(&x, 0.7, &mut f, None); }
    println!("sweep {:?} {n}", t.elapsed() / 20);
    let mut jacobian = linear::Slopes::new(&block);
    let t = std::time::Instant::now();
    for _ in 0..20 {
        let slopes = Slopes { by_share: &mut by_share, jacobian: &mut jacobian };
        system.evaluate(&x, 0.7, &mut f, Some(slopes));
    }
    println!("linearize {:?}", t.elapsed() / 20);
    let t = std::time::Instant::now();
    for _ in 0..100 { jacobian.times(&f, &mut product); }
    println!("product {:?}", t.elapsed() / 100);
    let mut rounds = Rounds::new(&game, &columns);
    let mut image = x.clone();
    let mut layer = Layer::new(&game);
    let t = std::time::Instant::now();
    for _ in 0..20 { rounds.pass(&x, &mut image, 0.7, layer.choose()); }
    println!("kernel {:?}", t.elapsed() / 20);
}
