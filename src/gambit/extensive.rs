//! Reading `.efg`: nodes in the order of play, each before what follows its first action.

use super::room::Room;
use super::tokens::{Fault, Tokens, fault};
use super::tree::{Node, Set, Tree};
use crate::diagnostics::{Diagnostic, Span};
use std::collections::BTreeMap;

/// Where a number was given a meaning, for messages.
const FIRST: &str = "here it came first";

/// Reads the text of file `file`.
pub(super) fn read(text: &str, file: usize, room: Room) -> Result<Tree, Fault> {
    let mut t = Tokens::new(text, file);
    let begins = t.span();
    if !t.letters("`EFG`")?.eq_ignore_ascii_case("EFG") {
        return Err(fault(begins, "an .efg file begins with `EFG 2 R`"));
    }
    t.count("the version of the format, 2", 2)?;
    t.letters("`R` or `D`")?;
    let mut reader = Reader {
        tree: Tree {
            title: t.text("the title")?,
            players: t.texts("the players' names")?,
            ..Tree::default()
        },
        sets: BTreeMap::new(),
        outcomes: BTreeMap::new(),
        room,
    };
    t.may_text();
    // nodes that still miss children, the innermost last
    let mut open: Vec<usize> = vec![];
    loop {
        let n = reader.node(&mut t)?;
        if let Some(above) = open.last() {
            reader.tree.nodes[*above].children.push(n);
        }
        if reader.tree.nodes[n].set.is_some() {
            open.push(n);
        }
        while let Some(n) = open.last() {
            let node = &reader.tree.nodes[*n];
            let actions = node.set.map_or(0, |s| reader.tree.sets[s].actions.len());
            if node.children.len() < actions {
                break;
            }
            open.pop();
        }
        if open.is_empty() {
            break;
        }
    }
    if t.ended() {
        return Ok(reader.tree);
    }
    Err(fault(
        t.span(),
        "the tree is complete, but something follows",
    ))
}

/// An outcome as it came first.
struct Outcome {
    /// Its place in the tree.
    index: usize,
    label: String,
    span: Span,
}

struct Reader {
    tree: Tree,
    /// By player (none is chance) and number, with the place at which it came first.
    sets: BTreeMap<(Option<usize>, usize), (usize, Span)>,
    outcomes: BTreeMap<usize, Outcome>,
    room: Room,
}

impl Reader {
    fn node(&mut self, t: &mut Tokens) -> Result<usize, Fault> {
        let span = t.span();
        let kind = t.letters("a node: `c`, `p` or `t`")?;
        t.text("the node's name")?;
        let set = match kind.as_str() {
            "t" => None,
            "c" => Some(self.set(t, None)?),
            "p" => {
                let at = t.span();
                let i = t.count("the player's number", 1)?;
                if i > self.tree.players.len() {
                    let n = self.tree.players.len();
                    return Err(fault(at, format!("there is no player {i} of {n}")));
                }
                Some(self.set(t, Some(i - 1))?)
            }
            _ => return Err(fault(span, "a node is `c`, `p` or `t`")),
        };
        let outcome = self.outcome(t)?;
        // a child's number in its parent, too
        let bytes = size_of::<Node>() + size_of::<usize>();
        self.room.take(&[bytes], span, "the tree up to this node")?;
        self.tree.nodes.push(Node {
            set,
            children: vec![],
            outcome,
            span,
        });
        Ok(self.tree.nodes.len() - 1)
    }

    /// The set of a node; its name and actions need to be given once only.
    fn set(&mut self, t: &mut Tokens, player: Option<usize>) -> Result<usize, Fault> {
        let at = t.span();
        let number = t.count("the number of the information set", 0)?;
        let label = t.may_text().unwrap_or_default();
        let known = self.sets.get(&(player, number)).copied();
        if let Some((n, first)) = known {
            let before = &self.tree.sets[n].label;
            if !label.is_empty() && label != *before {
                let message = format!(
                    "{} is called \"{label}\" here, \"{before}\" where it came first",
                    whose(player, number)
                );
                return Err(twice(at, first, message));
            }
            if !t.opens() {
                self.tree.sets[n].nodes += 1;
                return Ok(n);
            }
        }
        let list = t.span();
        t.open("the actions")?;
        let (mut actions, mut chances) = (vec![], vec![]);
        while !t.close() {
            actions.push(t.text("the name of an action")?);
            if player.is_none() {
                chances.push(t.number("the action's probability")?);
            }
        }
        let sum: f64 = chances.iter().sum();
        if actions.is_empty() {
            return Err(fault(at, "an information set without actions"));
        }
        if chances.iter().any(|p| *p < 0.0) {
            return Err(fault(list, "a probability must not be below 0"));
        }
        if player.is_none() && (sum - 1.0).abs() > 1e-6 {
            let message = format!("these probabilities sum to {sum}, not 1");
            return Err(fault(list, message));
        }
        // fractions and rounded decimals alike: what is left over is spread
        chances.iter_mut().for_each(|p| *p /= sum);
        if let Some((n, first)) = known {
            let set = &mut self.tree.sets[n];
            let differs = if set.actions.len() != actions.len() {
                let (here, there) = (actions.len(), set.actions.len());
                Some(format!("{here} actions here, {there}"))
            } else if set.actions != actions {
                Some("other actions here, or in another order, than".to_string())
            } else if set.chances != chances {
                Some("other probabilities here than".to_string())
            } else {
                None
            };
            if let Some(differs) = differs {
                let message = format!(
                    "{} has {differs} where it came first",
                    whose(player, number)
                );
                return Err(twice(list, first, message));
            }
            set.nodes += 1;
            return Ok(n);
        }
        self.sets
            .insert((player, number), (self.tree.sets.len(), list));
        self.tree.sets.push(Set {
            player,
            number,
            label,
            actions,
            chances,
            nodes: 1,
        });
        Ok(self.tree.sets.len() - 1)
    }

    /// What is paid at a node; name and payoffs need to be given once only.
    fn outcome(&mut self, t: &mut Tokens) -> Result<Option<usize>, Fault> {
        let at = t.span();
        let number = t.count("the number of the outcome, or 0", 0)?;
        let label = t.may_text().unwrap_or_default();
        let span = t.span();
        let payoff = if t.opens() {
            Some(t.numbers(self.tree.players.len(), "the payoffs")?)
        } else {
            None
        };
        if number == 0 {
            return match payoff {
                None => Ok(None),
                Some(_) => {
                    let fault = Diagnostic::error(span, "outcome 0 pays nothing, by its number");
                    Err(Box::new(fault.help("give it a number of its own")))
                }
            };
        }
        let Some(known) = self.outcomes.get(&number) else {
            let Some(payoff) = payoff else {
                return Err(fault(at, format!("outcome {number} has no payoffs")));
            };
            let index = self.tree.outcomes.len();
            self.tree.outcomes.push(payoff);
            let outcome = Outcome { index, label, span };
            self.outcomes.insert(number, outcome);
            return Ok(Some(index));
        };
        if payoff.is_some_and(|p| p != self.tree.outcomes[known.index]) {
            let message =
                format!("outcome {number} has other payoffs here than where it came first");
            return Err(twice(span, known.span, message));
        }
        if !label.is_empty() && label != known.label {
            let message = format!(
                "outcome {number} is called \"{label}\" here, \"{}\" where it came first",
                known.label
            );
            return Err(twice(at, known.span, message));
        }
        Ok(Some(known.index))
    }
}

/// A set by its number, for messages.
fn whose(player: Option<usize>, number: usize) -> String {
    match player {
        None => format!("the draw {number}"),
        Some(i) => format!("information set {number} of player {}", i + 1),
    }
}

/// The fault that a number does not mean the same twice.
fn twice(here: Span, first: Span, message: String) -> Fault {
    let fault = Diagnostic::error(here, message).related(first, FIRST);
    Box::new(fault.help("give one of the two another number, or make both the same"))
}
