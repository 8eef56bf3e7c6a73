//! Words of Gambit's files: quoted texts, numbers (decimal, or fractions as 1/3), braces, letters.
//! Commas are white space.

use crate::source::{Diagnostic, Span};

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
pub(super) struct Tokens {
    words: Vec<(Word, Span)>,
    at: usize,
    end: Span,
}

/// A fault of the text.
pub(super) type Fault = Box<Diagnostic>;

pub(super) fn fault(span: Span, message: impl Into<String>) -> Fault {
    Box::new(Diagnostic::error(span, message))
}

impl Tokens {
    /// Of `text`, the file of this number.
    pub fn new(text: &str, file: usize) -> Result<Self, Fault> {
        let mut words = vec![];
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            let one = Span::new(file, start..start + c.len_utf8());
            match c {
                c if c.is_whitespace() || c == ',' => {}
                '{' => words.push((Word::Open, one)),
                '}' => words.push((Word::Close, one)),
                '"' => {
                    let mut inside = String::new();
                    let mut end = None;
                    while let Some((at, c)) = chars.next() {
                        match c {
                            '"' => {
                                end = Some(at + 1);
                                break;
                            }
                            '\\' => inside.extend(chars.next().map(|(_, c)| c)),
                            c => inside.push(c),
                        }
                    }
                    let Some(end) = end else {
                        return Err(fault(one, "this quotation mark is never closed"));
                    };
                    words.push((Word::Text(inside), Span::new(file, start..end)));
                }
                _ => {
                    let mut end = start + c.len_utf8();
                    while let Some((at, c)) = chars.peek()
                        && !c.is_whitespace()
                        && !['{', '}', '"', ','].contains(c)
                    {
                        end = at + c.len_utf8();
                        chars.next();
                    }
                    let word = &text[start..end];
                    let word = match number(word) {
                        Some(x) => Word::Number(x),
                        None => Word::Letters(word.to_string()),
                    };
                    words.push((word, Span::new(file, start..end)));
                }
            }
        }
        let last = text.trim_end().len();
        let end = Span::new(file, last.saturating_sub(1)..last);
        Ok(Tokens { words, at: 0, end })
    }

    /// The next word, left where it is.
    pub fn peek(&self) -> Option<&Word> {
        self.words.get(self.at).map(|(w, _)| w)
    }

    /// Where the next word stands.
    pub fn span(&self) -> Span {
        self.words.get(self.at).map_or(self.end, |(_, s)| *s)
    }

    /// The fault that something else should stand here.
    pub fn wanted(&self, what: &str) -> Fault {
        let found = match self.peek() {
            None => {
                return fault(
                    self.end,
                    format!("the file ends where {what} should follow"),
                );
            }
            Some(Word::Text(t)) => format!("the text \"{t}\""),
            Some(Word::Number(x)) => format!("the number {x}"),
            Some(Word::Letters(w)) => format!("`{w}`"),
            Some(Word::Open) => "`{`".to_string(),
            Some(Word::Close) => "`}`".to_string(),
        };
        fault(self.span(), format!("here should be {what}, not {found}"))
    }

    fn take<T>(&mut self, what: &str, pick: impl Fn(&Word) -> Option<T>) -> Result<T, Fault> {
        let found = self.peek().and_then(pick);
        let found = found.ok_or_else(|| self.wanted(what))?;
        self.at += 1;
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
        self.text("").ok()
    }

    /// A number.
    pub fn number(&mut self, what: &str) -> Result<f64, Fault> {
        self.take(what, |w| match w {
            Word::Number(x) => Some(*x),
            _ => None,
        })
    }

    /// A whole number from `least` on.
    pub fn count(&mut self, what: &str, least: i64) -> Result<i64, Fault> {
        self.take(what, |w| match w {
            Word::Number(x) if x.fract() == 0.0 && *x >= least as f64 && *x < 1e9 => {
                Some(*x as i64)
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
        self.take(&format!("`{{` and {of}"), |w| {
            (*w == Word::Open).then_some(())
        })
    }

    /// Whether the next word is an opening brace.
    pub fn opens(&self) -> bool {
        self.peek() == Some(&Word::Open)
    }

    /// A closing brace, if one is next.
    pub fn close(&mut self) -> bool {
        self.take("", |w| (*w == Word::Close).then_some(())).is_ok()
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
        while !self.close() {
            all.push(self.number(of)?);
        }
        match all.len() == n {
            true => Ok(all),
            false => {
                self.at -= 1;
                let message = format!("here end {} numbers, but {of} are {n}", all.len());
                Err(fault(self.span(), message))
            }
        }
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
