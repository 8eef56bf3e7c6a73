//! Every chart, with little, ordinary and much data: no text lies on another or leaves the
//! picture, every label can be read, lengths are proportional to values, bytes never change.
//! With the environment variable `CHARTS_LOOK` set to a folder, the pictures are written there.

#[path = "common/svg.rs"]
mod svg;

use demarche::chart::{
    self, Accounts, Across, ActorPanel, Along, Bar, Became, Candidate, Claimed, Column, Curve,
    Difference, DotRow, Ending, Fan, Fill, Forecast, Frame, Interval, Line, Look, Map, Matrix,
    Mover, MoverRow, Panel, PayoffRow, Ruling, Scales, Sheet, Span, Spread, Stack, Stream, Strip,
    StripRow, Sure, Unfolding, Use, palette,
};

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
        sheet: Sheet::default(),
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

/// The sheets that every chart is drawn on.
const SHEETS: [(&str, Sheet); 4] = [
    ("", PAGE),
    ("-400", Sheet::PHONE),
    ("-dark", Sheet { dark: true, ..PAGE }),
    (
        "-400-dark",
        Sheet {
            dark: true,
            ..Sheet::PHONE
        },
    ),
];

const PAGE: Sheet = Sheet {
    width: 960,
    dark: false,
};

/// Checks what holds for every chart on every sheet, writes the pictures where they are to be looked at,
/// and gives that on a page.
fn check(
    name: &str,
    frame: &Frame,
    draw: impl Fn(&Frame) -> Result<String, chart::Error>,
    labels: &[&str],
) -> String {
    let drawn = SHEETS.map(|(suffix, sheet)| {
        let frame = Frame {
            sheet,
            ..frame.clone()
        };
        let name = format!("{name}{suffix}");
        let drawn = draw(&frame).expect("the chart is drawn");
        holds(&name, &drawn, sheet, labels);
        drawn
    });
    let [page, _, dark, _] = &drawn;
    assert_eq!(
        *page,
        draw(frame).expect("again"),
        "{name}: same input, same bytes"
    );
    // the ground changes no place
    assert_eq!(svg::texts(page).len(), svg::texts(dark).len(), "{name}");
    page.clone()
}

/// Checks a picture on a sheet. The ground changes no place, so that places are checked on light ones.
fn holds(name: &str, drawn: &str, sheet: Sheet, labels: &[&str]) {
    let faults = if sheet.dark {
        vec![]
    } else {
        svg::layout_faults(drawn)
    };
    assert!(faults.is_empty(), "{name}: {faults:#?}");
    assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{name}");
    assert!(
        !drawn.contains("<style") && !drawn.contains("<script"),
        "{name}"
    );
    let read = svg::readable(drawn);
    for label in labels {
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(read.contains(&label), "{name}: {label:?} not in {read}");
    }
    // pixels take most of the time: one sheet of each width, one of each ground
    let looked_at = std::env::var_os("CHARTS_LOOK").is_some();
    if looked_at || sheet == PAGE || sheet == SHEETS[3].1 {
        pixels(name, drawn, sheet);
    }
}

/// Checks the pixels of a picture.
fn pixels(name: &str, drawn: &str, sheet: Sheet) {
    let png = chart::png(drawn).expect("the PNG is drawn");
    if let Ok(folder) = std::env::var("CHARTS_LOOK") {
        let path = |kind| std::path::Path::new(&folder).join(format!("{name}.{kind}"));
        std::fs::write(path("png"), &png).expect("written");
        std::fs::write(path("svg"), drawn).expect("written");
    }
    let picture = resvg::tiny_skia::Pixmap::decode_png(&png).expect("the PNG can be read");
    let size = svg::tree(drawn).size();
    assert_eq!(size.width(), sheet.width as f32, "{name}");
    assert_eq!(picture.width(), 2 * size.width() as u32, "{name}");
    assert_eq!(picture.height(), 2 * size.height() as u32, "{name}");
    let dark = picture.pixels().iter().filter(|p| p.red() < 128).count();
    let ink = if sheet.dark {
        picture.pixels().len() - dark
    } else {
        dark
    };
    assert!(ink > 500, "{name} is blank");
}

fn bar(label: &str, i: usize, share: f64, half: f64) -> Bar {
    Bar {
        label: label.into(),
        colour: palette::outcome(i),
        share,
        range: Some(((share - half).max(0.0), (share + half).min(1.0))),
        before: (half > 0.01).then_some(1.0 - share),
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
            &f,
            |f| {
                chart::outcomes(
                    f,
                    ("the range over longer shadows", "the file as opened"),
                    &c,
                )
            },
            &labels,
        );
        let lengths = svg::numbers(&s, "bar", "width");
        let values: Vec<f64> = c.iter().flat_map(|c| &c.body).map(|b| b.share).collect();
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
            &f,
            |f| {
                chart::outcomes(
                    f,
                    ("the range over longer shadows", "the file as opened"),
                    &c,
                )
            },
            &names,
        );
        let c = columns(n, |_| vec![bar("Only one", 0, 1.0, 0.0)]);
        check(
            &format!("outcomes-one-{n}"),
            &f,
            |f| {
                chart::outcomes(
                    f,
                    ("the range over longer shadows", "the file as opened"),
                    &c,
                )
            },
            &["Only one"],
        );
        let c = columns(n, |k| {
            let of = |i| bar(OUTCOMES[i], i, if i == k { 1.0 } else { 0.0 }, 0.0001);
            (0..8).map(of).collect()
        });
        check(
            &format!("outcomes-extreme-{n}"),
            &f,
            |f| {
                chart::outcomes(
                    f,
                    ("the range over longer shadows", "the file as opened"),
                    &c,
                )
            },
            &OUTCOMES,
        );
        let c = columns(n, |_| OUTCOMES.map(|l| bar(l, 0, 0.0, 0.0)).to_vec());
        check(
            &format!("outcomes-zero-{n}"),
            &f,
            |f| {
                chart::outcomes(
                    f,
                    ("the range over longer shadows", "the file as opened"),
                    &c,
                )
            },
            &OUTCOMES,
        );
    }
}

fn quarters(n: usize) -> Vec<String> {
    let of = |i: usize| format!("Q{} {}", (i + 2) % 4 + 1, 2006 + (i + 2) / 4);
    (0..n).map(of).collect()
}

fn curve(label: &str, i: usize, end: f64, rounds: usize) -> Curve {
    let start = noise(i + 5) * 0.5;
    let at = |t: usize| ((t as f64 / rounds as f64 - start) / (1.0 - start)).max(0.0);
    let last = at(rounds - 1).max(1e-9);
    Curve {
        label: label.into(),
        look: match i {
            0..4 => Look::Colour(palette::outcome(i)),
            _ => Look::Ink(i - 4),
        },
        values: (0..rounds).map(|t| end * (at(t) / last).min(1.0)).collect(),
    }
}

#[test]
fn timing() {
    let f = frame("Sanctions come early or not at all; a deal takes two years");
    for n in 1..=4 {
        let c = columns(n, |k| {
            let s = shares(5, k);
            (0..5)
                .map(|i| curve(OUTCOMES[i], i + k, s[i], 10))
                .collect()
        });
        check(
            &format!("timing-{n}"),
            &f,
            |f| chart::timing(f, &c, &quarters(10)),
            &OUTCOMES[..5],
        );
    }
    let (one, two) = (long(1), long(2));
    let names = [&OUTCOMES[..], &[&one, &two]].concat();
    let f = frame(&long(2));
    for n in [1, 2, 3] {
        for rounds in [1, 2, 40, 200] {
            let c = columns(n, |k| {
                let s = shares(10, k);
                (0..10).map(|i| curve(names[i], i, s[i], rounds)).collect()
            });
            let name = format!("timing-many-{n}-{rounds}");
            check(
                &name,
                &f,
                |f| chart::timing(f, &c, &quarters(rounds)),
                &names,
            );
            let c = columns(n, |k| {
                let end = |i| if i == k { 1.0 } else { 0.0 };
                (0..8)
                    .map(|i| curve(OUTCOMES[i], i, end(i), rounds))
                    .collect()
            });
            let name = format!("timing-extreme-{n}-{rounds}");
            check(
                &name,
                &f,
                |f| chart::timing(f, &c, &quarters(rounds)),
                &OUTCOMES,
            );
        }
        let c = columns(n, |_| vec![curve("Only one", 0, 0.5, 3)]);
        let rounds = [two.clone(), "2".into(), one.clone()];
        check(
            &format!("timing-one-{n}"),
            &f,
            |f| chart::timing(f, &c, &rounds),
            &["Only one"],
        );
    }
}

/// A state variable that drifts from its first level to its last.
fn strip(label: &str, levels: &[&str], rounds: usize, speed: f64) -> Strip {
    let n = levels.len();
    let mut shares = vec![vec![0.0; rounds]; n];
    for t in 0..rounds {
        let centre = speed * t as f64 / rounds as f64 * (n as f64 - 1.0);
        let weight = |l: usize| 1.0 / (1.0 + 4.0 * (l as f64 - centre).powi(4));
        let sum: f64 = (0..n).map(weight).sum();
        for (l, series) in shares.iter_mut().enumerate() {
            series[t] = weight(l) / sum;
        }
    }
    let furthest = (n - 1).max(1) as f64;
    let of = |(i, l): (usize, &&str)| (l.to_string(), i as f64 / furthest);
    Strip {
        label: label.into(),
        levels: levels.iter().enumerate().map(of).collect(),
        shares,
    }
}

fn state(rounds: usize, k: usize) -> Vec<Strip> {
    let speed = 0.6 + 0.3 * k as f64;
    let sanctions = ["none", "arms embargo", "financial", "full"];
    let programme = [
        "frozen",
        "plutonium reprocessed",
        "tested",
        "tested twice",
        "arsenal",
    ];
    let talks = [
        "suspended",
        "under way",
        "agreement in principle on verified dismantlement",
    ];
    vec![
        strip("Sanctions", &sanctions, rounds, speed),
        strip("Programme", &programme, rounds, speed * 0.7),
        strip("Six-Party Talks", &talks, rounds, speed * 0.5),
        strip("Banco Delta Asia funds frozen", &["no", "yes"], rounds, 1.0),
        strip("Kim Jong-il’s health", &["good"], rounds, 1.0),
    ]
}

#[test]
fn course() {
    let f = frame("Sanctions tighten while the programme goes on");
    for n in 1..=4 {
        for rounds in [1, 10, 40] {
            let c = columns(n, |k| state(rounds, k));
            // what is too thin to be seen is not named
            let seen = |s: &Strip, l: usize| s.shares[l].iter().any(|x| *x >= 0.005);
            let of = |s: &Strip| {
                let levels = (0..s.levels.len()).filter(|l| seen(s, *l));
                levels.map(|l| s.levels[l].0.clone()).collect::<Vec<_>>()
            };
            let all: Vec<String> = c[0].body.iter().flat_map(of).collect();
            let mut labels: Vec<&str> = all.iter().map(|l| l.as_str()).collect();
            labels.push("Banco Delta Asia funds frozen");
            let name = format!("course-{n}-{rounds}");
            let s = check(
                &name,
                &f,
                |f| chart::course(f, &c, &quarters(rounds)),
                &labels,
            );
            let tall: f64 = svg::numbers(&s, "share", "height").iter().sum();
            let strips = (n * 5 * rounds) as f64;
            let each = if n == 1 { 150.0 } else { 130.0 };
            assert!(
                (tall / strips - each).abs() < 0.1,
                "{name}: {}",
                tall / strips
            );
        }
        let names = [&OUTCOMES[..], &["nine", "ten", "eleven", "twelve"]].concat();
        let c = columns(n, |_| vec![strip(&long(1), &names, 40, 1.0)]);
        let name = format!("course-many-{n}");
        check(
            &name,
            &frame(&long(1)),
            |f| chart::course(f, &c, &quarters(40)),
            &names,
        );
    }
}

/// What is believed of types with these names: sure in the end where true, at the prior at first.
fn belief(of: usize, names: &[&str], rounds: usize) -> Fan {
    let truth = |k: usize| Spread {
        label: format!("if {}", names[k]),
        colour: palette::kind(k),
        rounds: (0..rounds)
            .map(|t| {
                let sure = (t + 1) as f64 / rounds as f64;
                let end = if k == of { 1.0 } else { 0.0 };
                [0.6, 0.8, 1.0, 1.1, 1.2].map(|w: f64| {
                    let near = (sure * w).min(1.0);
                    (1.0 - near) / names.len() as f64 + near * end
                })
            })
            .map(|mut q: [f64; 5]| {
                q.sort_by(f64::total_cmp);
                Some(q)
            })
            .collect(),
    };
    Fan {
        label: format!("North Korea: {}", names[of]),
        start: 1.0 / names.len() as f64,
        spreads: (0..names.len()).map(truth).collect(),
    }
}

#[test]
fn beliefs() {
    let kinds = [
        &["bargainer", "keeper"][..],
        &[
            "hawk",
            "dove",
            "one that would rather not say which of the two it is",
        ],
    ];
    for n in 1..=4 {
        for rounds in [1, 10, 40] {
            for names in kinds {
                let c = columns(n, |_| {
                    let all = 0..names.len() - usize::from(names.len() == 2);
                    all.map(|of| belief(of, names, rounds)).collect::<Vec<_>>()
                });
                let name = format!("beliefs-{n}-{rounds}-{}", names.len());
                let chart = |f: &Frame| chart::fans(f, &c, &quarters(rounds));
                let s = check(&name, &frame(&long(1)), chart, &["North Korea"]);
                let panels: usize = c.iter().map(|c| c.body.len()).sum();
                // a truth has two bands and a median
                let drawn = |class: &str| s.matches(&format!("class=\"{class}\"")).count();
                assert_eq!(drawn("median"), panels * names.len(), "{name}");
                assert_eq!(drawn("band"), 2 * panels * names.len(), "{name}");
            }
        }
    }
    let c = columns(1, |_| vec![belief(0, &["a", "b"], 3)]);
    assert!(chart::fans(&frame(""), &c, &quarters(4)).is_err());
}

#[test]
fn worlds() {
    for n in 1..=2 {
        let of = |k: usize| -> Vec<Span> {
            let one = |i: usize| {
                let mut quantiles = [0, 1, 2, 3, 4].map(|q| noise(i * 5 + q + 99 * k));
                quantiles.sort_by(f64::total_cmp);
                Span {
                    label: OUTCOMES[i].into(),
                    colour: palette::outcome(i),
                    quantiles,
                    marked: noise(i + 3),
                    words: "50%".into(),
                }
            };
            (0..OUTCOMES.len()).map(one).collect()
        };
        let c = columns(n, of);
        let name = format!("worlds-{n}");
        let words = [
            "as the file has it",
            "at the right: worlds in which it is the likeliest",
        ];
        let drawn = check(
            &name,
            &frame(&long(1)),
            |f| chart::spans(f, &c, words[0], words[1]),
            &words,
        );
        assert_eq!(
            drawn.matches("class=\"median\"").count(),
            n * OUTCOMES.len(),
            "{name}"
        );
    }
}

#[test]
fn matrices() {
    for n in [2, 7, 12] {
        let names = [&OUTCOMES[..], &["nine", "ten", "eleven", "twelve"]].concat();
        let matrix = |title: &str, rows: usize, times: f64, digits: usize| Matrix {
            title: title.into(),
            rows: (0..rows)
                .map(|i| format!("North Korea: {}", names[i % 12]))
                .collect(),
            columns: names[..n].iter().map(|s| s.to_string()).collect(),
            values: (0..rows)
                .map(|i| (0..n).map(|k| noise(i * 13 + k) - 0.5).collect())
                .collect(),
            times,
            digits,
        };
        let all = [
            matrix("If it is taken away", 25, 100.0, 0),
            matrix("Whose options move whose value", 3, 10.0, 1),
        ];
        let name = format!("matrices-{n}");
        let labels = ["If it is taken away", "North Korea: Deal in force"];
        let drawn = check(
            &name,
            &frame(&long(1)),
            |f| chart::matrices(f, &all),
            &labels,
        );
        let marks =
            drawn.matches("class=\"cell\"").count() + drawn.matches("class=\"none\"").count();
        assert_eq!(marks, 28 * n, "{name}");
    }
}

#[test]
fn movers() {
    for (rows, columns) in [(1, 1), (3, 4), (5, OUTCOMES.len()), (4, 12)] {
        let cell = |i: usize| {
            (i % 3 != 1).then(|| Mover {
                label: VARIANTS[i % VARIANTS.len()].into(),
                points: 200.0 * noise(i) - 100.0,
            })
        };
        let row = |r: usize| MoverRow {
            label: OUTCOMES[(r + 3) % OUTCOMES.len()].into(),
            cells: (0..columns).map(|c| cell(r * columns + c)).collect(),
        };
        let all: Vec<MoverRow> = (0..rows).map(row).collect();
        let names: Vec<String> = (0..columns)
            .map(|c| OUTCOMES[c % OUTCOMES.len()].to_string())
            .collect();
        let name = format!("movers-{rows}-{columns}");
        let labels = [VARIANTS[0], OUTCOMES[0], OUTCOMES[3]];
        let draw = |f: &Frame| chart::movers(f, &names, &all);
        let drawn = check(&name, &frame(&long(1)), draw, &labels);
        let cells = all.iter().flat_map(|r| r.cells.iter().flatten()).count();
        assert_eq!(drawn.matches("class=\"cell\"").count(), cells, "{name}");
        // the sign is told in words too
        let less = svg::texts(&drawn)
            .iter()
            .filter(|t| t.words.starts_with('−'))
            .count();
        let wanted = all.iter().flat_map(|r| r.cells.iter().flatten());
        let wanted = wanted.filter(|m| m.points <= -0.5).count();
        assert_eq!(less, wanted, "{name}");
    }
}

#[test]
fn claims() {
    for n in [1, 3, 29] {
        let row = |i: usize| Claimed {
            became: [Became::Broken, Became::Open, Became::Kept][i * 3 / n],
            verdict: ["fails", "cannot tell", "holds"][i * 3 / n].into(),
            colour: palette::NEUTRAL,
            claim: long(1 + i % 3),
            by: format!("C{i}_with_a_name · {}", VARIANTS[i % VARIANTS.len()]),
            expected: format!("{}: decreasing", OUTCOMES[i % OUTCOMES.len()]),
            over: "over turns.council.veto, [\"united_states\", \"china\"] to 0.25".into(),
            mean: i % 4 == 3,
            values: (0..1 + i % 5)
                .map(|k| (k + i % 7 != 2).then(|| noise(k + i * 5).round()))
                .collect(),
            threshold: i.is_multiple_of(2).then_some(0.5),
        };
        let all: Vec<Claimed> = (0..n).map(row).collect();
        let name = format!("claims-{n}");
        let labels = ["C0_with_a_name", "fails", "turns.council.veto"];
        let drawn = check(&name, &frame(&long(1)), |f| chart::claims(f, &all), &labels);
        let points: usize = all.iter().map(|s| s.values.iter().flatten().count()).sum();
        assert_eq!(drawn.matches("class=\"point\"").count(), points, "{name}");
        // a verdict is told by its shape, and not by its colour alone
        let shapes = [
            ("broken", 2, Became::Broken),
            ("open", 1, Became::Open),
            ("kept", 1, Became::Kept),
        ];
        for (class, strokes, became) in shapes {
            let rows = all.iter().filter(|row| row.became == became).count();
            let drawn = drawn.matches(&format!("class=\"{class}\"")).count();
            assert_eq!(drawn, strokes * rows, "{name}: {class}");
        }
    }
}

#[test]
fn scores() {
    for n in 1..=3 {
        let of = |k: usize| -> Vec<Forecast> {
            let one = |i: usize| Forecast {
                label: format!("{}, Q3 2006", OUTCOMES[i]),
                forecast: noise(i + 9 * k),
                happened: noise(i + 3).round(),
                base: (i == 2).then_some(0.3),
                score: "0.25".into(),
            };
            (0..OUTCOMES.len()).map(one).collect()
        };
        let c = columns(n, of);
        let name = format!("scores-{n}");
        let labels = ["forecast", "what happened", "base rate"];
        let drawn = check(&name, &frame(&long(1)), |f| chart::score(f, &c), &labels);
        let rows = n * OUTCOMES.len();
        assert_eq!(drawn.matches("class=\"happened\"").count(), rows, "{name}");
        assert_eq!(drawn.matches("class=\"error\"").count(), rows, "{name}");
    }
}

#[test]
fn intervals() {
    for (n, along) in [Scales::One, Scales::Ranges].into_iter().enumerate() {
        let rows = |count: usize| -> Vec<Interval> {
            let one = |i: usize| {
                let middle = noise(i) - if along == Scales::One { 0.4 } else { 0.0 };
                let around = |x: f64, by: f64| [x - by, x, x + by];
                Interval {
                    label: OUTCOMES[i].into(),
                    colour: palette::outcome(0),
                    known: around(middle, 0.1),
                    before: (along == Scales::Ranges).then(|| around(0.5, 0.45)),
                    words: format!("{middle:.3} ± 0.1"),
                }
            };
            (0..count).map(one).collect()
        };
        let name = format!("intervals-{n}");
        let keys = ["estimate with its interval", "at the right: figures"];
        let draw = |f: &Frame| chart::intervals(f, along, rows(OUTCOMES.len()), keys);
        let drawn = check(&name, &frame(&long(1)), draw, &["estimate", "at the right"]);
        assert_eq!(
            drawn.matches("class=\"middle\"").count(),
            OUTCOMES.len(),
            "{name}"
        );
        let mut wrong = rows(1);
        wrong[0].known[0] = f64::NAN;
        assert!(chart::intervals(&frame(""), along, wrong, keys).is_err());
    }
}

fn line(label: &str, i: usize, n: usize) -> Line {
    Line {
        band: (0..n)
            .map(|x| (0.9 * noise(x * 7 + i), noise(x * 7 + i)))
            .collect(),
        label: label.into(),
        colour: palette::outcome(i),
        values: (0..n).map(|x| noise(x * 7 + i)).collect(),
        off: vec![],
    }
}

#[test]
fn lines() {
    let numbers = Along::Numbers((0..21).map(|i| 0.05 + 0.04 * f64::from(i)).collect());
    let words = [
        "none",
        "six_party",
        "direct",
        "a rather long word for a level",
    ];
    let words = Along::Words(words.map(String::from).to_vec());
    for (name, values) in [("numbers", numbers), ("words", words)] {
        for n in [1, 5, 9] {
            let names = [&OUTCOMES[..], &["nine", "ten", "eleven", "twelve"]].concat();
            let marks = match &values {
                Along::Numbers(_) => vec![0.051, 0.1, 0.101, 0.84],
                Along::Words(_) => vec![],
            };
            let across = Across {
                label: "credence in a US guarantee".into(),
                values: values.clone(),
                marks,
                own: Some(0.3),
                course: None,
            };
            let all = (0..n).map(|i| line(names[i], i, values.len())).collect();
            let panel = |title: &str, percent, lines| Panel {
                title: title.into(),
                percent,
                lines,
            };
            let panels = [
                panel("", true, all),
                panel(
                    "mean tension",
                    false,
                    vec![line("mean tension", 0, values.len())],
                ),
            ];
            let name = format!("lines-{name}-{n}");
            let drawn = check(
                &name,
                &frame(&long(1)),
                |f| chart::lines(f, &across, &panels),
                &["credence in a US guarantee", names[0]],
            );
            let lines = drawn.matches("class=\"line\"").count();
            let points = drawn.matches("class=\"point\"").count();
            // nothing lies between two words
            let wanted = if values.numbers() { n + 1 } else { 0 };
            assert_eq!(lines, wanted, "{name}");
            assert_eq!(points, (n + 1) * values.len(), "{name}");
        }
    }
}

#[test]
fn maps() {
    let numbers = |n: i32| Along::Numbers((0..n).map(|i| 0.01 * f64::from(i)).collect());
    let words = Along::Words(vec!["six_party".into(), "direct".into()]);
    for n in [1, 2, 6] {
        for (x, y) in [(numbers(9), numbers(7)), (numbers(5), words.clone())] {
            let map = |i: usize| Map {
                title: OUTCOMES[i % OUTCOMES.len()].into(),
                fill: Fill::Ramp {
                    range: (0.0, 1.0),
                    names: ("0%".into(), "100%".into()),
                    level: Some((0.5, "even odds".into())),
                },
                values: (0..x.len())
                    .map(|a| (0..y.len()).map(|b| noise(a * 31 + b + i)).collect())
                    .collect(),
            };
            let all: Vec<Map> = (0..n).map(map).collect();
            let name = format!("maps-{n}-{}", y.len());
            let drawn = check(
                &name,
                &frame(&long(1)),
                |f| {
                    chart::heat(
                        f,
                        ("credence", &x),
                        ("turnover", &y),
                        &all,
                        Some((0.02, 0.03)),
                    )
                },
                &["credence", "turnover", "even odds"],
            );
            let cells = drawn.matches("class=\"cell\"").count();
            assert_eq!(cells, n * x.len() * y.len(), "{name}");
            assert!(drawn.contains("class=\"contour\""), "{name}");
        }
    }
}

const ACTORS: [&str; 6] = [
    "North Korea",
    "United States",
    "Japan",
    "China",
    "Russia",
    "South Korea",
];
const OPTIONS: [&str; 12] = [
    "Freeze the programme",
    "Test a device",
    "Reprocess plutonium in secret",
    "Return to the talks",
    "Stall",
    "Abstain",
    "Veto",
    "Vote for sanctions under Chapter VII",
    "Unfreeze the funds held at Banco Delta Asia in Macau",
    "Offer fuel oil",
    "Send food",
    "Strike Yongbyon & Kumchang-ri",
];

fn panel(a: usize, options: usize, rounds: usize, k: usize) -> ActorPanel {
    let mut all: Vec<Use> = (0..options)
        .map(|o| Use {
            group: match (a % 2, o) {
                (1, 0..3) => "Security Council".into(),
                (1, _) => long(1),
                _ => String::new(),
            },
            label: OPTIONS[(o + if options == 12 { 0 } else { a }) % 12].into(),
            values: vec![None; rounds],
            open: (0..rounds).map(|t| noise(t + 7 * o).powi(3)).collect(),
        })
        .collect();
    for t in 0..rounds {
        if (t + a) % 7 == 6 {
            continue;
        }
        let s = shares(options, t / 3 + 10 * a + 100 * k);
        for (o, option) in all.iter_mut().enumerate() {
            option.values[t] = Some(if options == 1 { 1.0 } else { s[o] });
        }
    }
    ActorPanel {
        label: ACTORS[a].into(),
        options: all,
    }
}

#[test]
fn moves() {
    let f = frame("Pyongyang tests in the first year, and then talks");
    for n in 1..=4 {
        for (rounds, options) in [(10, 4), (40, 12), (1, 1), (80, 3)] {
            let c = columns(n, |k| {
                (0..6).map(|a| panel(a, options, rounds, k)).collect()
            });
            let mut labels = ACTORS.to_vec();
            labels.extend(if options == 12 { &OPTIONS[..] } else { &[] });
            let name = format!("moves-{n}-{rounds}-{options}");
            check(
                &name,
                &f,
                |f| chart::moves(f, &c, &quarters(rounds)),
                &labels,
            );
        }
        let c = columns(n, |_| {
            let of = |v| Use {
                group: String::new(),
                label: long(1),
                values: vec![Some(v); 5],
                open: vec![1.0; 5],
            };
            vec![ActorPanel {
                label: long(1),
                options: vec![of(0.0)],
            }]
        });
        check(
            &format!("moves-zero-{n}"),
            &f,
            |f| chart::moves(f, &c, &quarters(5)),
            &[&long(1)],
        );
    }
}

fn payoff(a: usize, terms: &[&str], scale: f64, k: usize) -> PayoffRow {
    let of = |(i, t): (usize, &&str)| (t.to_string(), scale * (noise(i + 7 * a + k) * 2.2 - 1.0));
    let terms: Vec<(String, f64)> = terms.iter().enumerate().map(of).collect();
    PayoffRow {
        label: ACTORS[a].into(),
        total: terms.iter().map(|t| t.1).sum(),
        terms,
    }
}

#[test]
fn payoffs() {
    let f = frame("Japan would gain most from a deal, China least");
    let terms = [
        "Security",
        "Trade",
        "Standing at home",
        "Cost of sanctions",
        "Risk of war",
    ];
    for n in 1..=4 {
        let c = columns(n, |k| (0..6).map(|a| payoff(a, &terms, 2.0, k)).collect());
        let labels = [&ACTORS[..], &terms, &["Total"]].concat();
        let s = check(
            &format!("payoffs-{n}"),
            &f,
            |f| chart::payoffs(f, &c),
            &labels,
        );
        let lengths = svg::numbers(&s, "term", "width");
        let rows = c.iter().flat_map(|c| &c.body);
        let values: Vec<f64> = rows.flat_map(|r| &r.terms).map(|t| t.1.abs()).collect();
        assert_eq!(lengths.len(), values.len());
        let full = lengths.iter().sum::<f64>() / values.iter().sum::<f64>();
        for (l, v) in lengths.iter().zip(&values) {
            assert!((l - v * full).abs() < 0.1, "{l} for {v}");
        }
        for scale in [0.0, 1e-4, 1e6] {
            let (one, two) = (long(1), long(2));
            let terms = [&OPTIONS[..7], &[&one, &two]].concat();
            let c = columns(n, |k| (0..6).map(|a| payoff(a, &terms, scale, k)).collect());
            let name = format!("payoffs-many-{n}-{scale}");
            // what is nothing is neither drawn nor named
            let labels: &[&str] = if scale == 0.0 { &[] } else { &["other terms"] };
            check(&name, &f, |f| chart::payoffs(f, &c), labels);
            // More terms than colours: the smallest are drawn as one, and nothing is lost.
            let small = |(name, value): &(String, f64)| {
                let many = (0..5).map(|i| (format!("{name} {i}"), value * 1e-3));
                many.collect::<Vec<_>>()
            };
            let c = columns(n, |k| {
                let more = |mut row: PayoffRow| {
                    let last = row.terms.pop().expect("a term");
                    row.terms.extend(small(&last));
                    row
                };
                let rows = (0..6).map(|a| payoff(a, &terms, scale, k));
                rows.map(more).collect()
            });
            let name = format!("payoffs-more-{n}-{scale}");
            check(&name, &f, |f| chart::payoffs(f, &c), labels);
        }
        let c = columns(n, |_| {
            let terms = vec![("Loss".to_string(), -3.0)];
            vec![PayoffRow {
                label: long(1),
                terms,
                total: -3.0,
            }]
        });
        check(
            &format!("payoffs-one-{n}"),
            &f,
            |f| chart::payoffs(f, &c),
            &["Loss", "−3.00"],
        );
    }
}

fn change(i: usize, from: f64, to: f64, half: f64) -> Difference {
    Difference {
        label: OUTCOMES[i].into(),
        colour: palette::outcome(i),
        from,
        to,
        range: Some((to - from - half, to - from + half)),
        verdict: match (to - from).abs() {
            0.0 => Sure::Same,
            size if size > half => Sure::Settled,
            _ => Sure::Unsettled,
        },
    }
}

#[test]
fn differences() {
    let f = frame("China’s vote makes sanctions twelve points likelier, and a deal hardly");
    for n in 1..=4 {
        let c = columns(n, |k| {
            let (a, b) = (shares(5, 0), shares(5, k + 1));
            (0..5)
                .map(|i| change(i, a[i], (a[i] + b[i]) / 2.0, 0.02))
                .collect()
        });
        let drawn = check(
            &format!("differences-{n}"),
            &f,
            |f| chart::differences(f, "the range over longer shadows", &c),
            &OUTCOMES[..5],
        );
        // what is unsettled is hollow
        let all = c.iter().flat_map(|c| &c.body);
        let unsettled = all.filter(|d| d.verdict == Sure::Unsettled).count();
        let hollow = drawn.matches("class=\"unsettled\"").count();
        assert_eq!(hollow, unsettled);
        let c = columns(n, |k| {
            let of = |i| {
                if i % 2 == k % 2 {
                    change(i, 0.0, 1.0, 0.0)
                } else {
                    change(i, 1.0, 0.0, 0.5)
                }
            };
            (0..8).map(of).collect()
        });
        check(
            &format!("differences-extreme-{n}"),
            &f,
            |f| chart::differences(f, "the range over longer shadows", &c),
            &OUTCOMES,
        );
        let c = columns(n, |_| vec![change(0, 0.3, 0.423, 0.004)]);
        let s = check(
            &format!("differences-one-{n}"),
            &f,
            |f| chart::differences(f, "the range over longer shadows", &c),
            &[],
        );
        assert!(svg::readable(&s).contains("+12.3 [11.9, 12.7]"));
        let c = columns(n, |_| (0..8).map(|i| change(i, 0.0, 0.0, 0.0)).collect());
        let s = check(
            &format!("differences-zero-{n}"),
            &f,
            |f| chart::differences(f, "the range over longer shadows", &c),
            &OUTCOMES,
        );
        assert!(svg::readable(&s).contains("0.0 [0.0, 0.0]"));
    }
}

#[test]
fn what_cannot_be_drawn_is_refused_or_said() {
    let f = frame("Nothing");
    let bad = columns(1, |_| vec![bar("Deal", 0, f64::NAN, 0.0)]);
    assert!(chart::outcomes(&f, ("", ""), &bad).is_err());
    let bad = columns(1, |_| vec![curve("Deal", 0, 0.5, 3)]);
    assert!(chart::timing(&f, &bad, &quarters(4)).is_err());
    let mut strips = state(3, 0);
    strips[0].shares[0][0] = 1.5;
    assert!(chart::course(&f, &columns(1, |_| strips.clone()), &quarters(3)).is_err());
    check(
        "nothing",
        &f,
        |f| chart::outcomes(f, ("", ""), &[]),
        &["Nothing to show"],
    );
    check(
        "nothing",
        &f,
        |f| chart::moves(f, &[], &[]),
        &["Nothing to show"],
    );
}

#[test]
fn a_planted_fault_is_found() {
    let page = |body: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\" \
             viewBox=\"0 0 20000 10000\">\
             <g font-family=\"Noto Sans, sans-serif\" font-size=\"1200\">{body}</g></svg>"
        )
    };
    let good =
        page("<text x=\"1000\" y=\"2000\">Deal</text><text x=\"1000\" y=\"3600\">Strike</text>");
    assert!(svg::layout_faults(&good).is_empty());
    for bad in [
        "<text x=\"1000\" y=\"2000\">Deal</text><text x=\"3000\" y=\"2400\">Strike</text>",
        "<text x=\"18000\" y=\"2000\">Strike</text>",
        "<text x=\"1000\" y=\"400\">Strike</text>",
        "<text x=\"1000\" y=\"2000\" font-size=\"900\">Strike</text>",
        "<text x=\"1000\" y=\"2000\" font-family=\"Helvetica\">Strike</text>",
    ] {
        assert!(!svg::layout_faults(&page(bad)).is_empty(), "{bad}");
    }
}

#[test]
fn stacks() {
    for n in [1, 4, 8] {
        let bar = |k: usize| {
            let parts = shares(OUTCOMES.len(), k);
            Stack {
                label: format!("{}, {k}", VARIANTS[k % 4]),
                parts,
            }
        };
        let bars: Vec<Stack> = (0..n).map(bar).collect();
        let parts = OUTCOMES.iter().enumerate();
        let parts: Vec<(chart::Colour, String)> = parts
            .map(|(o, name)| (palette::outcome(o), name.to_string()))
            .collect();
        let name = format!("stacks-{n}");
        let drawn = check(
            &name,
            &frame(&long(1)),
            |f| chart::stacks(f, &parts, &bars),
            &OUTCOMES,
        );
        let widths = svg::numbers(&drawn, "part", "width");
        let all: Vec<f64> = bars.iter().flat_map(|bar| bar.parts.clone()).collect();
        assert_eq!(widths.len(), all.len(), "{name}");
        for (width, share) in widths.iter().zip(&all) {
            let wanted = share / all[0] * widths[0];
            assert!(
                (width - wanted).abs() < 0.05 + 0.01 * wanted,
                "{name}: {width} {wanted}"
            );
        }
    }
}

#[test]
fn strips() {
    for (n, unsure) in [(1, false), (5, true), (OUTCOMES.len(), true)] {
        let cell = |k: usize| (k % 7 != 3).then(|| palette::outcome(k % 5));
        let row = |i: usize| StripRow {
            label: OUTCOMES[i].into(),
            ends: ["0.05".into(), "1,000".into()],
            cells: (0..13).map(|k| cell(k + i)).collect(),
            longer: if unsure {
                (0..13).map(|k| cell(k + 1)).collect()
            } else {
                vec![]
            },
            tip: (i % 2 == 1).then_some(0.3),
            own: noise(i),
            words: "17% away, at 0.667".into(),
        };
        let rows: Vec<StripRow> = (0..n).map(row).collect();
        let outcomes: Vec<(chart::Colour, String)> = (0..5)
            .map(|o| (palette::outcome(o), OUTCOMES[o].to_string()))
            .collect();
        let name = format!("strips-{n}");
        let labels = ["the file's value", "17% away, at 0.667", "0.05"];
        let drawn = check(
            &name,
            &frame(&long(1)),
            |f| chart::strips(f, &outcomes, &rows),
            &labels,
        );
        assert_eq!(drawn.matches("class=\"cell\"").count(), 13 * n, "{name}");
        assert_eq!(drawn.contains("class=\"longer\""), unsure, "{name}");
        // the cells of a row are as wide as its range, those of the ends half as wide as others
        let widths = svg::numbers(&drawn, "cell", "width");
        let inner = widths[1] + 1.0;
        for (k, width) in widths[..13].iter().enumerate() {
            let wanted = if k == 0 || k == 12 {
                inner / 2.0
            } else {
                inner
            };
            assert!((width + 1.0 - wanted).abs() < 0.1, "{name} {k} {width}");
        }
    }
}

#[test]
fn choices() {
    for n in [1, 3, 8] {
        for percent in [true, false] {
            let scale = if percent { 1.0 } else { -40.0 };
            let one = |i: usize| {
                let mut quantiles = [0, 1, 2, 3, 4].map(|q| scale * noise(i * 5 + q));
                quantiles.sort_by(f64::total_cmp);
                Candidate {
                    label: OUTCOMES[i].into(),
                    quantiles,
                    marked: scale * noise(i + 3),
                    rulings: (0..4)
                        .map(|r| Ruling {
                            words: "−12.34".into(),
                            chosen: r == i,
                        })
                        .collect(),
                }
            };
            let all: Vec<Candidate> = (0..n).map(one).collect();
            let rules = ["mean", "worst tenth", "largest regret", "from 50.0%"].map(String::from);
            let name = format!("choices-{n}-{percent}");
            let draw = |f: &Frame| chart::choices(f, &all, percent, &rules, "as the file has it");
            let drawn = check(
                &name,
                &frame(&long(1)),
                draw,
                &["median", "a rule's choice", "worst tenth"],
            );
            assert_eq!(
                drawn.matches("class=\"chosen\"").count(),
                n.min(4),
                "{name}"
            );
        }
    }
}

#[test]
fn indices() {
    for n in 1..=3 {
        let of = |k: usize| -> Vec<Accounts> {
            let one = |i: usize| {
                let ends = |x: f64| (x, x - 0.2, x + 0.2);
                Accounts {
                    label: OUTCOMES[i].into(),
                    colour: palette::outcome(k),
                    first: ends(noise(i + k)),
                    total: ends(noise(i + k + 5)),
                }
            };
            (0..OUTCOMES.len()).map(one).collect()
        };
        let c = columns(n, of);
        let labels = ["with all others (total index)"];
        let name = format!("indices-{n}");
        let drawn = check(&name, &frame(&long(1)), |f| chart::indices(f, &c), &labels);
        let marks = drawn.matches("class=\"index\"").count();
        assert_eq!(marks, 2 * n * OUTCOMES.len(), "{name}");
    }
}

/// Histories that pass `places` on their way through `stages`, all from the first.
fn on_their_way(stages: usize, places: usize, ends: usize) -> Unfolding {
    let mut streams = vec![];
    let place = |n: usize| (n < places).then_some(n);
    let ends_of = |stage: usize, at: usize| {
        let all = shares(ends, 7 * at + stage);
        all.into_iter().enumerate()
    };
    // what is at each place and ends in each way; anything may go anywhere
    let mut here = vec![vec![0.0; ends]; places + 1];
    ends_of(0, 0).for_each(|(e, share)| here[0][e] = share);
    for stage in 0..stages - 1 {
        let mut next = vec![vec![0.0; ends]; places + 1];
        for (from, all) in here.iter().enumerate() {
            for (end, share) in all.iter().enumerate() {
                for (to, part) in shares(places + 1, from + 13 * stage)
                    .into_iter()
                    .enumerate()
                {
                    let share = share * part;
                    next[to][end] += share;
                    if share > 0.0 {
                        let (from, to) = (place(from), place(to));
                        streams.push(Stream {
                            stage,
                            from,
                            to,
                            end,
                            share,
                        });
                    }
                }
            }
        }
        here = next;
    }
    let ending = |e: usize| Ending {
        label: OUTCOMES[e].to_string(),
        colour: palette::outcome(e),
    };
    let named = |n: usize| {
        let level = if n == 0 { "none".to_string() } else { long(1) };
        vec![format!("talks: {n}"), format!("sanctions: {level}")]
    };
    Unfolding {
        stages: (0..stages).map(|t| format!("Q{} 2007", t + 1)).collect(),
        places: (0..places).map(named).collect(),
        ends: (0..ends).map(ending).collect(),
        streams,
    }
}

#[test]
fn unfolding() {
    let f = frame("Most histories pass talks");
    for (stages, places, ends) in [(2, 1, 2), (3, 3, 4), (4, 6, 8)] {
        let u = on_their_way(stages, places, ends);
        let name = format!("unfolding-{stages}-{places}");
        let s = check(
            &name,
            &f,
            |f| chart::unfolding(f, &u),
            &["end", OUTCOMES[0]],
        );
        // at each stage, and at the end, all histories stand somewhere
        let places: f64 = svg::numbers(&s, "place", "height").iter().sum();
        let end: f64 = svg::numbers(&s, "end", "height").iter().sum();
        assert!(
            (places / end - stages as f64).abs() < 0.01,
            "{places} {end}"
        );
    }
    let none = Unfolding {
        stages: vec![],
        places: vec![],
        ends: vec![],
        streams: vec![],
    };
    check(
        "unfolding-none",
        &f,
        |f| chart::unfolding(f, &none),
        &["Nothing to show."],
    );
}

#[test]
fn payoffs_of_places_that_have_nothing_in_common() {
    let f = frame("Washington holds");
    let parts: Vec<Column<Vec<PayoffRow>>> = (0..3)
        .map(|k| Column {
            title: format!("Q{k} 2007, Washington, reached by 12% of histories"),
            body: (0..=k)
                .map(|a| payoff(a, &["now", "later"], 2.0, k))
                .collect(),
        })
        .collect();
    let s = check(
        "options",
        &f,
        |f| chart::payoffs_below(f, &parts),
        &["now", "later"],
    );
    assert_eq!(svg::numbers(&s, "term", "width").len(), 2 * (1 + 2 + 3));
    check(
        "options-none",
        &f,
        |f| chart::payoffs_below(f, &[]),
        &["Nothing to show."],
    );
}

#[test]
fn dots() {
    for (types, actors) in [(2, 1), (3, 2), (4, 3)] {
        let row = |label: &str, k: usize| DotRow {
            label: label.to_string(),
            whole: shares(3, k)[0],
            dots: (0..types)
                .map(|t| {
                    let value = (t + k) % 5 != 4;
                    (palette::kind(t), value.then(|| shares(types, k)[t]))
                })
                .collect(),
        };
        let body = |c: usize| -> Vec<DotRow> {
            let rows = OUTCOMES.iter().enumerate();
            rows.map(|(o, label)| row(label, o + c)).collect()
        };
        let columns = columns(actors, body);
        let of: Vec<(chart::Colour, String)> = (0..types)
            .map(|t| (palette::kind(t), format!("type {t}")))
            .collect();
        let name = format!("dots-{types}-{actors}");
        let drawn = check(
            &name,
            &frame(&long(1)),
            |f| chart::dots(f, (&of, "whichever it is"), &columns),
            &OUTCOMES,
        );
        let rows = columns.iter().flat_map(|c| &c.body);
        let dots = rows.flat_map(|row| row.dots.iter().filter_map(|(_, value)| *value));
        let dots: Vec<f64> = dots.collect();
        let places = svg::numbers(&drawn, "dot", "cx");
        assert_eq!(places.len(), dots.len(), "{name}");
        // those of the first column stand where their shares are
        let first = columns[0].body.iter();
        let first = first.flat_map(|row| row.dots.iter().filter(|(_, value)| value.is_some()));
        let own: Vec<(f64, f64)> = places.into_iter().zip(dots).take(first.count()).collect();
        let slope = |i: usize, j: usize| (own[i].0 - own[j].0) / (own[i].1 - own[j].1);
        for i in 2..own.len() {
            let off = own[i].0 - own[0].0 - slope(1, 0) * (own[i].1 - own[0].1);
            assert!(off.abs() < 0.2, "{name}: {off} {own:?}");
        }
    }
}
