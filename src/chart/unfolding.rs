//! How it unfolds: histories as streams from place to place through the stages of play, in the colours of
//! their ends.

use super::canvas::{Anchor, Canvas, line_height};
use super::legend::{Mark, legend};
use super::page::{HEADING, LABEL, Page, share};
use super::paint::{GREY, INK};
use super::text::{Style, percent, width, wrap};
use super::{Colour, Error, Frame};

/// Histories on their way.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfolding {
    /// The names of the stages, at least two.
    pub stages: Vec<String>,
    /// The places that histories pass, drawn from the top: a line of text or more each.
    pub places: Vec<Vec<String>>,
    /// The ways in which they end, drawn from the top.
    pub ends: Vec<Ending>,
    /// The streams.
    pub streams: Vec<Stream>,
}

/// A way to end.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// Its name.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
}

/// Histories that go from a place to another, and end alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stream {
    /// The stage from which.
    pub stage: usize,
    /// The place there; none elsewhere than at any of the places.
    pub from: Option<usize>,
    /// The place at the next stage.
    pub to: Option<usize>,
    /// How they end.
    pub end: usize,
    /// Their share of all histories, 0..=1.
    pub share: f64,
}

/// All histories at a stage take this much of the height, px; so much is between places.
const TALL: f64 = 330.0;
const GAP: f64 = 10.0;
/// How wide a place is, px.
const BAR: f64 = 9.0;
/// What is thinner is not drawn, px.
const THIN: f64 = 0.5;
/// A place that is lower has no letter, px.
const LOW: f64 = 9.0;
/// The most lines of a stage's name.
const LINES: usize = 3;
/// How see-through streams are.
const STRENGTH: f64 = 0.42;
/// The words on streams, and the letters that stand for them.
const WORDS: Style = Style::plain(11.5, INK);
const LETTER: Style = Style::bold(12.0, INK);

/// Streams from place to place, and into the ends at the right. Where a place is too low for its words, or the
/// sheet too narrow, it has a letter, told below. SVG; an error if a stream's share is none.
pub fn unfolding(frame: &Frame, of: &Unfolding) -> Result<String, Error> {
    let of = &uncrossed(of);
    for stream in &of.streams {
        share(stream.share, &of.ends[stream.end].label)?;
    }
    if of.streams.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let stacks = Stacks::new(of);
    let (left, right) = page.edges();
    let names = of.ends.iter().map(|e| width(&e.label, LABEL));
    let most = if page.sheet.narrow() { 108.0 } else { 170.0 };
    let room = (names.fold(0.0, f64::max).min(most) + 56.0).min(0.45 * (right - left));
    let x: Vec<f64> = {
        let last = right - room - BAR;
        let n = of.stages.len();
        (0..=n)
            .map(|i| left + (last - left) * i as f64 / n as f64)
            .collect()
    };
    headings(&mut page, of, &x, right);
    let top = page.y + 4.0;
    stacks.streams(&mut page.canvas, of, &x, top);
    let lettered = stacks.places(&mut page, of, &x, top);
    stacks.ends(&mut page, of, (x[of.stages.len()], right), top);
    page.y = top + stacks.height() + 10.0;
    key(&mut page, of, &lettered);
    Ok(page.close(frame))
}

/// The same with its places in the order of where their histories end, so that streams cross little.
fn uncrossed(of: &Unfolding) -> Unfolding {
    let middle = |place: usize| {
        let (mut sum, mut whole) = (0.0, 0.0);
        for s in of.streams.iter().filter(|s| s.to == Some(place)) {
            sum += s.share * s.end as f64;
            whole += s.share;
        }
        if whole > 0.0 { sum / whole } else { 0.0 }
    };
    let mut order: Vec<usize> = (0..of.places.len()).collect();
    order.sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
    let new = |place: Option<usize>| order.iter().position(|p| Some(*p) == place);
    let moved = of.streams.iter().map(|s| Stream {
        from: new(s.from),
        to: new(s.to),
        ..*s
    });
    // at each place streams lie in the order of the places that they come from or go to
    let mut streams: Vec<Stream> = moved.collect();
    let last = |place: Option<usize>| place.unwrap_or(usize::MAX);
    streams.sort_by_key(|s| (s.stage, last(s.from), last(s.to), s.end));
    Unfolding {
        places: order.iter().map(|p| of.places[*p].clone()).collect(),
        streams,
        ..of.clone()
    }
}

/// The names of the stages.
fn headings(page: &mut Page, of: &Unfolding, x: &[f64], right: f64) {
    let step = line_height(HEADING);
    let room = |i: usize| x.get(i + 1).copied().unwrap_or(right) - x[i] - 6.0;
    // where a word has no room, the number of the round says as much
    let names = of.stages.iter().map(String::as_str).chain(["end"]);
    let names = names.enumerate().map(|(i, name)| {
        let mut words = name.split(' ');
        match words.clone().all(|word| width(word, HEADING) <= room(i)) {
            true => name,
            false => words.next_back().unwrap_or(name),
        }
    });
    let names: Vec<&str> = names.collect();
    let lines = |(i, name): (usize, &&str)| wrap(name, HEADING, room(i), LINES).len();
    let most = names.iter().enumerate().map(lines).max().unwrap_or(1) as f64;
    for (i, name) in names.iter().enumerate() {
        let own = lines((i, name)) as f64;
        let middle = page.y + step * (most - own / 2.0);
        page.canvas
            .block(x[i], middle, Anchor::Start, HEADING, name, room(i), LINES);
    }
    page.y += step * most + 4.0;
}

/// The letters of places, told below.
fn key(page: &mut Page, of: &Unfolding, lettered: &[bool]) {
    let told = of.places.iter().enumerate().filter(|(n, _)| lettered[*n]);
    let mut items: Vec<String> = told
        .map(|(n, lines)| format!("{}  {}", letter(lettered, n), lines.join(", ")))
        .collect();
    if lettered[of.places.len()] {
        items.push(format!("{}  elsewhere", letter(lettered, of.places.len())));
    }
    let items: Vec<(Mark, &str)> = items
        .iter()
        .map(|item| (Mark::None, item.as_str()))
        .collect();
    legend(page, &items);
}

/// The letter of a place: those that have one have them in order.
fn letter(lettered: &[bool], place: usize) -> char {
    let before = lettered[..place].iter().filter(|l| **l).count();
    char::from(b'a' + u8::try_from(before.min(25)).expect("at most 25"))
}

/// Where everything stands in height.
struct Stacks {
    /// `[stage][place][end]`: the share of histories; the last place is elsewhere.
    shares: Vec<Vec<Vec<f64>>>,
    /// The share of each end.
    ends: Vec<f64>,
}

/// The top of each of these shares, one below the other, px, and where the last one ends; those of nothing take
/// no room.
fn stacked(shares: impl Iterator<Item = f64>) -> (Vec<f64>, f64) {
    let mut y = 0.0;
    let top = |share: f64| {
        let here = y;
        if share > 0.0 {
            y += TALL * share + GAP;
        }
        here
    };
    let tops = shares.map(top).collect();
    (tops, y)
}

impl Stacks {
    fn new(of: &Unfolding) -> Self {
        let (stages, places) = (of.stages.len(), of.places.len() + 1);
        let mut shares = vec![vec![vec![0.0; of.ends.len()]; places]; stages];
        let place = |p: Option<usize>| p.unwrap_or(places - 1);
        for s in &of.streams {
            if s.stage == 0 {
                shares[0][place(s.from)][s.end] += s.share;
            }
            shares[s.stage + 1][place(s.to)][s.end] += s.share;
        }
        let last = &shares[stages - 1];
        let ends = (0..of.ends.len()).map(|e| last.iter().map(|p| p[e]).sum());
        Stacks {
            ends: ends.collect(),
            shares,
        }
    }

    /// The height of the highest stack, px.
    fn height(&self) -> f64 {
        let stages = (0..self.shares.len()).map(|stage| self.stack(stage).1);
        stages.fold(stacked(self.ends.iter().copied()).1, f64::max)
    }

    /// The places of a stage, stacked.
    fn stack(&self, stage: usize) -> (Vec<f64>, f64) {
        stacked(self.shares[stage].iter().map(|place| place.iter().sum()))
    }

    /// The top of each place of a stage, px from the top of the drawing.
    fn tops(&self, stage: usize) -> Vec<f64> {
        self.stack(stage).0
    }

    /// The top of each end.
    fn end_tops(&self) -> Vec<f64> {
        stacked(self.ends.iter().copied()).0
    }

    /// For each stage, place and end the height down to which streams are drawn there already.
    fn pens(&self, stage: usize) -> Vec<Vec<f64>> {
        let tops = self.tops(stage);
        let places = self.shares[stage].iter().zip(tops);
        let pens = places.map(|(ends, top)| {
            let mut y = top;
            let pen = |share: &f64| {
                let here = y;
                y += TALL * share;
                here
            };
            ends.iter().map(pen).collect()
        });
        pens.collect()
    }

    fn streams(&self, canvas: &mut Canvas, of: &Unfolding, x: &[f64], top: f64) {
        let elsewhere = of.places.len();
        for stage in 0..of.stages.len() - 1 {
            let (mut out, mut into) = (self.pens(stage), self.pens(stage + 1));
            let own = of.streams.iter().filter(|s| s.stage == stage);
            for s in own {
                let (from, to) = (s.from.unwrap_or(elsewhere), s.to.unwrap_or(elsewhere));
                let tall = TALL * s.share;
                let (a, b) = (&mut out[from][s.end], &mut into[to][s.end]);
                let y = (top + *a, top + *b);
                *a += tall;
                *b += tall;
                band(
                    canvas,
                    (x[stage] + BAR, x[stage + 1]),
                    y,
                    tall,
                    of.ends[s.end].colour,
                );
            }
        }
        let last = of.stages.len() - 1;
        let mut ends = self.end_tops();
        for (place, pens) in self.pens(last).into_iter().enumerate() {
            for (e, from) in pens.into_iter().enumerate() {
                let tall = TALL * self.shares[last][place][e];
                let y = (top + from, top + ends[e]);
                ends[e] += tall;
                band(
                    canvas,
                    (x[last] + BAR, x[last + 1]),
                    y,
                    tall,
                    of.ends[e].colour,
                );
            }
        }
    }

    /// The places with their words, or letters. Whether each has a letter somewhere.
    fn places(&self, page: &mut Page, of: &Unfolding, x: &[f64], top: f64) -> Vec<bool> {
        let elsewhere = vec!["elsewhere".to_string()];
        let words = |n: usize| of.places.get(n).unwrap_or(&elsewhere);
        let step = line_height(WORDS);
        let narrow = page.sheet.narrow();
        let fits = |stage: usize, n: usize, tall: f64| {
            let wide = x[stage + 1] - x[stage] - BAR - 12.0;
            let all = words(n).iter().all(|w| width(w, WORDS) <= wide);
            !narrow && all && tall >= step * words(n).len() as f64 + 2.0
        };
        let tall = |ends: &[f64]| TALL * ends.iter().sum::<f64>();
        let mut lettered = vec![false; of.places.len() + 1];
        for (stage, places) in self.shares.iter().enumerate() {
            for (n, ends) in places.iter().enumerate() {
                let tall = tall(ends);
                lettered[n] |= tall >= LOW && !fits(stage, n, tall);
            }
        }
        for (stage, places) in self.shares.iter().enumerate() {
            let tops = self.tops(stage);
            for (n, ends) in places.iter().enumerate() {
                let tall = tall(ends);
                if tall < THIN {
                    continue;
                }
                let mut y = top + tops[n];
                for (e, share) in ends.iter().enumerate() {
                    page.canvas
                        .rect("place", x[stage], y, BAR, TALL * share, of.ends[e].colour);
                    y += TALL * share;
                }
                let at = (x[stage] + BAR + 5.0, top + tops[n] + tall / 2.0);
                if fits(stage, n, tall) {
                    let lines = words(n);
                    let first = at.1 - step * (lines.len() as f64 - 1.0) / 2.0 + WORDS.drop();
                    for (i, line) in lines.iter().enumerate() {
                        let y = first + step * i as f64;
                        page.canvas.haloed(at.0, y, Anchor::Start, WORDS, line);
                    }
                } else if tall >= LOW {
                    let y = at.1 + LETTER.drop();
                    let name = letter(&lettered, n).to_string();
                    page.canvas.haloed(at.0, y, Anchor::Start, LETTER, &name);
                }
            }
        }
        lettered
    }

    /// The ends with their names and shares.
    fn ends(&self, page: &mut Page, of: &Unfolding, x: (f64, f64), top: f64) {
        let tops = self.end_tops();
        let room = x.1 - x.0 - BAR - 6.0;
        for (e, end) in of.ends.iter().enumerate() {
            let tall = TALL * self.ends[e];
            if tall < THIN {
                continue;
            }
            page.canvas
                .rect("end", x.0, top + tops[e], BAR, tall, end.colour);
            let step = line_height(LABEL);
            let (value, grey) = (percent(self.ends[e]), Style::plain(11.5, GREY));
            let lines = ((tall + GAP) / step).floor() as usize;
            let left = room - width(&value, grey) - width(" ", LABEL) - 2.0;
            let mut words = wrap(&end.label, LABEL, left, lines.max(1));
            // the value stands after the last line
            let Some(last) = words.pop().filter(|_| lines > 0) else {
                continue;
            };
            let (x, middle) = (x.0 + BAR + 6.0, top + tops[e] + tall / 2.0 + LABEL.drop());
            let mut y = middle - step * words.len() as f64 / 2.0;
            page.canvas.hovering(&end.label, &last, |canvas| {
                for line in &words {
                    canvas.text(x, y, Anchor::Start, LABEL, line);
                    y += step;
                }
                canvas.runs(x, y, Anchor::Start, &[(LABEL, &last), (grey, &value)]);
            });
        }
    }
}

/// A stream between two heights, as an S.
fn band(canvas: &mut Canvas, x: (f64, f64), y: (f64, f64), tall: f64, colour: Colour) {
    if tall < THIN {
        return;
    }
    const STEPS: usize = 28;
    let edge = |down: f64| {
        (0..=STEPS).map(move |i| {
            let s = i as f64 / STEPS as f64;
            // flat at both ends
            let rise = s * s * (3.0 - 2.0 * s);
            (x.0 + (x.1 - x.0) * s, y.0 + (y.1 - y.0) * rise + down)
        })
    };
    let mut around: Vec<(f64, f64)> = edge(0.0).collect();
    let under: Vec<(f64, f64)> = edge(tall).collect();
    around.extend(under.into_iter().rev());
    canvas.area("stream", &around, colour, STRENGTH);
}
