//! Keys: small drawn marks with their meaning, set in lines that wrap.

use super::Colour;
use super::canvas::{Anchor, Canvas, Dashes, extent, line_height};
use super::page::{Page, SMALL};
use super::paint::{GREY, GROUND, INK, PALE, Paint, ramp};

/// What a key shows before its words.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// A filled square.
    Swatch(Colour),
    /// A filled square in a paint.
    Paint(Paint),
    /// An interval.
    Whisker,
    /// An upright tick.
    Tick,
    /// An upright dashed line.
    Dashed,
    /// The diamond of totals.
    Diamond,
    /// An open dot.
    Open,
    /// A filled dot.
    Dot,
    /// A ramp from the ground to ink.
    Ramp,
    /// A line in a paint, with these dashes.
    Line(Paint, Dashes),
    /// The sign for "never".
    Never,
    /// A dark line.
    Rule,
    /// Nothing: words alone.
    None,
}

const LINE: f64 = 19.0;

impl Mark {
    fn room(self) -> f64 {
        match self {
            Mark::Swatch(_) | Mark::Paint(_) | Mark::Diamond | Mark::Open | Mark::Dot => 12.0,
            Mark::Tick | Mark::Dashed => 5.0,
            Mark::Whisker | Mark::Never | Mark::Rule | Mark::Line(..) => 18.0,
            Mark::Ramp => 60.0,
            Mark::None => -6.0,
        }
    }

    fn draw(self, canvas: &mut Canvas, x: f64, y: f64) {
        match self {
            Mark::Swatch(c) => canvas.rect("", x, y - 6.0, 12.0, 12.0, c),
            Mark::Paint(p) => canvas.rect("", x, y - 6.0, 12.0, 12.0, p),
            Mark::Whisker => canvas.whisker(x + 1.0, x + 17.0, y, 4.0),
            Mark::Tick => canvas.line((x + 2.0, y - 7.0), (x + 2.0, y + 7.0), INK, 2.0),
            Mark::Dashed => canvas.ghost(x + 2.0, y, 8.0),
            Mark::Diamond => canvas.diamond("", (x + 6.0, y), 6.0),
            Mark::Open => canvas.circle("", (x + 6.0, y), 4.5, GROUND, GREY),
            Mark::Dot => canvas.circle("", (x + 6.0, y), 4.5, GREY, GREY),
            Mark::Line(paint, dashes) => canvas.dashed(dashes, |canvas| {
                canvas.line((x, y), (x + 18.0, y), paint, 2.0);
            }),
            Mark::Ramp => {
                for i in 0..10 {
                    let shade = ramp(f64::from(i) / 9.0);
                    canvas.rect("", x + 6.0 * f64::from(i), y - 6.0, 6.0, 12.0, shade);
                }
            }
            Mark::Never => never(canvas, x, y - 6.0, 18.0, 12.0),
            Mark::Rule => canvas.line((x, y), (x + 18.0, y), INK, 1.8),
            Mark::None => {}
        }
    }
}

/// A cell for "did not happen": no fill, a short grey dash in the middle.
pub fn never(canvas: &mut Canvas, x: f64, y: f64, w: f64, h: f64) {
    let half = (w * 0.2).min(4.0);
    let (cx, cy) = (x + w / 2.0, y + h / 2.0);
    canvas.line((cx - half, cy), (cx + half, cy), PALE, 1.4);
}

/// Draws `items` over the page's width and moves the page down past them.
pub fn legend(page: &mut Page, items: &[(Mark, &str)]) {
    let edges = page.edges();
    legend_within(page, items, edges);
}

/// Draws `items` between the edges `from` and `to` and moves the page down past them.
pub fn legend_within(page: &mut Page, items: &[(Mark, &str)], (from, to): (f64, f64)) {
    if items.is_empty() {
        return;
    }
    let mut x = from;
    let mut y = page.y + LINE / 2.0;
    let most = page.most(1);
    for (mark, words) in items {
        let before = mark.room() + 6.0;
        let max = to - from - before;
        let (wide, lines) = extent(words, SMALL, max, most);
        let wide = before + wide;
        if x > from && x + wide > to {
            x = from;
            y += LINE;
        }
        mark.draw(&mut page.canvas, x, y);
        let more = line_height(SMALL) * (lines.max(1) - 1) as f64;
        let (at, middle) = (x + before, y + more / 2.0);
        page.canvas
            .block(at, middle, Anchor::Start, SMALL, words, max, most);
        x += wide + 18.0;
        y += more;
    }
    page.y = y + LINE / 2.0 + 7.0;
}
