//! Reading `.efg`: nodes in the order of play, each before what follows its first action.

use super::tokens::{Fault, Tokens, fault};
use super::tree::{Node, Set, Tree};
use std::collections::BTreeMap;

/// Reads the text of file `file`.
pub(super) fn read(text: &str, file: usize) -> Result<Tree, Fault> {
    let mut t = Tokens::new(text, file)?;
    let begins = t.span();
    if t.letters("`EFG`")? != "EFG" {
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
    match t.peek() {
        None => Ok(reader.tree),
        Some(_) => Err(fault(
            t.span(),
            "the tree is complete, but something follows",
        )),
    }
}

struct Reader {
    tree: Tree,
    /// By player (none is chance) and number.
    sets: BTreeMap<(Option<usize>, i64), usize>,
    outcomes: BTreeMap<i64, Vec<f64>>,
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
                let i = t.count("the player's number", 1)? as usize;
                if i > self.tree.players.len() {
                    let n = self.tree.players.len();
                    return Err(fault(at, format!("there is no player {i} of {n}")));
                }
                Some(self.set(t, Some(i - 1))?)
            }
            _ => return Err(fault(span, "a node is `c`, `p` or `t`")),
        };
        let payoff = self.outcome(t)?;
        self.tree.nodes.push(Node {
            set,
            children: vec![],
            payoff,
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
        if !t.opens()
            && let Some(n) = known
        {
            self.tree.sets[n].nodes += 1;
            return Ok(n);
        }
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
        if player.is_none() && ((sum - 1.0).abs() > 1e-6 || chances.iter().any(|p| *p < 0.0)) {
            return Err(fault(
                at,
                format!("these probabilities sum to {sum}, not 1"),
            ));
        }
        // fractions and rounded decimals alike: what is left over is spread
        chances.iter_mut().for_each(|p| *p /= sum);
        if let Some(n) = known {
            let set = &mut self.tree.sets[n];
            if set.actions.len() != actions.len() || set.chances != chances {
                let message = "this set has other actions where it came first";
                return Err(fault(at, message));
            }
            set.nodes += 1;
            return Ok(n);
        }
        self.sets.insert((player, number), self.tree.sets.len());
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
    fn outcome(&mut self, t: &mut Tokens) -> Result<Vec<f64>, Fault> {
        let at = t.span();
        let number = t.count("the number of the outcome, or 0", 0)?;
        t.may_text();
        if t.opens() {
            let payoff = t.numbers(self.tree.players.len(), "the payoffs")?;
            self.outcomes.insert(number, payoff.clone());
            return Ok(payoff);
        }
        match self.outcomes.get(&number) {
            Some(payoff) => Ok(payoff.clone()),
            None if number == 0 => Ok(vec![]),
            None => {
                let message = format!("outcome {number} has no payoffs");
                Err(fault(at, message))
            }
        }
    }
}
