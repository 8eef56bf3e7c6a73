//! Measuring, wrapping and shortening text with the metrics of the embedded font.
//!
//! Widths are sums of glyph advances without kerning, which in Noto Sans errs by a per cent or so,
//! nearly always to the wide side. A character the font lacks is taken as one em wide.

pub(super) use crate::percent::percent;
use ab_glyph::{Font, FontRef};
use std::sync::OnceLock;

/// The size, weight and colour of a text.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Size of the em, px.
    pub size: f64,
    /// Bold or regular: the two weights embedded.
    pub bold: bool,
    /// The fill.
    pub colour: super::paint::Paint,
}

impl Style {
    /// Regular weight.
    pub const fn plain(size: f64, colour: super::paint::Paint) -> Self {
        Self {
            size,
            bold: false,
            colour,
        }
    }

    /// Bold weight.
    pub const fn bold(size: f64, colour: super::paint::Paint) -> Self {
        Self {
            size,
            bold: true,
            colour,
        }
    }

    /// How far below a line's middle its baseline lies, px (half the height of capitals).
    pub fn drop(&self) -> f64 {
        0.357 * self.size
    }
}

fn face(bold: bool) -> &'static FontRef<'static> {
    static REGULAR: OnceLock<FontRef<'static>> = OnceLock::new();
    static BOLD: OnceLock<FontRef<'static>> = OnceLock::new();
    let (cell, bytes) = if bold {
        (&BOLD, notosans::BOLD_TTF)
    } else {
        (&REGULAR, notosans::REGULAR_TTF)
    };
    cell.get_or_init(|| FontRef::try_from_slice(bytes).expect("the embedded font is sound"))
}

/// The width of `text` in px.
pub fn width(text: &str, style: Style) -> f64 {
    let font = face(style.bold);
    let em = font.units_per_em().map_or(1000.0, f64::from);
    let total: f64 = text
        .chars()
        .map(|c| {
            let glyph = font.glyph_id(c);
            if glyph.0 == 0 {
                em
            } else {
                f64::from(font.h_advance_unscaled(glyph))
            }
        })
        .sum();
    total * style.size / em
}

/// `text` with every run of white space made one space and control characters taken out, as it
/// will be drawn.
pub fn tidy(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|w| w.chars().filter(|c| drawable(*c)).collect::<String>())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}

fn drawable(c: char) -> bool {
    !c.is_control() && !('\u{fdd0}'..='\u{fdef}').contains(&c) && (c as u32) & 0xfffe != 0xfffe
}

/// `text` if it is no wider than `max` px, otherwise its beginning and an ellipsis.
pub fn fit(text: &str, style: Style, max: f64) -> String {
    let text = tidy(text);
    if width(&text, style) <= max {
        return text;
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let short: String = kept.iter().collect();
        let short = format!("{}…", short.trim_end());
        if width(&short, style) <= max {
            return short;
        }
    }
    "…".to_string()
}

/// `text` broken into at most `most` lines no wider than `max` px; what does not fit ends in an
/// ellipsis. Words longer than a line are broken between characters. Empty text has no lines.
pub fn wrap(text: &str, style: Style, max: f64, most: usize) -> Vec<String> {
    let text = tidy(text);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let joined = if line.is_empty() {
            word.to_string()
        } else {
            format!("{line} {word}")
        };
        if width(&joined, style) <= max {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            let longer = format!("{line}{c}");
            if width(&longer, style) > max && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(fit(&rest, style, max));
    }
    lines
}

/// `text` made safe inside XML elements and attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// A number with its sign, never "-0.0".
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    if text.bytes().all(|b| b == b'0' || b == b'.') {
        text
    } else if value < 0.0 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::paint::INK;

    const S: Style = Style::plain(13.0, INK);

    #[test]
    fn lines_fit_and_lose_nothing() {
        let words = "The “Six-Party” talks resume in Beijing, 北京, after sanctions — and stall";
        let lines = wrap(words, S, 120.0, 99);
        assert_eq!(lines.join(" "), words);
        assert!(lines.iter().all(|l| width(l, S) <= 120.0));
        assert!(wrap(words, S, 120.0, 2)[1].ends_with('…'));
        let long = "x".repeat(300);
        assert_eq!(wrap(&long, S, 100.0, 99).concat(), long);
        assert!(wrap("", S, 100.0, 9).is_empty());
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(percent(0.3421), "34.2%");
        assert_eq!(percent(1e-9), "<0.1%");
        assert_eq!(percent(0.99999), ">99.9%");
        assert_eq!(signed(-0.00001, 1), "0.0");
        assert_eq!(signed(-12.34, 1), "−12.3");
    }
}
