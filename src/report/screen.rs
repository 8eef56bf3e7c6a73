//! Text for a terminal of some width: columns, bars, sparklines, numbers.

use crate::palette::Colour;
pub(crate) use crate::percent::percent;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// A terminal: its width and whether it shows colour.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Screen {
    pub width: usize,
    pub colour: bool,
}

impl Screen {
    /// A heading, the only bold text.
    pub fn bold(&self, text: &str) -> String {
        if self.colour {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }

    /// `text` in a colour.
    pub fn paint(&self, text: &str, Colour(r, g, b): Colour) -> String {
        if self.colour {
            format!("\x1b[38;2;{r};{g};{b}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }

    /// `text` in red.
    pub fn red(&self, text: &str) -> String {
        if self.colour {
            format!("\x1b[31m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }
}

/// 100000 as `100,000`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// A written number with the sign for what is below 0.
pub fn minus(number: &str) -> String {
    number.replace('-', "−")
}

/// What came of a milestone: 1 happened, 0 did not, and what is between as it is.
pub fn came(happened: f64) -> String {
    match happened {
        1.0 => "yes".to_string(),
        0.0 => "no".to_string(),
        x => format!("{x}"),
    }
}

/// A number with a real minus sign.
pub fn signed(x: f64) -> String {
    let text = format!("{:.2}", x.abs());
    if x < 0.0 && text != "0.00" {
        format!("−{text}")
    } else {
        text
    }
}

/// A change of a share in points, with its sign and so many digits.
pub fn points(change: f64, digits: usize) -> String {
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{sign}{:.digits$}", 100.0 * change.abs())
}

/// `text` cut or filled to `width` cells.
pub fn fit(text: &str, width: usize) -> String {
    let w = text.width();
    if w <= width {
        return format!("{text}{}", " ".repeat(width - w));
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 2 > width {
            break;
        }
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// A bar of up to `width` cells, `scale` being full.
pub fn bar(p: f64, scale: f64, width: usize) -> String {
    let eighths = (p / scale * width as f64 * 8.0).round() as usize;
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let text = "█".repeat(eighths / 8) + parts[eighths % 8];
    if text.is_empty() && p > 0.0 && width > 0 {
        "▏".into()
    } else {
        text
    }
}

/// Shares as a line of small columns.
pub fn spark(values: &[f64]) -> String {
    let marks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    values
        .iter()
        .map(|p| marks[((p * 8.0) as usize).min(7)])
        .collect()
}

/// The width of the first column: that of its widest text, within limits.
pub fn label_width<'a>(labels: impl Iterator<Item = &'a str>, screen: Screen) -> usize {
    let widest = labels.map(|l| l.width()).max().unwrap_or(0);
    widest.clamp(14, (screen.width / 3).max(16))
}

/// A row: its label in up to `width` cells, wrapped below where it is longer, and the rest.
pub fn row(s: &mut String, label: &str, width: usize, rest: &str) {
    for (i, part) in wrap(label, width + 1).iter().enumerate() {
        let rest = if i == 0 { rest } else { "" };
        let indent = if i == 0 { "" } else { " " };
        let label = fit(&format!("{indent}{part}"), width);
        let _ = writeln!(s, "{}", format!("{label} {rest}").trim_end());
    }
}

/// "1 quarter" or "1,000 quarters".
pub fn count(n: usize, word: &str) -> String {
    format!("{} {word}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// `text` with a large first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>());
    first.unwrap_or_default() + chars.as_str()
}

/// `text` in lines of at most `width` cells.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    // a number keeps its sign
    let mut words: Vec<String> = vec![];
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if word.starts_with('%') => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_string()),
        }
    }
    for word in &words {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].width() + 1 + word.width() >= width {
            lines.push(word.clone());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

/// Writes `text` in lines of at most `width` cells.
pub fn paragraph(s: &mut String, text: &str, width: usize) {
    for line in wrap(text, width) {
        let _ = writeln!(s, "{line}");
    }
}
