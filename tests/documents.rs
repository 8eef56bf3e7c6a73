//! Shipped files and the examples of the README: valid TOML 1.0, sound, and drawn without faults.

mod common;
#[path = "common/svg.rs"]
mod svg;

use common::lab;
use demarche::chart::Sheet;
use demarche::report::{CompareSummary, Picture, Report, RunSummary};
use demarche::scenario::shipped;
use demarche::study::{Run, compare};

fn quick_run(name: &str) -> Run {
    lab::run(lab::open(name, lab::quick(name)), 1, 2000)
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
    for example in &examples {
        let scenario = lab::read(example, &[]);
        assert!(scenario.warnings.is_empty(), "{example}");
    }
}

/// The charts on a page and on a phone.
fn on_all_sheets(summary: &impl Report) -> Vec<Picture> {
    let drawn = |sheet| summary.charts(sheet).expect("drawn");
    [drawn(Sheet::default()), drawn(Sheet::PHONE)].concat()
}

fn can_be_read(picture: &Picture, of: &str) {
    let faults = svg::layout_faults(&picture.svg);
    assert!(faults.is_empty(), "{of}, {}: {faults:#?}", picture.stem);
}

#[test]
fn every_chart_of_every_shipped_scenario_can_be_read() {
    for name in shipped::names() {
        let summary = RunSummary::of(&quick_run(name), 1);
        for picture in on_all_sheets(&summary) {
            can_be_read(&picture, name);
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
    let runs: Vec<Run> = names.iter().map(|n| quick_run(n)).collect();
    for many in [2, 4, 6] {
        let runs = &runs[..many];
        let summaries = runs.iter().map(|r| RunSummary::of(r, 1)).collect();
        let names: Vec<String> = names[..many].iter().map(|n| n.to_string()).collect();
        let summary = CompareSummary::of(&compare(runs), &names, summaries);
        for picture in on_all_sheets(&summary) {
            can_be_read(&picture, &many.to_string());
        }
    }
}
