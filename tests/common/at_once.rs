//! A turn of several actors at once, as text: player i takes action a by setting `did{i}` to a.

use std::fmt::Write;

/// The state of players with so many actions: each sets a variable of its own, once a round.
pub fn players(t: &mut String, counts: &[usize]) {
    let _ = writeln!(t, "[state]");
    for (i, n) in counts.iter().enumerate() {
        let _ = writeln!(
            t,
            "did{i} = {{ levels = {}, start = {n}, each_round = {n} }}",
            n + 1
        );
    }
}

/// The turn at which all of them move.
pub fn turn(t: &mut String, counts: &[usize]) {
    let names: Vec<String> = (0..counts.len()).map(|i| format!("\"p{i}\"")).collect();
    let _ = writeln!(t, "[turns.play]\nactors = [{}]", names.join(", "));
    for (i, n) in counts.iter().enumerate() {
        let _ = writeln!(t, "[turns.play.options.p{i}]");
        for a in 0..*n {
            let _ = writeln!(t, "a{a} = {{ set = {{ did{i} = {a} }} }}");
        }
    }
}
