//! Games in Gambit's formats, damaged at random: every text is read and solved, or a message says
//! why not. `DEMARCHE_FUZZ=30000` sets the number of texts.

mod common;

use common::damage::{Damage, renumbered};
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
const WORDS: [&str; 22] = [
    "1/2", "1/0", "0/0", "1/3", ".5", "{", "}", "{ }", "\"\"", "\"A\"", "\"x\"", "\"", "\\",
    "\"\\\"", "\"\\\\\"", ",", "c", "p", "t", "EFG", "NFG", "\u{feff}",
];

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
    let Ok(solution) = solve(&import.game, &|_, _| {}) else {
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
    let damage = Damage {
        words: &WORDS,
        others: &SOUND,
    };
    let mut seen = std::collections::BTreeMap::new();
    for n in 0..texts {
        let d = &mut Dice::new(n as u64 + 1);
        let mut text = SOUND[d.below(SOUND.len())].to_string();
        let gently = d.below(2) == 0;
        for _ in 0..=d.below(3) {
            text = match gently {
                true => renumbered(&text, d),
                false => damage.damaged(&text, d),
            };
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
