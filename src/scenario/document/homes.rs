//! Where a key belongs: the kinds of table that have it.

use super::keys::TOP;
use super::shape::Shape;
use super::tree::Value;
use Shape::{Named, OneOf, Open};

/// The keys that only a vote has, among those of a turn, besides `members`.
pub const OF_A_VOTE: [&str; 8] = [
    "others", "needs", "weights", "veto", "abstain", "ballot", "proposer", "drafts",
];

/// What to call the table of `kind` that has `key`: a turn with the keys of a vote is a vote.
pub fn home(kind: &'static str, key: &str) -> &'static str {
    if kind == "a turn" && (key == "members" || OF_A_VOTE.contains(&key)) {
        "a vote"
    } else {
        kind
    }
}

/// The kinds of table that have `key`, anywhere in the language.
pub fn homes(key: &str) -> Vec<&'static str> {
    fn collect(key: &str, shape: &'static Shape, homes: &mut Vec<&'static str>) {
        match shape {
            Shape::Table(kind, keys) | Open(kind, keys, _) => {
                if keys.iter().any(|k| k.0 == key) && !homes.contains(kind) {
                    homes.push(home(kind, key));
                }
                for k in *keys {
                    collect(key, &k.1, homes);
                }
            }
            Named(inner) => collect(key, inner, homes),
            OneOf(all) => all.iter().for_each(|s| collect(key, s, homes)),
            _ => {}
        }
    }
    let mut homes = vec![];
    collect(key, &TOP, &mut homes);
    homes.dedup();
    homes
}

/// Whether the language has `key` somewhere with a value like this one.
pub fn has_home(key: &str, value: &Value) -> bool {
    fn search(key: &str, shape: &'static Shape, value: &Value) -> bool {
        match shape {
            Shape::Table(_, keys) | Open(_, keys, _) => keys
                .iter()
                .any(|k| (k.0 == key && k.1.fits(value)) || search(key, &k.1, value)),
            Named(inner) => search(key, inner, value),
            OneOf(all) => all.iter().any(|s| search(key, s, value)),
            _ => false,
        }
    }
    search(key, &TOP, value)
}
