//! A sheet on which plotters draws shapes and texts as SVG, in px and in the order drawn.
//!
//! plotters rounds positions to whole numbers, so it draws on a grid much finer than the px.

use super::ink;
use super::paint::{GROUND, INK, Paint};
use super::text::{Style, escape, fit, tidy, width, wrap};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, IntoFont, PathElement, Polygon,
    RGBColor, Rectangle, SVGBackend, ShapeStyle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoTextStyle};
use std::fmt::Write;

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

/// Lengths of a line's dashes and gaps in turn, px; none of a whole line.
pub type Dashes = &'static [f64];

/// Units of plotters' whole-number grid per px: it rounds every position to a whole unit.
const GRID: f64 = 100.0;
/// Sides of the ground plotters is given, in units: it moves what lies outside to the edge, and
/// how tall a page is shows only at its end.
const SIDE: u32 = 1 << 26;
/// What plotters divides every font size by when it writes SVG.
const FONT: f64 = 1.24;
/// The distance from the top of a text to its baseline as plotters writes it, in ems.
const TOP: f64 = 0.76;
/// The embedded font, and what a browser without it should take.
const FAMILY: &str = "Noto Sans, Helvetica, Arial, sans-serif";

fn grid(px: f64) -> i32 {
    (px * GRID).round() as i32
}

fn point((x, y): (f64, f64)) -> (i32, i32) {
    (grid(x), grid(y))
}

fn stroke(colour: RGBColor, px: f64) -> ShapeStyle {
    colour.stroke_width((px * GRID).round() as u32)
}

type Ground<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The sheet.
pub struct Canvas {
    body: String,
    dark: bool,
}

impl Canvas {
    /// An empty sheet, its ground dark or light.
    pub fn new(dark: bool) -> Self {
        Canvas {
            body: String::new(),
            dark,
        }
    }

    /// The colour of a shape in `paint`.
    fn rgb(&self, paint: Paint) -> RGBColor {
        let c = paint.shape(self.dark);
        RGBColor(c.0, c.1, c.2)
    }

    /// Dark or white, whichever reads better on a shape in `paint`.
    pub fn on(&self, paint: impl Into<Paint>) -> Paint {
        Paint::exact(ink::on(paint.into().shape(self.dark)))
    }

    /// What `draw` draws through plotters, added to the sheet. plotters knows no groups, so each
    /// shape is drawn as a document of its own, and what it wrote within is kept.
    fn shape(
        &mut self,
        draw: impl FnOnce(&Ground) -> Result<(), DrawingAreaErrorKind<std::io::Error>>,
    ) {
        let mut document = String::new();
        {
            let ground = SVGBackend::with_string(&mut document, (SIDE, SIDE)).into_drawing_area();
            draw(&ground)
                .and_then(|()| ground.present())
                .expect("writing to a string cannot fail");
        }
        let inner = document
            .split_once(">\n")
            .and_then(|(_, rest)| rest.strip_suffix("</svg>\n"));
        self.body
            .push_str(inner.expect("plotters writes one svg element"));
    }

    /// What `draw` draws, in a group of class `class`, its role for tests and style sheets ("" for
    /// none).
    fn classed(&mut self, class: &str, draw: impl FnOnce(&mut Self)) {
        if class.is_empty() {
            return draw(self);
        }
        let _ = writeln!(self.body, "<g class=\"{class}\">");
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// A filled rectangle; `class` names its role.
    pub fn rect(&mut self, class: &str, x: f64, y: f64, w: f64, h: f64, fill: impl Into<Paint>) {
        let fill = self.rgb(fill.into());
        let corners = [(x, y), (x + w.max(0.0), y + h.max(0.0))].map(point);
        self.classed(class, |canvas| {
            canvas.shape(|on| on.draw(&Rectangle::new(corners, fill.filled())));
        });
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: impl Into<Paint>, thick: f64) {
        self.path("", &[from, to], colour, thick);
    }

    /// An open line through `points`.
    pub fn path(
        &mut self,
        class: &str,
        points: &[(f64, f64)],
        colour: impl Into<Paint>,
        thick: f64,
    ) {
        let colour = self.rgb(colour.into());
        let points: Vec<_> = points.iter().copied().map(point).collect();
        self.classed(class, |canvas| {
            canvas.shape(|on| on.draw(&PathElement::new(points, stroke(colour, thick))));
        });
    }

    /// A filled shape through `points`, see-through: `strength` from 0 to 1.
    pub fn area(
        &mut self,
        class: &str,
        points: &[(f64, f64)],
        fill: impl Into<Paint>,
        strength: f64,
    ) {
        let fill = self.rgb(fill.into());
        // colours are nearer to a dark ground than to a white one
        let strength = strength.powf(if self.dark { 0.7 } else { 1.0 });
        let points: Vec<_> = points.iter().copied().map(point).collect();
        self.classed(class, |canvas| {
            canvas.shape(|on| on.draw(&Polygon::new(points, fill.mix(strength))));
        });
    }

    /// A disc with an outline.
    pub fn circle(
        &mut self,
        class: &str,
        at: (f64, f64),
        r: f64,
        fill: impl Into<Paint>,
        edge: impl Into<Paint>,
    ) {
        let (fill, edge) = (self.rgb(fill.into()), self.rgb(edge.into()));
        self.classed(class, |canvas| {
            canvas.shape(|on| {
                on.draw(&Circle::new(point(at), grid(r), fill.filled()))?;
                on.draw(&Circle::new(point(at), grid(r), stroke(edge, 2.0)))
            });
        });
    }

    /// A diamond in ink with an edge, `r` px from middle to corner.
    pub fn diamond(&mut self, class: &str, (x, y): (f64, f64), r: f64) {
        let corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y), (x, y - r)].map(point);
        let (ink, edge) = (self.rgb(INK), self.rgb(GROUND));
        self.classed(class, |canvas| {
            canvas.shape(|on| {
                on.draw(&Polygon::new(corners, ink))?;
                on.draw(&PathElement::new(corners, stroke(edge, 1.5)))
            });
        });
    }

    /// An interval: a line from `x0` to `x1` at `y` with caps, edged in the ground so that it shows on
    /// any bar.
    pub fn whisker(&mut self, x0: f64, x1: f64, y: f64, cap: f64) {
        for (colour, more) in [(GROUND, 2.0), (INK, 0.0)] {
            let thick = 1.4 + more;
            let e = more / 2.0;
            self.line((x0 - e, y), (x1 + e, y), colour, thick);
            self.line((x0, y - cap - e), (x0, y + cap + e), colour, thick);
            self.line((x1, y - cap - e), (x1, y + cap + e), colour, thick);
        }
    }

    /// Where something was before: an upright dashed line, `half` px up and down from `y`, edged in the
    /// ground so that it shows on any bar.
    pub fn ghost(&mut self, x: f64, y: f64, half: f64) {
        let (from, to) = ((x, y - half), (x, y + half));
        self.line(from, to, GROUND, 4.0);
        self.dashed(&[5.0, 4.0], |canvas| canvas.line(from, to, INK, 2.0));
    }

    /// The lines that `draw` draws, broken into dashes.
    pub fn dashed(&mut self, dashes: Dashes, draw: impl FnOnce(&mut Self)) {
        if dashes.is_empty() {
            return draw(self);
        }
        let lengths: Vec<String> = dashes.iter().map(|px| grid(*px).to_string()).collect();
        let _ = writeln!(self.body, "<g stroke-dasharray=\"{}\">", lengths.join(" "));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// Text with its baseline at `y`.
    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, style: Style, text: &str) {
        self.runs(x, y, anchor, &[(style, text)]);
    }

    /// Text edged in the ground, so that lines beneath it do not disturb it.
    pub fn haloed(&mut self, x: f64, y: f64, anchor: Anchor, style: Style, text: &str) {
        self.edged(|canvas| canvas.text(x, y, anchor, style, text));
    }

    /// The texts that `draw` draws, edged in the ground.
    pub fn edged(&mut self, draw: impl FnOnce(&mut Self)) {
        let edge = GROUND.shape(self.dark);
        let _ = write!(
            self.body,
            "<g paint-order=\"stroke\" stroke=\"#{:02x}{:02x}{:02x}\" stroke-width=\"400\">",
            edge.0, edge.1, edge.2
        );
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// Text of several styles on one line, a space between them, set one after the other.
    pub fn runs(&mut self, x: f64, y: f64, anchor: Anchor, runs: &[(Style, &str)]) {
        let space = |style: &Style| width(" ", *style);
        let texts: Vec<String> = runs.iter().map(|(_, text)| tidy(text)).collect();
        let mut pens = vec![0.0];
        for ((style, _), text) in runs.iter().zip(&texts) {
            let pen = pens[pens.len() - 1];
            pens.push(pen + width(text, *style) + space(style));
        }
        // A single run is anchored by whoever lays it out, with the kerning it knows.
        let (shift, anchor) = match (anchor, runs) {
            (anchor, [_]) => (0.0, anchor),
            (_, []) => return,
            (Anchor::Start, _) => (0.0, Anchor::Start),
            (anchor, [.., (last, _)]) => {
                let whole = pens[runs.len()] - space(last);
                let part = if anchor == Anchor::Middle { 0.5 } else { 1.0 };
                (whole * part, Anchor::Start)
            }
        };
        for (((style, _), text), pen) in runs.iter().zip(texts).zip(pens) {
            self.word(x - shift + pen, y, anchor, *style, text);
        }
    }

    fn word(&mut self, x: f64, y: f64, anchor: Anchor, style: Style, text: String) {
        let across = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let weight = if style.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let colour = style.colour.text(self.dark);
        let font = (FontFamily::Name(FAMILY), style.size * GRID * FONT, weight).into_font();
        let top = point((x, y - TOP * style.size));
        let long = grid(width(&text, style));
        let from = self.body.len();
        self.shape(|on| {
            let look = font
                .color(&RGBColor(colour.0, colour.1, colour.2))
                .pos(Pos::new(across, VPos::Top))
                .into_text_style(on);
            on.draw(&Text::new(text, top, look))
        });
        // the sheet names the family once; where a browser lacks it, another font is fitted to the
        // room that this one takes
        let family = format!(" font-family=\"{FAMILY}\"");
        let fitted = format!(" textLength=\"{long}\" lengthAdjust=\"spacingAndGlyphs\"");
        let written = self.body.split_off(from);
        self.body.push_str(&written.replacen(&family, &fitted, 1));
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

    /// The whole of `text` in lines of up to `wide` px from `x` and the height `top` on; gives its height.
    pub fn words(&mut self, text: &str, style: Style, (x, wide): (f64, f64), top: f64) -> f64 {
        let most = usize::MAX;
        let tall = line_height(style) * extent(text, style, wide, most).1 as f64;
        self.block(x, top + tall / 2.0, Anchor::Start, style, text, wide, most);
        tall
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
        let mut ground = Self::new(self.dark);
        ground.rect("", 0.0, 0.0, w, h, GROUND);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n\
             {}<g stroke-linejoin=\"round\" font-family=\"{FAMILY}\">\n{}</g>\n</svg>\n",
            grid(w),
            grid(h),
            escape(&tidy(about)),
            ground.body,
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
