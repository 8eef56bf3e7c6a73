//! Names and last values at the right ends of lines, moved apart where they would lie on each other.

use super::Sheet;
use super::axis::spread;
use super::canvas::{Anchor, Canvas};
use super::legend::{Mark, legend};
use super::page::{LABEL, Page};
use super::paint::Paint;
use super::text::{Style, fit, tidy, width};

/// The least distance between labels at the lines' ends, px.
pub const APART: f64 = 17.0;
/// From the end of a line to its label, px.
pub const LEAD: f64 = 18.0;

/// The room right of lines.
pub struct Beside {
    /// What a label may take, px.
    pub room: f64,
    /// Whether labels name their lines; if not, a key does.
    pub named: bool,
}

impl Beside {
    /// Room for the labels of `ends`, at most `most` px. On a narrow sheet labels that would take too
    /// much of a panel this wide are values alone.
    pub fn new<'a>(
        sheet: Sheet,
        ends: impl Iterator<Item = End<'a>>,
        most: f64,
        panel: f64,
    ) -> Self {
        let (mut whole, mut value) = (60.0_f64, 0.0_f64);
        for end in ends {
            whole = whole.max(end.room());
            value = value.max(End { label: "", ..end }.room());
        }
        let whole = whole.min(most);
        let named = !sheet.narrow() || whole + LEAD <= 0.4 * panel;
        let room = if named { whole } else { value };
        Beside { room, named }
    }

    /// What stands at the end of a line of this name.
    pub fn label<'a>(&self, name: &'a str) -> &'a str {
        if self.named { name } else { "" }
    }

    /// Draws a key of lines, each with its mark and name, if labels do not name them.
    pub fn key<'a>(&self, page: &mut Page, lines: impl Iterator<Item = (Mark, &'a str)>) {
        let mut items: Vec<(Mark, &str)> = vec![];
        for (mark, name) in lines.filter(|_| !self.named) {
            if !items.iter().any(|(_, known)| *known == name) {
                items.push((mark, name));
            }
        }
        legend(page, &items);
    }
}

/// The end of a line.
pub struct End<'a> {
    /// The line's name; empty where it is named elsewhere.
    pub label: &'a str,
    /// Its colour.
    pub colour: Paint,
    /// Its last value, as it is written.
    pub value: String,
    /// The height at which it ends, px.
    pub y: f64,
}

impl End<'_> {
    fn bold(&self) -> Style {
        Style::bold(13.0, self.colour)
    }

    /// The room that its label wants, px.
    pub fn room(&self) -> f64 {
        let name = width(&tidy(self.label), LABEL);
        name + width(&self.value, self.bold()) + width("  ", LABEL) + 4.0
    }
}

/// Writes the labels of lines that end at `x`, at heights between `low` and `high`, each in `room` px.
pub fn ends(canvas: &mut Canvas, all: &[End], x: f64, (low, high): (f64, f64), room: f64) {
    let heights: Vec<f64> = all.iter().map(|e| e.y).collect();
    let places = spread(&heights, APART, low, high);
    for (end, place) in all.iter().zip(places) {
        if (place - end.y).abs() > 1.0 {
            let points = [
                (x + 1.0, end.y),
                (x + 4.0, end.y),
                (x + LEAD - 6.0, place),
                (x + LEAD - 3.0, place),
            ];
            canvas.path("leader", &points, end.colour, 1.0);
        }
        let style = end.bold();
        let plain = Style {
            colour: end.colour,
            ..LABEL
        };
        let left = room - width(&end.value, style) - width(" ", style);
        let at = (x + LEAD, place + plain.drop());
        if end.label.is_empty() {
            canvas.text(at.0, at.1, Anchor::Start, style, &end.value);
            continue;
        }
        let name = fit(end.label, plain, left);
        canvas.hovering(end.label, &name, |canvas| {
            let runs = [(plain, name.as_str()), (style, end.value.as_str())];
            canvas.runs(at.0, at.1, Anchor::Start, &runs);
        });
    }
}
