//! Slides: every chart on exactly 1280 by 720 px, nothing of it outside, and as large as it can be.

#[path = "common/svg.rs"]
mod svg;

use demarche::chart::{self, Sheet};
use demarche::lab::{Histories, Lab, Seed};
use demarche::report::{LeverageSummary, Report, Slides, TestSummary, slides};
use demarche::study::{claims, leverage};
use demarche::task::Silent;

/// Checks the slides of a report; gives of each the smallest text, px.
fn holds(report: &impl Report) -> Vec<(&'static str, f32)> {
    let Slides {
        pictures: all,
        too_tall,
    } = slides(report).expect("charts that fit");
    let charts = report.charts(Sheet::default()).expect("charts that fit");
    let stems = |all: &[demarche::report::Picture]| all.iter().map(|p| p.stem).collect::<Vec<_>>();
    let shown = |stem: &&&str| !too_tall.contains(*stem);
    let wanted = stems(&charts);
    let wanted: Vec<&str> = wanted.iter().filter(shown).copied().collect();
    assert_eq!(stems(&all), wanted);
    let one = |picture: &demarche::report::Picture| {
        let (stem, drawn) = (picture.stem, picture.svg.as_str());
        let size = svg::tree(drawn).size();
        assert_eq!((size.width(), size.height()), (1280.0, 720.0), "{stem}");
        let png = chart::slide_png(drawn).expect("a picture");
        let picture = resvg::tiny_skia::Pixmap::decode_png(&png).expect("a PNG");
        assert_eq!((picture.width(), picture.height()), (1280, 720), "{stem}");
        // the ground reaches the edges
        let corner = picture.pixel(0, 719).expect("a corner");
        assert_eq!((corner.red(), corner.alpha()), (255, 255), "{stem}");
        let box_of = drawn.split("viewBox=\"").nth(1).expect("a box");
        let wide: f32 = box_of
            .split(' ')
            .nth(2)
            .and_then(|w| w.parse().ok())
            .expect("a width");
        let scale = 1280.0 / (wide / 100.0);
        let texts = svg::texts(drawn);
        for text in &texts {
            let within = text.left >= 0.0 && text.right <= 1280.0;
            let within = within && text.top >= 0.0 && text.bottom <= 720.0;
            assert!(within, "{stem}: {text:?}");
        }
        (
            stem,
            texts
                .iter()
                .map(|t| t.size * scale)
                .fold(f32::MAX, f32::min),
        )
    };
    all.iter().map(one).collect()
}

#[test]
fn slides_have_their_size_and_hold_their_texts() {
    let lab = Lab::open("scenarios/starter.toml").expect("a scenario");
    let run = lab.run(Histories(500), Seed(1)).expect("an equilibrium");
    let sizes = holds(&run.summary());
    // nothing that is on a slide is too small to be read
    assert!(sizes.iter().all(|s| s.1 >= 8.0), "{sizes:?}");
    let (_, outcomes) = sizes
        .iter()
        .find(|s| s.0 == "outcomes")
        .expect("that chart");
    assert!(*outcomes >= 16.0, "{sizes:?}");
    let engine = lab.engine().expect("a model");
    let found = claims(&engine, 0.01, false, &Silent).expect("verdicts");
    let claims = holds(&TestSummary::of(&found, lab.scenario(), 0.01));
    assert!(claims[0].1 >= 16.0, "{claims:?}");
    let found = leverage(&engine, None, 5, &Silent).expect("levers");
    holds(&LeverageSummary::of(&found, None, lab.scenario()));
}
