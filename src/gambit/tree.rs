//! A game in extensive form as Gambit's files give it, and its text.

use crate::source::Span;
use std::fmt::Write;

/// An information set, or the draw of a chance node.
#[derive(Clone, Debug)]
pub struct Set {
    /// Whose it is; none is chance.
    pub player: Option<usize>,
    /// Its number in the file, unique to the player.
    pub number: i64,
    /// What it is called; may be empty.
    pub label: String,
    /// What its actions are called; may be empty.
    pub actions: Vec<String>,
    /// The probabilities of chance's actions, else empty.
    pub chances: Vec<f64>,
    /// How many nodes it joins.
    pub nodes: usize,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Which set it belongs to; none if play ends here.
    pub set: Option<usize>,
    /// Where each action leads.
    pub children: Vec<usize>,
    /// What each player gets here; empty if nothing.
    pub payoff: Vec<f64>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A game in extensive form.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What it is called.
    pub title: String,
    /// The players' names.
    pub players: Vec<String>,
    /// Information sets and draws, in order of the file.
    pub sets: Vec<Set>,
    /// Nodes, each before its children; the root first.
    pub nodes: Vec<Node>,
}

impl Set {
    /// What action `a` is called, by its number from 1 if it has no name.
    pub fn action(&self, a: usize) -> String {
        match self.actions[a].is_empty() {
            true => (a + 1).to_string(),
            false => self.actions[a].clone(),
        }
    }
}

impl Tree {
    /// What player `i` is called, by its number from 1 if it has no name.
    pub fn player(&self, i: usize) -> String {
        match self.players[i].is_empty() {
            true => format!("Player {}", i + 1),
            false => self.players[i].clone(),
        }
    }

    /// What set `n` is called in messages.
    pub fn name(&self, n: usize) -> String {
        let set = &self.sets[n];
        let label = match set.label.is_empty() {
            true => String::new(),
            false => format!(" \"{}\"", set.label),
        };
        match set.player {
            Some(i) => {
                let player = self.player(i);
                format!("information set {}{label} of {player}", set.number)
            }
            None => format!("the draw {}{label}", set.number),
        }
    }

    /// The tree as the text of an `.efg` file; `comment` may be empty.
    pub fn text(&self, comment: &str) -> String {
        let mut out = String::from("EFG 2 R ");
        let _ = write!(out, "{} {{", quoted(&self.title));
        for i in 0..self.players.len() {
            let _ = write!(out, " {}", quoted(&self.player(i)));
        }
        let _ = write!(out, " }}\n{}\n\n", quoted(comment));
        let mut outcome = 0;
        // children in order, each with all that is below it
        let mut stack = vec![0];
        while let Some(n) = stack.pop() {
            let node = &self.nodes[n];
            match node.set.map(|s| &self.sets[s]) {
                None => out.push_str("t \"\""),
                Some(set) => {
                    let player = set.player.map(|i| format!(" {}", i + 1));
                    let letter = if player.is_some() { "p" } else { "c" };
                    let player = player.unwrap_or_default();
                    let label = quoted(&set.label);
                    let _ = write!(out, "{letter} \"\"{player} {} {label} {{", set.number);
                    for a in 0..set.actions.len() {
                        let _ = write!(out, " {}", quoted(&set.action(a)));
                        if let Some(p) = set.chances.get(a) {
                            let _ = write!(out, " {p}");
                        }
                    }
                    out.push_str(" }");
                }
            }
            if node.payoff.is_empty() {
                out.push_str(" 0\n");
            } else {
                outcome += 1;
                let numbers: Vec<String> = node.payoff.iter().map(f64::to_string).collect();
                let _ = writeln!(out, " {outcome} \"\" {{ {} }}", numbers.join(", "));
            }
            stack.extend(node.children.iter().rev());
        }
        out
    }
}

fn quoted(text: &str) -> String {
    let inside = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", inside.replace('\n', " "))
}
