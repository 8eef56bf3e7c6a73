//! Text to tokens.

use std::ops::Range;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A number.
    Number(f64),
    /// A name or a word of the language.
    Name(String),
    /// `+ - * / ^ ( ) , == != < <= > >=`
    Sign(&'static str),
}

/// The bytes that are wrong, what is wrong with them, and what to try.
pub type Fault = (Range<usize>, String, String);

const SIGNS: [&str; 15] = [
    "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ",", "=",
];

/// The tokens of `text`, each with its bytes.
///
/// # Errors
/// A character has no meaning, or a number cannot be read.
pub fn lex(text: &str) -> Result<Vec<(Token, Range<usize>)>, Fault> {
    let mut tokens = vec![];
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, len) =
            token(&text[at..], c).map_err(|(len, message, help)| (at..at + len, message, help))?;
        tokens.push((token, at..at + len));
        at += len;
    }
    Ok(tokens)
}

/// The token at the beginning of `text`, whose first character is `c`, with its length in bytes; else
/// the length of what is wrong, what is wrong, and what to try.
fn token(text: &str, c: char) -> Result<(Token, usize), (usize, String, String)> {
    if c.is_ascii_digit() || (c == '.' && text[1..].starts_with(|d: char| d.is_ascii_digit())) {
        return number(text);
    }
    if c.is_alphabetic() || c == '_' {
        let end = text.find(|d: char| !(d.is_alphanumeric() || d == '_'));
        let len = end.unwrap_or(text.len());
        return Ok((Token::Name(text[..len].to_string()), len));
    }
    let Some(sign) = SIGNS.into_iter().find(|s| text.starts_with(s)) else {
        let message = format!("`{c}` has no meaning here");
        return Err((c.len_utf8(), message, instead_of(c).into()));
    };
    if sign == "=" {
        let message = "`=` has no meaning here".into();
        return Err((sign.len(), message, "compare with `==`".into()));
    }
    Ok((Token::Sign(sign), sign.len()))
}

/// The number at the beginning of `text`.
fn number(text: &str) -> Result<(Token, usize), (usize, String, String)> {
    let len = number_length(text);
    let shown = &text[..len];
    let fault = |what: &str, help: &str| Err((len, format!("`{shown}` is {what}"), help.into()));
    match shown.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), len)),
        Ok(_) => fault(
            "too large for a number",
            "the largest number is about 1e308",
        ),
        Err(_) => fault("not a number", "write it as 12, 0.5 or 1e-3"),
    }
}

/// What to write instead of a character that has no meaning.
fn instead_of(c: char) -> &'static str {
    match c {
        '&' => "write `and`",
        '|' => "write `or`",
        '!' => "write `not`",
        '≥' => "write `>=`",
        '≤' => "write `<=`",
        '−' | '–' | '—' => "write a plain minus, `-`",
        '×' | '·' => "write `*`",
        '÷' => "write `/`",
        '\'' | '"' => "write levels without quotes",
        _ => "an expression consists of names, numbers, + - * / ^ ( ) , comparisons, and, or, not",
    }
}

/// The length of the number at the beginning of `text`, in bytes.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut i: usize| {
        while i < bytes.len() && (bytes[i].is_ascii_digit() || bytes[i] == b'_') {
            i += 1;
        }
        i
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(signed).is_some_and(u8::is_ascii_digit) {
            end = digits(signed);
        }
    }
    end
}
