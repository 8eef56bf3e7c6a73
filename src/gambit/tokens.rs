//! Words of Gambit's files: quoted texts, numbers (decimal, or fractions as 1/3), braces, letters.
//! Commas are white space.

use crate::diagnostics::{Diagnostic, Span};

/// The largest whole number that is read.
const LARGEST: f64 = 999_999_999.0;

/// How much of a word a message repeats, in characters.
const SHOWN: usize = 40;

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Text(String),
    Number(f64),
    Letters(String),
    Open,
    Close,
}

/// Reads words one after another.
pub(super) struct Tokens<'a> {
    text: &'a str,
    file: usize,
    /// Where reading goes on, after the next word.
    at: usize,
    /// The next word; none at the end of the text, or where a quotation mark is never closed.
    next: Option<Word>,
    /// Where the next word stands, or the last character of the text.
    span: Span,
    /// Whether a quotation mark is never closed.
    unclosed: bool,
}

/// A fault of the text.
pub(super) type Fault = Box<Diagnostic>;

pub(super) fn fault(span: Span, message: impl Into<String>) -> Fault {
    Box::new(Diagnostic::error(span, message))
}

impl<'a> Tokens<'a> {
    /// Of `text`, the file of this number.
    pub fn new(text: &'a str, file: usize) -> Self {
        let mut tokens = Tokens {
            text,
            file,
            at: 0,
            next: None,
            span: Span::default(),
            unclosed: false,
        };
        tokens.advance();
        tokens
    }

    /// Goes on to the next word.
    fn advance(&mut self) {
        let rest = &self.text[self.at..];
        let blank = |c: char| c.is_whitespace() || c == ',';
        let word = rest.trim_start_matches(blank);
        let start = self.at + rest.len() - word.len();
        let Some(first) = word.chars().next() else {
            let end = self.text.trim_end().len();
            self.span = Span::new(self.file, end.saturating_sub(1)..end);
            self.next = None;
            return;
        };
        let (next, len) = match first {
            '{' => (Some(Word::Open), 1),
            '}' => (Some(Word::Close), 1),
            '"' => match quoted(word) {
                Some((text, len)) => (Some(Word::Text(text)), len),
                None => {
                    self.unclosed = true;
                    (None, 1)
                }
            },
            _ => {
                let ends = |c: char| blank(c) || ['{', '}', '"'].contains(&c);
                let len = word.find(ends).unwrap_or(word.len());
                let word = &word[..len];
                let letters = || Word::Letters(word.to_string());
                (Some(number(word).map_or_else(letters, Word::Number)), len)
            }
        };
        self.next = next;
        self.at = start + len;
        self.span = Span::new(self.file, start..self.at);
    }

    /// The next word, left where it is.
    pub fn peek(&self) -> Option<&Word> {
        self.next.as_ref()
    }

    /// Where the next word stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Whether the text is at its end.
    pub fn ended(&self) -> bool {
        self.next.is_none() && !self.unclosed
    }

    /// The fault that something else should stand here.
    pub fn wanted(&self, what: &str) -> Fault {
        if self.unclosed {
            return fault(self.span, "this quotation mark is never closed");
        }
        let found = match self.peek() {
            None => {
                let message = format!("the file ends where {what} should follow");
                return fault(self.span, message);
            }
            Some(Word::Text(t)) => format!("the text \"{}\"", short(t)),
            Some(Word::Number(x)) => format!("the number {x}"),
            Some(Word::Letters(w)) => format!("`{}`", short(w)),
            Some(Word::Open) => "`{`".to_string(),
            Some(Word::Close) => "`}`".to_string(),
        };
        fault(self.span, format!("expected {what}, but this is {found}"))
    }

    fn take<T>(&mut self, what: &str, pick: impl Fn(&Word) -> Option<T>) -> Result<T, Fault> {
        let found = self.peek().and_then(pick);
        let found = found.ok_or_else(|| self.wanted(what))?;
        self.advance();
        Ok(found)
    }

    /// A quoted text.
    pub fn text(&mut self, what: &str) -> Result<String, Fault> {
        self.take(what, |w| match w {
            Word::Text(t) => Some(t.clone()),
            _ => None,
        })
    }

    /// A quoted text, if one is next.
    pub fn may_text(&mut self) -> Option<String> {
        match self.peek() {
            Some(Word::Text(_)) => self.text("").ok(),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&mut self, what: &str) -> Result<f64, Fault> {
        self.take(what, |w| match w {
            Word::Number(x) => Some(*x),
            _ => None,
        })
    }

    /// A whole number from `least` on.
    pub fn count(&mut self, what: &str, least: usize) -> Result<usize, Fault> {
        if let Some(Word::Number(x)) = self.peek()
            && *x > LARGEST
        {
            let message = format!("{what} is {x}, more than {LARGEST}");
            return Err(fault(self.span, message));
        }
        self.take(what, |w| match w {
            Word::Number(x) if x.fract() == 0.0 && *x >= 0.0 => {
                // exact: the number is far below 2^53
                Some(*x as usize).filter(|n| *n >= least)
            }
            _ => None,
        })
    }

    /// Letters.
    pub fn letters(&mut self, what: &str) -> Result<String, Fault> {
        self.take(what, |w| match w {
            Word::Letters(t) => Some(t.clone()),
            _ => None,
        })
    }

    /// An opening brace.
    pub fn open(&mut self, of: &str) -> Result<(), Fault> {
        if self.opens() {
            self.advance();
            return Ok(());
        }
        Err(self.wanted(&format!("`{{` and {of}")))
    }

    /// Whether the next word is an opening brace.
    pub fn opens(&self) -> bool {
        self.peek() == Some(&Word::Open)
    }

    /// A closing brace, if one is next.
    pub fn close(&mut self) -> bool {
        let closes = self.peek() == Some(&Word::Close);
        if closes {
            self.advance();
        }
        closes
    }

    /// `{ "a" "b" … }`.
    pub fn texts(&mut self, of: &str) -> Result<Vec<String>, Fault> {
        self.open(of)?;
        let mut all = vec![];
        while !self.close() {
            all.push(self.text(of)?);
        }
        Ok(all)
    }

    /// `{ 1 2 … }`, of which there must be `n`.
    pub fn numbers(&mut self, n: usize, of: &str) -> Result<Vec<f64>, Fault> {
        self.open(of)?;
        let mut all = vec![];
        let mut end = self.span;
        while !self.close() {
            all.push(self.number(of)?);
            end = self.span;
        }
        if all.len() == n {
            return Ok(all);
        }
        let message = format!("here end {} numbers, but {of} are {n}", all.len());
        Err(fault(end, message))
    }
}

/// The text in quotation marks with which `word` begins, and its length with them. A backslash
/// before a quotation mark makes it part of the text, and is itself doubled there and at the end;
/// elsewhere it stands for itself.
fn quoted(word: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut slashes = 0;
    for (at, c) in word.char_indices().skip(1) {
        match c {
            '\\' => slashes += 1,
            '"' => {
                text.extend(std::iter::repeat_n('\\', slashes / 2));
                if slashes % 2 == 0 {
                    return Some((text, at + 1));
                }
                text.push('"');
                slashes = 0;
            }
            c => {
                text.extend(std::iter::repeat_n('\\', slashes));
                text.push(c);
                slashes = 0;
            }
        }
    }
    None
}

/// `text` in quotation marks, as [`Tokens`] read it.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    let mut slashes = 0;
    for c in text.chars().map(|c| if c == '\n' { ' ' } else { c }) {
        match c {
            '\\' => slashes += 1,
            '"' => {
                out.extend(std::iter::repeat_n('\\', slashes + 1));
                slashes = 0;
            }
            _ => slashes = 0,
        }
        out.push(c);
    }
    out.extend(std::iter::repeat_n('\\', slashes));
    out.push('"');
    out
}

/// The beginning of a word that may be long.
fn short(word: &str) -> String {
    match word.char_indices().nth(SHOWN) {
        None => word.to_string(),
        Some((end, _)) => format!("{}…", &word[..end]),
    }
}

/// A finite number, written as a decimal or as a fraction.
fn number(word: &str) -> Option<f64> {
    if !word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return None;
    }
    let value = match word.split_once('/') {
        Some((above, below)) => above.parse::<f64>().ok()? / below.parse::<f64>().ok()?,
        None => word.parse().ok()?,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslashes_are_kept_and_quotation_marks_come_back() {
        for (written, read) in [
            (r#""a\b\c""#, r"a\b\c"),
            (r#""a\"b""#, r#"a"b"#),
            (r#""a\\b""#, r"a\\b"),
            (r#""c\\""#, r"c\"),
            (r#""c\\\"d""#, r#"c\"d"#),
            (r#""""#, ""),
        ] {
            assert_eq!(Tokens::new(written, 0).text("").expect(written), read);
            assert_eq!(quote(read), written);
        }
        assert!(Tokens::new(r#""a\""#, 0).text("").is_err());
    }

    #[test]
    fn whole_numbers_are_read_up_to_the_edge() {
        let count = |text: &str| Tokens::new(text, 0).count("the number", 1);
        assert_eq!(count("999999999").expect("the largest"), 999_999_999);
        let fault = count("1000000000").expect_err("one more");
        assert!(fault.message.contains("more than 999999999"), "{fault:?}");
        for text in [
            "0",
            "-1",
            "1.5",
            "1e400",
            "18446744073709551616",
            "nan",
            "-0",
        ] {
            assert!(count(text).is_err(), "{text}");
        }
    }
}
