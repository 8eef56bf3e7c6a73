//! A sheet on which shapes and texts are written as SVG, in px and in the order drawn.

use super::Colour;
use super::text::{Style, escape, fit, tidy, width, wrap};
use std::fmt::Write;

/// The ground.
pub const WHITE: Colour = Colour(255, 255, 255);
/// Titles, labels and values.
pub const INK: Colour = Colour(34, 34, 34);
/// Subtitles, notes, axis labels.
pub const GREY: Colour = Colour(95, 95, 95);
/// Axis baselines.
pub const AXIS: Colour = Colour(130, 130, 130);
/// Gridlines.
pub const FAINT: Colour = Colour(226, 226, 226);

/// Which point of a text its x names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text's left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A number as SVG text: two decimals at most, no trailing zeros, no negative zero.
fn n(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_string()
}

fn hex(c: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", c.0, c.1, c.2)
}

/// The sheet.
#[derive(Default)]
pub struct Canvas {
    body: String,
}

impl Canvas {
    /// A filled rectangle; `class` names its role for tests and style sheets ("" for none).
    pub fn rect(&mut self, class: &str, x: f64, y: f64, w: f64, h: f64, fill: Colour) {
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{class}\"")
        };
        let _ = writeln!(
            self.body,
            "<rect{class} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            n(x),
            n(y),
            n(w.max(0.0)),
            n(h.max(0.0)),
            hex(fill)
        );
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, thick: f64) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>",
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1),
            hex(colour),
            n(thick)
        );
    }

    /// An open line through `points`.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)], colour: Colour, thick: f64) {
        let mut d = String::new();
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(d, "{}{} {}", if i == 0 { "M" } else { "L" }, n(*x), n(*y));
        }
        let _ = writeln!(
            self.body,
            "<path class=\"{class}\" d=\"{d}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"/>",
            hex(colour),
            n(thick)
        );
    }

    /// A disc with an outline.
    pub fn circle(&mut self, class: &str, at: (f64, f64), r: f64, fill: Colour, edge: Colour) {
        let _ = writeln!(
            self.body,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"2\"/>",
            n(at.0),
            n(at.1),
            n(r),
            hex(fill),
            hex(edge)
        );
    }

    /// A dark diamond with a white edge, `r` px from middle to corner.
    pub fn diamond(&mut self, class: &str, at: (f64, f64), r: f64) {
        let (x, y) = at;
        let _ = writeln!(
            self.body,
            "<path class=\"{class}\" d=\"M{} {}L{} {}L{} {}L{} {}Z\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
            n(x),
            n(y - r),
            n(x + r),
            n(y),
            n(x),
            n(y + r),
            n(x - r),
            n(y),
            hex(INK),
            hex(WHITE)
        );
    }

    /// An interval: a line from `x0` to `x1` at `y` with caps, edged in white so that it shows on
    /// any bar.
    pub fn whisker(&mut self, x0: f64, x1: f64, y: f64, cap: f64) {
        for (colour, more) in [(WHITE, 2.0), (INK, 0.0)] {
            let thick = 1.4 + more;
            let e = more / 2.0;
            self.line((x0 - e, y), (x1 + e, y), colour, thick);
            self.line((x0, y - cap - e), (x0, y + cap + e), colour, thick);
            self.line((x1, y - cap - e), (x1, y + cap + e), colour, thick);
        }
    }

    /// Text with its baseline at `y`.
    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, style: Style, text: &str) {
        self.runs(x, y, anchor, &[(style, text)]);
    }

    /// Text on a white edge, so that lines beneath it do not disturb it.
    pub fn haloed(&mut self, x: f64, y: f64, anchor: Anchor, style: Style, text: &str) {
        self.body
            .push_str("<g paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"4\">");
        self.text(x, y, anchor, style, text);
        self.body.push_str("</g>\n");
    }

    /// Text of several styles on one line, set one after the other.
    pub fn runs(&mut self, x: f64, y: f64, anchor: Anchor, runs: &[(Style, &str)]) {
        let Some((first, _)) = runs.first() else {
            return;
        };
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = |s: &Style| {
            if s.bold { " font-weight=\"700\"" } else { "" }
        };
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{}\"{anchor} font-size=\"{}\"",
            n(x),
            n(y),
            n(first.size)
        );
        if let [(style, text)] = runs {
            let _ = write!(
                self.body,
                "{} fill=\"{}\">{}",
                weight(style),
                hex(style.colour),
                escape(&tidy(text))
            );
        } else {
            self.body.push('>');
            for (i, (style, text)) in runs.iter().enumerate() {
                let _ = write!(
                    self.body,
                    "<tspan{} fill=\"{}\">{}{}</tspan>",
                    weight(style),
                    hex(style.colour),
                    if i == 0 { "" } else { " " },
                    escape(&tidy(text))
                );
            }
        }
        self.body.push_str("</text>\n");
    }

    /// `text` shortened to `max` px; where it is shortened, the whole shows on hovering.
    pub fn short(&mut self, x: f64, y: f64, anchor: Anchor, style: Style, text: &str, max: f64) {
        let short = fit(text, style, max);
        self.hover(text, std::slice::from_ref(&short), |canvas| {
            canvas.text(x, y, anchor, style, &short);
        });
    }

    /// `text` in up to `most` lines of up to `max` px around the middle height `y`.
    #[allow(clippy::too_many_arguments)]
    pub fn block(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        style: Style,
        text: &str,
        max: f64,
        most: usize,
    ) {
        let lines = wrap(text, style, max, most);
        let step = line_height(style);
        let top = y - step * (lines.len() as f64 - 1.0) / 2.0 + style.drop();
        self.hover(text, &lines, |canvas| {
            for (i, line) in lines.iter().enumerate() {
                canvas.text(x, top + step * i as f64, anchor, style, line);
            }
        });
    }

    /// What `draw` draws, showing `whole` on hovering if `shown` is a shortened form of it.
    pub fn hovering(&mut self, whole: &str, shown: &str, draw: impl FnOnce(&mut Self)) {
        self.hover(whole, &[shown.to_string()], draw);
    }

    fn hover(&mut self, whole: &str, lines: &[String], draw: impl FnOnce(&mut Self)) {
        let whole = tidy(whole);
        let cut = lines.iter().any(|l| l.ends_with('…')) && lines.join(" ") != whole;
        if cut {
            let _ = writeln!(self.body, "<g><title>{}</title>", escape(&whole));
        }
        draw(self);
        if cut {
            self.body.push_str("</g>\n");
        }
    }

    /// The whole picture, `w` by `h` px, described to screen readers by `about`.
    pub fn finish(self, w: f64, h: f64, about: &str) -> String {
        let h = h.ceil();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\">\n\
             <rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n\
             <g font-family=\"'Noto Sans', Helvetica, Arial, sans-serif\">\n{}</g>\n</svg>\n",
            escape(&tidy(about)),
            self.body
        )
    }
}

/// The distance between the baselines of wrapped lines, px.
pub fn line_height(style: Style) -> f64 {
    (style.size * 1.28).round()
}

/// The widest line of `text` wrapped to `max` px and `most` lines, and the number of lines.
pub fn extent(text: &str, style: Style, max: f64, most: usize) -> (f64, usize) {
    let lines = wrap(text, style, max, most);
    let widest = lines.iter().map(|l| width(l, style)).fold(0.0, f64::max);
    (widest, lines.len())
}
