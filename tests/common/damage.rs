//! Texts damaged at random: bytes, tokens, lines and tables, numbers and quoted texts.

use super::random::Dice;

/// Numbers at the edge of something.
pub const NUMBERS: [&str; 26] = [
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "3",
    "0.1",
    "0.5",
    "1.5",
    "-2.5",
    "1e308",
    "-1e308",
    "1e-308",
    "1e-320",
    "1e400",
    "1e9",
    "1e16",
    "nan",
    "inf",
    "-inf",
    "65535",
    "65536",
    "999999999",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
];

/// Texts that a reader or a terminal may stumble over.
pub const TEXTS: [&str; 14] = [
    "",
    " ",
    "\u{1b}[31m",
    "\u{7}",
    "\u{0}",
    "\\u001b]0;x\\u0007",
    "\u{feff}",
    "\u{202e}",
    "é",
    "\u{1f600}",
    "\u{4e2d}\u{6587}",
    "a\u{301}",
    "\r\n",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// What texts are damaged with.
pub struct Damage<'a> {
    /// Words of the language, and some of none.
    pub words: &'a [&'a str],
    /// Texts of the same kind whose tokens may slip in.
    pub others: &'a [&'a str],
}

/// A text in pieces: words and numbers, white space, and signs one by one.
pub fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_alphanumeric() || "_.+-/".contains(c) => 1,
        ' ' | '\t' => 2,
        _ => 0,
    };
    let mut all = vec![];
    let mut from = 0;
    let mut before = 0;
    for (at, c) in text.char_indices() {
        let own = class(c);
        if at > from && (own == 0 || own != before) {
            all.push(&text[from..at]);
            from = at;
        }
        before = own;
    }
    if from < text.len() {
        all.push(&text[from..]);
    }
    all
}

fn is_number(token: &str) -> bool {
    let sign = token.trim_start_matches(['-', '+']);
    sign.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

fn one<'a>(all: &[&'a str], d: &mut Dice) -> &'a str {
    all[d.below(all.len())]
}

/// Another number for one of a text's, which often leaves the text sound.
pub fn renumbered(text: &str, d: &mut Dice) -> String {
    let mut all = tokens(text);
    let places: Vec<usize> = (0..all.len()).filter(|i| is_number(all[*i])).collect();
    if places.is_empty() {
        return text.to_string();
    }
    let at = places[d.below(places.len())];
    let number = match d.below(3) {
        0 => one(&NUMBERS, d).to_string(),
        1 => all[places[d.below(places.len())]].to_string(),
        _ => d.number().to_string(),
    };
    all[at] = &number;
    all.concat()
}

impl Damage<'_> {
    /// One change of a text.
    pub fn damaged(&self, text: &str, d: &mut Dice) -> String {
        match d.below(4) {
            0 => self.of_lines(text, d),
            1 => of_characters(text, d),
            _ => self.of_tokens(text, d),
        }
    }

    /// A token removed, put twice, swapped, or another put in its place.
    pub fn of_tokens(&self, text: &str, d: &mut Dice) -> String {
        let mut all = tokens(text);
        if all.is_empty() {
            return one(self.words, d).to_string();
        }
        let (at, other) = (d.below(all.len()), d.below(all.len()));
        let quoted = format!("\"{}\"", one(&TEXTS, d));
        let foreign = tokens(one(self.others, d));
        match d.below(10) {
            0 => drop(all.remove(at)),
            1 => all.insert(at, all[other]),
            2 => all.swap(at, other),
            3 => all[at] = one(self.words, d),
            4 => {
                all.insert(at, " ");
                all.insert(at, one(self.words, d));
            }
            5 => all[at] = all[other],
            6 if !foreign.is_empty() => all[at] = foreign[d.below(foreign.len())],
            7 => all.truncate(at + 1),
            8 => {
                let (from, to) = (at.min(other), at.max(other));
                let again = all[from..=to.min(from + 40)].to_vec();
                all.splice(from..from, again);
            }
            _ => {
                // what stands in quotes from here on
                let quotes: Vec<usize> = (at..all.len()).filter(|i| all[*i] == "\"").collect();
                if let [from, to, ..] = quotes[..] {
                    all.splice(from..=to, [quoted.as_str()]);
                }
            }
        }
        all.concat()
    }

    /// A line or a table removed, moved, put twice, or one of another text put in.
    fn of_lines(&self, text: &str, d: &mut Dice) -> String {
        let other = one(self.others, d);
        let whole = d.below(2) == 0;
        let pieces = |text| match whole {
            true => tables(text),
            false => str::split_inclusive(text, '\n').collect(),
        };
        let mut all = pieces(text);
        let foreign = pieces(other);
        if all.is_empty() || foreign.is_empty() {
            return other.to_string();
        }
        let (at, to) = (d.below(all.len()), d.below(all.len()));
        match d.below(4) {
            0 => drop(all.remove(at)),
            1 => {
                let piece = all.remove(at);
                all.insert(to, piece);
            }
            2 => all.insert(to, all[at]),
            _ => all.insert(at, foreign[d.below(foreign.len())]),
        }
        all.concat()
    }
}

/// A text from each `[header]` to the next.
fn tables(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    cuts.extend(text.match_indices("\n[").map(|(at, _)| at + 1));
    cuts.push(text.len());
    cuts.windows(2).map(|w| &text[w[0]..w[1]]).collect()
}

/// A character removed, or another in its place.
fn of_characters(text: &str, d: &mut Dice) -> String {
    let mut all: Vec<char> = text.chars().collect();
    if all.is_empty() {
        return one(&TEXTS, d).to_string();
    }
    let at = d.below(all.len());
    let ascii = char::from(u8::try_from(d.below(128)).expect("7 bits"));
    match d.below(4) {
        0 => drop(all.remove(at)),
        1 => all[at] = ascii,
        2 => all.insert(at, ascii),
        _ => return format!("{}{}", text, one(&TEXTS, d)),
    }
    all.into_iter().collect()
}

/// A byte flipped, put in or left out: what remains may be no text.
pub fn of_bytes(all: &mut Vec<u8>, d: &mut Dice) {
    let byte = u8::try_from(d.below(256)).expect("8 bits");
    let at = d.below(all.len() + 1);
    match d.below(3) {
        0 => all.insert(at, byte),
        1 if at < all.len() => drop(all.remove(at)),
        _ if at < all.len() => all[at] ^= byte,
        _ => {}
    }
}
