//! Shipped files and the examples of the README: valid TOML 1.0, sound, and drawn without faults.

mod common;
#[path = "common/svg.rs"]
mod svg;

use demarche::report::{CompareSummary, Report, RunSummary};
use demarche::scenario::{load, load_text, shipped};
use demarche::study::{Options, Run, compare, run};

fn played(name: &str) -> Run {
    let options = Options {
        seed: 1,
        histories: 2000,
        until: None,
        limits: Default::default(),
    };
    let sets: Vec<String> = common::quick(name).iter().map(|s| s.to_string()).collect();
    let scenario = load(name, &sets).unwrap_or_else(|f| panic!("{f}"));
    run(scenario, &options, &|_, _| {}).unwrap_or_else(|f| panic!("{f}"))
}

/// The blocks of the README in the given language.
fn blocks(language: &str) -> Vec<String> {
    let readme = std::fs::read_to_string("README.md").expect("the README");
    let fence = format!("```{language}\n");
    let block = |part: &str| part.split("```").next().unwrap_or("").to_string();
    readme.split(&fence).skip(1).map(block).collect()
}

#[test]
fn shipped_files_and_examples_are_toml_1_0() {
    let mut texts: Vec<(String, String)> = shipped::names()
        .map(|n| {
            (
                n.to_string(),
                shipped::text(n).expect("shipped").to_string(),
            )
        })
        .collect();
    texts.push(("the starter".into(), shipped::STARTER.into()));
    texts.extend(blocks("toml").into_iter().map(|b| ("the README".into(), b)));
    assert!(texts.len() > 15);
    for (name, text) in texts {
        if let Err(e) = text.parse::<toml_1_0::Table>() {
            panic!("{name}: {e}");
        }
    }
}

#[test]
fn examples_of_the_readme_are_sound() {
    let examples = blocks("toml");
    assert!(examples.len() >= 2);
    for (i, example) in examples.iter().enumerate() {
        let scenario = load_text(&format!("readme_{i}"), example, &[]);
        let scenario = scenario.unwrap_or_else(|f| panic!("{f}"));
        assert!(scenario.warnings.is_empty(), "{example}");
    }
}

#[test]
fn every_chart_of_every_shipped_scenario_can_be_read() {
    for name in shipped::names() {
        let summary = RunSummary::of(&played(name), 1);
        for picture in summary.charts().expect("drawn") {
            let faults = svg::layout_faults(&picture.svg);
            assert!(faults.is_empty(), "{name}, {}: {faults:#?}", picture.stem);
        }
    }
}

#[test]
fn charts_of_comparisons_can_be_read() {
    let names = [
        "north_korea_2006",
        "credible_guarantee",
        "no_veto",
        "erratic_actors",
        "us_hawk",
        "light_retaliation",
    ];
    let runs: Vec<Run> = names.iter().map(|n| played(n)).collect();
    for many in [2, 4, 6] {
        let runs = &runs[..many];
        let summaries = runs.iter().map(|r| RunSummary::of(r, 1)).collect();
        let names: Vec<String> = names[..many].iter().map(|n| n.to_string()).collect();
        let summary = CompareSummary::of(&compare(runs), &names, summaries);
        for picture in summary.charts().expect("drawn") {
            let faults = svg::layout_faults(&picture.svg);
            assert!(faults.is_empty(), "{many} {}: {faults:#?}", picture.stem);
        }
    }
}
