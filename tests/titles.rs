//! What charts are called: every title states a finding, and fits in two lines of a phone.

#[path = "common/svg.rs"]
mod svg;

use demarche::chart::Sheet;
use demarche::lab::{Histories, Lab, Seed};
use demarche::report::{
    LeverWorldsSummary, LeverageSummary, Report, RunSummary, StripsSummary, SweepSummary,
    SweepWorldsSummary, TestSummary,
};
use demarche::scenario::Edit;
use demarche::study::request::{Asked, question};
use demarche::study::{Drawing, Job, Pull, across, claims, leverage, strips, sweep};
use demarche::task::Silent;

/// The size of a title on a phone, px.
const TITLE: f32 = 17.0;

fn lab(name: &str) -> Lab {
    Lab::open(name).expect("a scenario")
}

fn summary(lab: &Lab) -> RunSummary {
    let run = lab.run(Histories(500), Seed(1)).expect("an equilibrium");
    run.summary()
}

/// The titles of a report's charts by stem, each of at most two lines on a phone.
fn titles(report: &impl Report) -> Vec<(&'static str, String)> {
    let pictures = report.charts(Sheet::PHONE).expect("charts that fit");
    let one = |picture: demarche::report::Picture| {
        let texts = svg::texts(&picture.svg);
        let lines = texts.iter().filter(|text| text.size == TITLE);
        let lines: Vec<&str> = lines.map(|text| text.words.as_str()).collect();
        let title = lines.join(" ");
        assert!((1..=2).contains(&lines.len()), "{}: {title}", picture.stem);
        assert!(!title.ends_with('?'), "{}: {title}", picture.stem);
        (picture.stem, title)
    };
    pictures.into_iter().map(one).collect()
}

#[test]
fn charts_state_what_was_found() {
    for name in [
        "scenarios/starter.toml",
        "classics/threat",
        "classics/chain_store",
        "classics/trust",
        "classics/baron_ferejohn",
    ] {
        let run = summary(&lab(name));
        let all = titles(&run);
        let of = |stem: &str| {
            let found = all.iter().find(|(own, _)| *own == stem);
            found.expect("that chart").1.clone()
        };
        let best = run.likeliest();
        let label = of("outcomes").to_lowercase();
        let start = format!("“{}”", best.label.to_lowercase());
        assert!(label.starts_with(&start), "{label}");
        assert!(of("course").contains("moves most"), "{}", of("course"));
    }
}

#[test]
fn studies_state_what_was_found() {
    let lab = lab("scenarios/starter.toml");
    let engine = lab.engine().expect("a model");
    let scenario = lab.scenario();
    let found = claims(&engine, 0.01, false, &Silent).expect("verdicts");
    let all = titles(&TestSummary::of(&found, scenario, 0.01));
    assert_eq!(all, [("claims", "The claim holds".to_string())]);
    let found = leverage(&engine, None, 5, &Silent).expect("levers");
    titles(&LeverageSummary::of(&found, None, scenario));
    let base = engine
        .run(&[Job::default()], "solving", &Silent)
        .expect("an equilibrium");
    let found = strips(&engine, &base[0], 5, &Silent).expect("strips");
    let all = titles(&StripsSummary::of(&base[0], &found, scenario));
    assert!(all[0].1.contains("gives way to"), "{all:?}");
}

#[test]
fn of_equally_likely_ends_the_first_is_named() {
    let mut run = summary(&lab("scenarios/starter.toml"));
    for outcome in &mut run.outcomes {
        outcome.exact = Some(0.25);
    }
    assert_eq!(titles(&run)[0].1, "“war” is likeliest, 25%");
}

#[test]
fn a_longer_shadow_or_another_equilibrium_puts_a_title_in_doubt() {
    let mut run = summary(&lab("scenarios/starter.toml"));
    let best = run.likeliest().id.clone();
    for outcome in &mut run.outcomes {
        let change = if outcome.id == best { -0.5 } else { 0.1 };
        outcome.longer = Some(vec![0.0, change]);
    }
    let all = titles(&run);
    assert!(
        all[0].1.ends_with("but not under a longer shadow"),
        "{all:?}"
    );
}

#[test]
fn in_worlds_a_sweep_and_a_lever_say_how_often() {
    let lab = lab("scenarios/starter.toml");
    let engine = lab.engine().expect("a game");
    let scenario = &engine.model.scenario;
    let drawing = Drawing::Ranges(16);
    let vary = ["patience=0.5,0.9".to_string()];
    let asked = Asked {
        vary: &vary,
        measures: &[],
        thresholds: &[],
        tolerance: 0.001,
    };
    let asked = question(&asked, &engine.model).expect("a question");
    let only = asked.vary[0].clone();
    let variants: Vec<Vec<Edit>> = only
        .values
        .iter()
        .map(|x| vec![Edit::set(&only.path, x)])
        .collect();
    let found = sweep(&engine, asked, &Silent).unwrap_or_else(|e| panic!("{e}"));
    let mut summary = SweepSummary::of(&found, scenario);
    let worlds = across(&engine, (&variants, &[]), (&drawing, 1), &Silent);
    let worlds = worlds.unwrap_or_else(|e| panic!("{e}"));
    summary.worlds = Some(SweepWorldsSummary::of(&worlds, &only, &[], scenario));
    let all = titles(&summary);
    let title = &all
        .iter()
        .find(|(stem, _)| *stem == "worlds")
        .expect("that chart")
        .1;
    assert!(title.contains("of worlds"), "{title}");

    let pulls = Pull::all(&engine.model);
    let pulled = pulls.iter().map(|pull| vec![pull.edit()]);
    let variants: Vec<Vec<Edit>> = [vec![]].into_iter().chain(pulled).collect();
    let worlds = across(&engine, (&variants, &[]), (&drawing, 1), &Silent);
    let worlds = worlds.unwrap_or_else(|e| panic!("{e}"));
    let found = leverage(&engine, None, 3, &Silent).unwrap_or_else(|e| panic!("{e}"));
    let mut summary = LeverageSummary::of(&found, None, scenario);
    summary.worlds = Some(LeverWorldsSummary::of(&worlds, &pulls, scenario));
    let all = titles(&summary);
    let title = &all
        .iter()
        .find(|(stem, _)| *stem == "levers_in_worlds")
        .expect("that chart")
        .1;
    assert!(title.starts_with("Without “"), "{title}");
    // the title's share is of worlds that go the way of the mean
    assert!(title.contains("% of worlds"), "{title}");
}
