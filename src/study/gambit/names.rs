//! What information sets and what players expect are called.

use crate::gambit::{Set, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// What each set is called: its name, or its number if it has no name or one that could mean
/// another set of its player.
pub fn set_names(tree: &Tree) -> Vec<String> {
    let mut meant: BTreeMap<(Option<usize>, String), BTreeSet<usize>> = BTreeMap::new();
    for (s, set) in tree.sets.iter().enumerate() {
        for name in [set.label.clone(), set.number.to_string()] {
            meant.entry((set.player, name)).or_default().insert(s);
        }
    }
    let name = |set: &Set| {
        let sets = meant.get(&(set.player, set.label.clone()));
        if set.label.is_empty() || sets.is_some_and(|s| s.len() > 1) {
            set.number.to_string()
        } else {
            set.label.clone()
        }
    };
    tree.sets.iter().map(name).collect()
}
