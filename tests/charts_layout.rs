//! Every chart, with little, ordinary and much data: no text lies on another or leaves the
//! picture, every label can be read, lengths are proportional to values, bytes never change.
//! With the environment variable `CHARTS_LOOK` set to a folder, the pictures are written there.

#[path = "common/svg.rs"]
mod svg;

use demarche::chart::{self, Bar, Column, Frame, palette};

const OUTCOMES: [&str; 8] = [
    "Deal in force",
    "Chapter VII sanctions",
    "Talks only",
    "Strike",
    "Stalemate",
    "Second nuclear test",
    "Return to the Six-Party Talks without preconditions",
    "“Regime” collapse & <chaos>, 北京 é",
];
const VARIANTS: [&str; 4] = [
    "As it was",
    "China votes for sanctions at once",
    "No light-water reactor on the table, and the Banco Delta Asia funds stay frozen throughout",
    "“Patience” < 0.9",
];

fn frame(words: &str) -> Frame {
    Frame {
        title: words.into(),
        subtitle: "North Korea 2006, 10 rounds from Q3 2006 to Q4 2008, 100,000 histories".into(),
        note:
            "Source: demarche, scenario north-korea-2006, seed 1, 100,000 histories. Payoffs are \
               the scenario's own; the result says what follows from them, not what will happen."
                .into(),
    }
}

fn long(n: usize) -> String {
    "The Security Council imposes an arms embargo, inspections of cargo and a freeze of all funds "
        .repeat(n)
}

/// `n` columns made by `body` from their number.
fn columns<T>(n: usize, body: impl Fn(usize) -> T) -> Vec<Column<T>> {
    (0..n)
        .map(|i| Column {
            title: if n == 1 {
                String::new()
            } else {
                VARIANTS[i].into()
            },
            body: body(i),
        })
        .collect()
}

/// Numbers in 0..1 that look like chance, but are the same at every run.
fn noise(i: usize) -> f64 {
    let x = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1u64 << 53) as f64
}

/// `n` shares that sum to 1.
fn shares(n: usize, salt: usize) -> Vec<f64> {
    let raw: Vec<f64> = (0..n)
        .map(|i| noise(i + 31 * salt).powi(2) + 0.002)
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|v| v / sum).collect()
}

/// Checks what holds for every chart, and writes the picture where it is to be looked at.
fn check(name: &str, draw: impl Fn() -> anyhow::Result<String>, labels: &[&str]) -> String {
    let drawn = draw().expect("the chart is drawn");
    assert_eq!(
        drawn,
        draw().expect("again"),
        "{name}: same input, same bytes"
    );
    let png = chart::png(&drawn).expect("the PNG is drawn");
    if let Ok(folder) = std::env::var("CHARTS_LOOK") {
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(path.with_extension("png"), &png).expect("written");
        std::fs::write(path.with_extension("svg"), &drawn).expect("written");
    }
    let faults = svg::layout_faults(&drawn);
    assert!(faults.is_empty(), "{name}: {faults:#?}");
    assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{name}");
    let read = svg::readable(&drawn);
    for label in labels {
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(read.contains(&label), "{name}: {label:?} not in {read}");
    }
    let picture = resvg::tiny_skia::Pixmap::decode_png(&png).expect("the PNG can be read");
    let size = svg::tree(&drawn).size();
    assert_eq!(picture.width(), 2 * size.width() as u32, "{name}");
    assert_eq!(picture.height(), 2 * size.height() as u32, "{name}");
    let dark = picture.pixels().iter().filter(|p| p.red() < 128).count();
    assert!(dark > 500, "{name} is blank");
    drawn
}

fn bar(label: &str, i: usize, share: f64, half: f64) -> Bar {
    Bar {
        label: label.into(),
        colour: palette::outcome(i),
        exact: Some((share + 0.3 * half).min(1.0)),
        simulated: share,
        low: (share - half).max(0.0),
        high: (share + half).min(1.0),
    }
}

#[test]
fn outcomes() {
    for n in 1..=4 {
        let of = |k: usize| {
            let s = shares(5, k);
            (0..5).map(|i| bar(OUTCOMES[i], i, s[i], 0.003)).collect()
        };
        let c = columns(n, of);
        let f = frame("A deal comes into force in one history of three");
        let mut labels = OUTCOMES[..5].to_vec();
        labels.extend(if n == 1 { &[] } else { &VARIANTS[..n] });
        let s = check(
            &format!("outcomes-{n}"),
            || chart::outcomes(&f, &c),
            &labels,
        );
        let lengths = svg::numbers(&s, "bar", "width");
        let values: Vec<f64> = c
            .iter()
            .flat_map(|c| &c.body)
            .map(|b| b.simulated)
            .collect();
        let full = lengths[0] / values[0];
        for (l, v) in lengths.iter().zip(&values) {
            assert!((l - v * full).abs() < 0.1, "{l} for {v}");
        }
    }
    let (one, two) = (long(1), long(2));
    let names = [&OUTCOMES[..], &[&one, &two, "X", "Ⅶ"]].concat();
    let f = frame(&long(3));
    for n in [1, 3] {
        let of = |k: usize| {
            let s = shares(12, k);
            (0..12).map(|i| bar(names[i], i, s[i], 0.05)).collect()
        };
        let c = columns(n, of);
        check(
            &format!("outcomes-many-{n}"),
            || chart::outcomes(&f, &c),
            &names,
        );
        let c = columns(n, |_| vec![bar("Only one", 0, 1.0, 0.0)]);
        check(
            &format!("outcomes-one-{n}"),
            || chart::outcomes(&f, &c),
            &["Only one"],
        );
        let c = columns(n, |k| {
            let of = |i| bar(OUTCOMES[i], i, if i == k { 1.0 } else { 0.0 }, 0.0001);
            (0..8).map(of).collect()
        });
        check(
            &format!("outcomes-extreme-{n}"),
            || chart::outcomes(&f, &c),
            &OUTCOMES,
        );
        let c = columns(n, |_| OUTCOMES.map(|l| bar(l, 0, 0.0, 0.0)).to_vec());
        check(
            &format!("outcomes-zero-{n}"),
            || chart::outcomes(&f, &c),
            &OUTCOMES,
        );
    }
}

#[test]
fn a_planted_fault_is_found() {
    let page = |body: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">\
             <g font-family=\"'Noto Sans', sans-serif\" font-size=\"12\">{body}</g></svg>"
        )
    };
    let good = page("<text x=\"10\" y=\"20\">Deal</text><text x=\"10\" y=\"36\">Strike</text>");
    assert!(svg::layout_faults(&good).is_empty());
    for bad in [
        "<text x=\"10\" y=\"20\">Deal</text><text x=\"30\" y=\"24\">Strike</text>",
        "<text x=\"180\" y=\"20\">Strike</text>",
        "<text x=\"10\" y=\"4\">Strike</text>",
        "<text x=\"10\" y=\"20\" font-size=\"9\">Strike</text>",
        "<text x=\"10\" y=\"20\" font-family=\"Helvetica\">Strike</text>",
    ] {
        assert!(!svg::layout_faults(&page(bad)).is_empty(), "{bad}");
    }
}
