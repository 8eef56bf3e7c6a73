//! How several things are divided: one bar each, from 0 to 100%, in the same colours and order.

use super::canvas::Anchor;
use super::legend::{Mark, legend};
use super::page::{Page, share};
use super::paint::INK;
use super::rows::Rows;
use super::text::{Style, percent, width};
use super::{Colour, Column, Error, Frame};

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// What is divided.
    pub label: String,
    /// The share of each part, 0..=1; together 1.
    pub parts: Vec<f64>,
}

const VALUE: Style = Style::bold(12.0, INK);

/// Bars one below the other, with a part's name and number in it, or its number alone, where there is room;
/// `parts` are the colours and names. SVG; an error if a value is no share.
pub fn stacks(frame: &Frame, parts: &[(Colour, String)], bars: &[Stack]) -> Result<String, Error> {
    for bar in bars {
        for value in &bar.parts {
            share(*value, &bar.label)?;
        }
    }
    let labels = bars.iter().map(|bar| bar.label.as_str());
    let rows = Rows::new(frame.sheet, 1, labels, 34.0, 240.0, 20.0);
    if rows.labels.is_empty() {
        return Ok(Page::empty(frame));
    }
    let mut page = Page::open(frame);
    let items = parts.iter();
    let items: Vec<(Mark, &str)> = items
        .map(|(c, name)| (Mark::Swatch(*c), name.as_str()))
        .collect();
    legend(&mut page, &items);
    let columns = [Column {
        title: String::new(),
        body: bars.to_vec(),
    }];
    let draw = |page: &mut Page, bar: &Stack, (x, wide): (f64, f64), y: f64| {
        let mut left = x;
        for (part, (colour, name)) in bar.parts.iter().zip(parts) {
            let w = wide * part;
            page.canvas.rect("part", left, y - 12.0, w, 24.0, *colour);
            let style = Style {
                colour: page.canvas.on(*colour),
                ..VALUE
            };
            let (plain, value) = (Style::plain(12.0, style.colour), percent(*part));
            let name = format!("{name} ");
            let (middle, base) = (left + w / 2.0, y + style.drop());
            let (named, alone) = (width(&name, plain), width(&value, style) + 10.0);
            if named + alone <= w {
                let runs = [(plain, name.as_str()), (style, value.as_str())];
                page.canvas.runs(middle, base, Anchor::Middle, &runs);
            } else if alone <= w {
                page.canvas
                    .text(middle, base, Anchor::Middle, style, &value);
            }
            left += w;
        }
    };
    rows.percent(&mut page, &columns, (8.0, 24.0), |bar| &bar.label, draw);
    Ok(page.close(frame))
}
