//! Labels by which players, actions and types can be told apart.

use std::collections::{BTreeMap, BTreeSet};

/// Makes all labels different, as Gambit does: `A` and `A` become `A_1` and `A_2`. A number that
/// would make the label of another is left out.
pub fn unique(labels: &mut [String]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for label in labels.iter() {
        *count.entry(label.clone()).or_default() += 1;
    }
    let mut used: BTreeSet<String> = count.keys().cloned().collect();
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for label in labels.iter_mut().filter(|l| count[*l] > 1) {
        let number = last.entry(label.clone()).or_default();
        let free = loop {
            *number += 1;
            let name = format!("{label}_{number}");
            if used.insert(name.clone()) {
                break name;
            }
        };
        *label = free;
    }
}

/// The same, where an empty label is first replaced by what `name` says of its place.
pub(super) fn complete(labels: &mut [String], name: impl Fn(usize) -> String) {
    for (n, label) in labels.iter_mut().enumerate() {
        if label.is_empty() {
            *label = name(n);
        }
    }
    unique(labels);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namesakes_are_numbered_as_the_other_program_numbers_them() {
        // what pygambit 16.7 makes of these labels
        for (given, wanted) in [
            (&["A", "A"][..], &["A_1", "A_2"][..]),
            (&["A", "A", "A_1"], &["A_2", "A_3", "A_1"]),
            (&["x", "x", "2", "x_1"], &["x_2", "x_3", "2", "x_1"]),
            (&["l", "r"], &["l", "r"]),
        ] {
            let mut labels: Vec<String> = given.iter().map(|l| l.to_string()).collect();
            unique(&mut labels);
            assert_eq!(labels, wanted);
        }
    }

    #[test]
    fn an_empty_label_is_a_number_that_no_other_has() {
        let mut labels: Vec<String> = ["2", "", ""].map(String::from).to_vec();
        complete(&mut labels, |n| (n + 1).to_string());
        assert_eq!(labels, ["2_1", "2_2", "3"]);
    }
}
