//! Text to tokens.

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
pub type Fault = (std::ops::Range<usize>, String, String);

const SIGNS: [&str; 15] = [
    "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ",", "=",
];

/// The tokens of `text`, each with its bytes.
pub fn lex(text: &str) -> Result<Vec<(Token, std::ops::Range<usize>)>, Fault> {
    let mut tokens = vec![];
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            let len = number_length(rest);
            let range = at..at + len;
            let Ok(value) = rest[..len].replace('_', "").parse::<f64>() else {
                return Err((
                    range,
                    format!("`{}` is not a number", &rest[..len]),
                    "write it as 12, 0.5 or 1e-3".into(),
                ));
            };
            if !value.is_finite() {
                return Err((
                    range,
                    format!("`{}` is too large for a number", &rest[..len]),
                    "the largest number is about 1e308".into(),
                ));
            }
            tokens.push((Token::Number(value), range));
            at += len;
            continue;
        }
        if c.is_alphabetic() || c == '_' {
            let len = rest
                .find(|d: char| !(d.is_alphanumeric() || d == '_'))
                .unwrap_or(rest.len());
            tokens.push((Token::Name(rest[..len].to_string()), at..at + len));
            at += len;
            continue;
        }
        let Some(sign) = SIGNS.into_iter().find(|s| rest.starts_with(s)) else {
            let help = match c {
                '&' => "write `and`",
                '|' => "write `or`",
                '!' => "write `not`",
                '≥' => "write `>=`",
                '≤' => "write `<=`",
                '−' | '–' | '—' => "write a plain minus, `-`",
                '×' | '·' => "write `*`",
                '÷' => "write `/`",
                '\'' | '"' => "write levels without quotes",
                _ => {
                    "an expression consists of names, numbers, + - * / ^ ( ) , comparisons, and, or, not"
                }
            };
            let range = at..at + c.len_utf8();
            return Err((range, format!("`{c}` has no meaning here"), help.into()));
        };
        let range = at..at + sign.len();
        if sign == "=" {
            return Err((
                range,
                "`=` has no meaning here".into(),
                "compare with `==`".into(),
            ));
        }
        tokens.push((Token::Sign(sign), range));
        at += sign.len();
    }
    Ok(tokens)
}

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
