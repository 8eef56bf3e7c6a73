//! How fast the default scenario is compiled, solved, forecast, played and drawn, and played without end.
//!
//! `cargo bench` measures; `cargo bench -- --save-baseline before`, then `--baseline before` after
//! a change, compares. The machine's noise is larger than most changes: trust ratios of one run.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use demarche::chart::Sheet;
use demarche::game::{Limits, compile};
use demarche::report::{Picture, Report, RunSummary};
use demarche::scenario::{load, shipped};
use demarche::simulate::simulate;
use demarche::solve::{Solver, solve};
use demarche::study::{Options, run};
use demarche::{chart, forecast};
use std::hint::black_box;

const HISTORIES: usize = 100_000;

fn engine(c: &mut Criterion) {
    let finite = ["time.shadow=8".to_string()];
    let scenario = load(shipped::DEFAULT, &finite).expect("the default scenario");
    let limits = Limits::default();
    let game = compile(&scenario, &limits).expect("it compiles");
    let solution = solve(&game, &|_, _| {}).expect("settles");
    let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    let options = Options {
        seed: 2006,
        histories: HISTORIES,
        until: None,
        limits,
    };

    let mut group = c.benchmark_group("engine");
    group.sample_size(10);
    group.bench_function("read", |b| {
        b.iter(|| load(black_box(shipped::DEFAULT), &[]))
    });
    group.throughput(Throughput::Elements(game.structure.positions().len() as u64));
    group.bench_function("compile (per position)", |b| {
        b.iter(|| compile(black_box(&scenario), &limits))
    });
    let horizon = game.horizon().expect("its rounds are counted here");
    let decisions = game.structure.positions().len() * horizon;
    group.throughput(Throughput::Elements(decisions as u64));
    group.bench_function("solve (per position and round)", |b| {
        b.iter(|| solve(black_box(&game), &|_, _| {}))
    });
    group.throughput(Throughput::Elements(
        (game.structure.positions().len() * game.rounds) as u64,
    ));
    group.bench_function("forecast (per position and round)", |b| {
        b.iter(|| forecast::forecast(black_box(&game), &solution, 0))
    });
    group.throughput(Throughput::Elements(HISTORIES as u64));
    group.bench_function("simulate (per history)", |b| {
        b.iter(|| {
            simulate(
                black_box(&game),
                &solution,
                &actors,
                &[],
                2006,
                0..HISTORIES,
                &|_, _| {},
            )
        })
    });
    group.bench_function("run, without reports", |b| {
        b.iter(|| run(black_box(scenario.clone()), &options, &|_, _| {}))
    });
    group.finish();

    let done = run(scenario.clone(), &options, &|_, _| {}).expect("it runs");
    let summary = RunSummary::of(&done, 2006);
    let pictures = summary.charts(Sheet::default()).expect("charts");
    let mut group = c.benchmark_group("reports");
    group.sample_size(10);
    group.bench_function("summary", |b| {
        b.iter(|| RunSummary::of(black_box(&done), 2006))
    });
    group.bench_function("charts as SVG", |b| {
        b.iter(|| black_box(&summary).charts(Sheet::default()))
    });
    group.bench_function("charts as PNG", |b| {
        b.iter(|| {
            let png = |p: &Picture| chart::png(&p.svg).expect("a picture").len();
            pictures.iter().map(png).sum::<usize>()
        })
    });
    group.finish();
}

/// The cost of types: the same crisis cut down to two actors, untyped, with one side typed, with
/// both; per position, round and point of belief.
fn types(c: &mut Criterion) {
    let mut group = c.benchmark_group("types");
    group.sample_size(10);
    let north_korea = "actors.north_korea.types.keeper.prior";
    let bargainer = "actors.north_korea.types.bargainer.prior";
    let gone = "actors.united_states.types.wants_it_gone.prior";
    let lives = "actors.united_states.types.lives_with_it.prior";
    // a type of prior 0 is taken away
    let known = |kind: &str, other: &str| vec![format!("{kind}=0"), format!("{other}=1")];
    let one = known(gone, lives);
    let none = [one.clone(), known(north_korea, bargainer)].concat();
    for (name, sets) in [("nobody", none), ("one side", one), ("both sides", vec![])] {
        let sets = [sets, vec!["beliefs.points=5".to_string()]].concat();
        let scenario = load("two_sided_2006", &sets).expect("it is shipped");
        let game = compile(&scenario, &Limits::default()).expect("it compiles");
        let horizon = game.horizon().expect("rounds are counted");
        let cells = game.structure.positions().len() * horizon * game.beliefs.count;
        group.throughput(Throughput::Elements(cells as u64));
        group.bench_function(
            format!("solve, {name} typed (per position, round, point)"),
            |b| b.iter(|| solve(black_box(&game), &|_, _| {})),
        );
    }
    group.finish();
}

/// Play without end: the starter file, and July 2006 at two precisions, along the branch once and,
/// with the certificate, twice. Nearly all of it is sweeps over a block and products with their derivative.
fn endless(c: &mut Criterion) {
    let mut group = c.benchmark_group("endless");
    group.sample_size(10);
    for (name, precision) in [
        ("scenarios/starter.toml", "4"),
        ("north_korea_2006", "1"),
        ("north_korea_2006", "5"),
    ] {
        let sets = [
            "time.shadow=unbounded".to_string(),
            format!("precision={precision}"),
        ];
        let scenario = load(name, &sets).expect("it is shipped");
        let game = compile(&scenario, &Limits::default()).expect("it compiles");
        for (how, solver) in [("once", Solver::AGAIN), ("certified", Solver::default())] {
            group.bench_function(format!("{name} at precision {precision}, {how}"), |b| {
                b.iter(|| solver.solve(black_box(&game), &|_, _| {}))
            });
        }
    }
    group.finish();
}

criterion_group!(benches, engine, types, endless);
criterion_main!(benches);
