//! A game in extensive form as Gambit's files give it, and its text.

use super::decimals::shares;
use super::labels::{complete, unique};
use super::tokens::quote;
use crate::diagnostics::Span;
use std::fmt::Write;

/// An information set, or the draw of a chance node.
#[derive(Clone, Debug)]
pub struct Set {
    /// Whose it is; none is chance.
    pub player: Option<usize>,
    /// Its number in the file, unique to the player.
    pub number: usize,
    /// What it is called; may be empty.
    pub label: String,
    /// What its actions are called; no two the same.
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
    /// Which outcome comes about here, if any.
    pub outcome: Option<usize>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A game in extensive form.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What it is called.
    pub title: String,
    /// The players' names, no two the same.
    pub players: Vec<String>,
    /// Information sets and draws, in order of the file.
    pub sets: Vec<Set>,
    /// What each player gets by each outcome.
    pub outcomes: Vec<Vec<f64>>,
    /// Nodes, each before its children; the root first.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// Gives players and actions without a name their number, and tells namesakes apart.
    pub(super) fn complete(mut self) -> Self {
        complete(&mut self.players, |i| format!("Player {}", i + 1));
        for set in &mut self.sets {
            complete(&mut set.actions, |a| (a + 1).to_string());
        }
        self
    }

    /// The tree without what chance draws with probability 0; none if there is no such draw.
    pub(super) fn possible(&self) -> Option<Tree> {
        if self.sets.iter().all(|s| !s.chances.contains(&0.0)) {
            return None;
        }
        let mut tree = self.clone();
        for (set, whole) in tree.sets.iter_mut().zip(&self.sets) {
            set.nodes = 0;
            drawn(&mut set.actions, &whole.chances);
            drawn(&mut set.chances, &whole.chances);
        }
        let mut reached = vec![false; tree.nodes.len()];
        let mut stack = vec![0];
        while let Some(n) = stack.pop() {
            reached[n] = true;
            let node = &mut tree.nodes[n];
            if let Some(s) = node.set {
                tree.sets[s].nodes += 1;
                drawn(&mut node.children, &self.sets[s].chances);
                stack.extend(&node.children);
            }
        }
        for (node, _) in tree.nodes.iter_mut().zip(reached).filter(|(_, r)| !r) {
            node.set = None;
            node.children.clear();
        }
        Some(tree)
    }

    /// What player `i` gets at node `n`.
    pub(super) fn paid(&self, n: usize, i: usize) -> f64 {
        self.nodes[n].outcome.map_or(0.0, |o| self.outcomes[o][i])
    }

    /// What set `n` is called in messages.
    pub fn name(&self, n: usize) -> String {
        let set = &self.sets[n];
        let label = if set.label.is_empty() {
            String::new()
        } else {
            format!(" \"{}\"", set.label)
        };
        match set.player {
            Some(i) => {
                let player = &self.players[i];
                format!("information set {}{label} of {player}", set.number)
            }
            None => format!("the draw {}{label}", set.number),
        }
    }

    /// The tree as the text of an `.efg` file that Gambit reads: a player's sets have different
    /// labels, and chances sum to exactly 1. `comment` may be empty.
    pub fn text(&self, comment: &str) -> String {
        let mut out = String::from("EFG 2 R ");
        let _ = write!(out, "{} {{", quote(&self.title));
        for player in &self.players {
            let _ = write!(out, " {}", quote(player));
        }
        let _ = write!(out, " }}\n{}\n\n", quote(comment));
        let labels = self.labels();
        let shares: Vec<Vec<String>> = self.sets.iter().map(|s| shares(&s.chances)).collect();
        // children in order, each with all that is below it
        let mut stack = vec![0];
        while let Some(n) = stack.pop() {
            let node = &self.nodes[n];
            match node.set {
                None => out.push_str("t \"\""),
                Some(s) => {
                    let set = &self.sets[s];
                    let player = set.player.map(|i| format!(" {}", i + 1));
                    let letter = if player.is_some() { "p" } else { "c" };
                    let player = player.unwrap_or_default();
                    let label = quote(&labels[s]);
                    let _ = write!(out, "{letter} \"\"{player} {} {label} {{", set.number);
                    for (a, action) in set.actions.iter().enumerate() {
                        let _ = write!(out, " {}", quote(action));
                        if let Some(share) = shares[s].get(a) {
                            let _ = write!(out, " {share}");
                        }
                    }
                    out.push_str(" }");
                }
            }
            match node.outcome {
                None => out.push_str(" 0\n"),
                Some(o) => {
                    let numbers: Vec<String> =
                        self.outcomes[o].iter().map(f64::to_string).collect();
                    let _ = writeln!(out, " {} \"\" {{ {} }}", o + 1, numbers.join(", "));
                }
            }
            stack.extend(node.children.iter().rev());
        }
        out
    }

    /// The label of each set, different from those of the same player's other sets unless empty.
    fn labels(&self) -> Vec<String> {
        let mut labels: Vec<String> = self.sets.iter().map(|s| s.label.clone()).collect();
        let players = (0..self.players.len()).map(Some);
        for player in players.chain([None]) {
            let own = |s: &usize| self.sets[*s].player == player && !labels[*s].is_empty();
            let own: Vec<usize> = (0..labels.len()).filter(own).collect();
            let mut all: Vec<String> = own.iter().map(|s| labels[*s].clone()).collect();
            unique(&mut all);
            for (s, label) in own.into_iter().zip(all) {
                labels[s] = label;
            }
        }
        labels
    }
}

/// Keeps of `all` what chance draws with a probability above 0; everything if it draws nothing.
fn drawn<T>(all: &mut Vec<T>, chances: &[f64]) {
    if !chances.is_empty() {
        let mut chances = chances.iter();
        all.retain(|_| chances.next().is_some_and(|p| *p > 0.0));
    }
}
