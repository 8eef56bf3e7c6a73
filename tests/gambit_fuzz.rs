//! Games in Gambit's formats, damaged at random: every text is read and solved, or a message says
//! why not. `DEMARCHE_FUZZ=30000` sets the number of texts.

mod common;

use common::gambit::tried;
use common::random::Dice;
use demarche::solve::solve;
use demarche::study::sets;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Texts unless said otherwise.
const TEXTS: usize = 400;

const SOUND: [&str; 11] = [
    include_str!("reference/threat.efg"),
    include_str!("reference/crisis.efg"),
    include_str!("reference/cases/altruists_bonus.efg"),
    include_str!("reference/cases/namesakes.efg"),
    include_str!("reference/cases/neutral_outcome.efg"),
    include_str!("reference/cases/sparse.efg"),
    include_str!("reference/cases/toll.efg"),
    include_str!("reference/cases/zero_inside.efg"),
    include_str!("reference/cases/two_arms.nfg"),
    include_str!("reference/cases/two_arms_hair.nfg"),
    "NFG 1 R \"\" { \"A\" \"B\" } { { \"a\" \"b\" } { \"c\" } }\n\"\"\n\
     { { \"one\" 1 2 } { \"other\" 3/4, -1 } } 1 2\n",
];

/// Words that a reader may stumble over.
const WORDS: [&str; 42] = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "-0",
    "1/2",
    "1/0",
    "0/0",
    "1/3",
    ".5",
    "1e308",
    "-1e308",
    "1e-320",
    "1e400",
    "nan",
    "inf",
    "999999999",
    "4294967296",
    "18446744073709551616",
    "1e9",
    "65537",
    "{",
    "}",
    "{ }",
    "\"\"",
    "\"A\"",
    "\"x\"",
    "\"",
    "\\",
    "\"\\\"",
    "\"\\\\\"",
    ",",
    "c",
    "p",
    "t",
    "EFG",
    "NFG",
    "\u{feff}",
    "\u{202e}",
    "é",
    "\u{1f600}",
];

/// One change of the bytes or of the words of a text; a gentle one puts a number for a number,
/// which often leaves a game.
fn damaged(text: &str, gently: bool, d: &mut Dice) -> String {
    let kind = match gently {
        true => 9,
        false => d.below(9),
    };
    let mut words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let chars: Vec<char> = text.chars().collect();
    if words.is_empty() {
        return WORDS[d.below(WORDS.len())].to_string();
    }
    let (at, other) = (d.below(words.len()), d.below(words.len()));
    let place = d.below(chars.len());
    match kind {
        0 => drop(words.remove(at)),
        1 => words.insert(at, words[other]),
        2 => words.swap(at, other),
        3 | 4 => {
            let word = WORDS[d.below(WORDS.len())];
            let mut all: Vec<String> = words.iter().map(|w| w.to_string()).collect();
            match d.below(3) {
                0 => all.insert(at, format!("{word} ")),
                _ => all[at] = format!("{word} "),
            }
            return all.concat();
        }
        5 => words.truncate(at + 1),
        9.. => {
            let first = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit() || "-.".contains(c));
            let numbers: Vec<&str> = WORDS.into_iter().filter(first).collect();
            let number = format!("{} ", numbers[d.below(numbers.len())]);
            let from = words.iter().skip(at).position(first);
            let mut all: Vec<&str> = words.clone();
            if let Some(n) = from {
                all[at + n] = &number;
            }
            return all.concat();
        }
        6 => {
            let (from, to) = (at.min(other), at.max(other));
            let again = words[from..=to.min(from + 40)].to_vec();
            words.splice(from..from, again);
        }
        7 => {
            let mut all = chars;
            all.remove(place);
            return all.into_iter().collect();
        }
        8 => {
            let mut all = chars;
            let code = u8::try_from(d.below(128)).expect("7 bits");
            all[place] = char::from(code);
            return all.into_iter().collect();
        }
    }
    words.concat()
}

/// Reads a text and solves its game, and says how far it came.
fn outcome(text: &str) -> &'static str {
    let import = match tried("game.efg", text, 1.5, 3) {
        Ok(import) => import,
        Err(failure) => {
            assert!(!failure.diagnostics.is_empty());
            assert!(failure.to_string().contains("error: "));
            return "refused";
        }
    };
    let Ok(solution) = solve(&import.game, &|_| {}) else {
        return "not solved";
    };
    let values = solution.start(&import.game);
    assert!(values.iter().all(|v| v.is_finite()), "{values:?}");
    for own in sets(&import, &solution) {
        let sum: f64 = own.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "probabilities sum to {sum}");
    }
    "solved"
}

#[test]
fn no_damaged_text_makes_the_reader_panic() {
    let texts = std::env::var("DEMARCHE_FUZZ").map_or(TEXTS, |n| n.parse().expect("a number"));
    let mut seen = std::collections::BTreeMap::new();
    for n in 0..texts {
        let d = &mut Dice::new(n as u64 + 1);
        let mut text = SOUND[d.below(SOUND.len())].to_string();
        let gently = d.below(2) == 0;
        for _ in 0..=d.below(3) {
            text = damaged(&text, gently, d);
        }
        let result = catch_unwind(AssertUnwindSafe(|| outcome(&text)));
        let how = result.unwrap_or_else(|_| panic!("text {n}:\n{text}"));
        *seen.entry(how).or_insert(0) += 1;
    }
    println!("{seen:?}");
    assert!(
        seen["refused"] > texts / 10 && seen["solved"] > texts / 10,
        "{seen:?}"
    );
}
