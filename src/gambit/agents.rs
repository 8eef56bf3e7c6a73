//! A tree as its agents play it: every information set an agent of its own, its player's payoff the
//! agent's (Kuhn 1953; McKelvey & Palfrey 1998). Nodes stand in the order of play, each followed by all
//! that is below it.

use super::bounds::LARGEST;
use super::recall::recall;
use super::room::Room;
use super::tokens::{Fault, fault};
use super::tree::Tree;
use crate::diagnostics::{Diagnostic, Span};
use crate::game::Limits;
use std::borrow::Cow;
use std::ops::Range;

/// The most actions of all agents together: a Jacobian has a row and a column for each.
pub const MOST_ACTIONS: usize = 1_000;

/// The most pairs of a node and a node above it: a Jacobian takes a step of work for each.
pub const MOST_PAIRS: usize = 20_000_000;

/// A tree of perfect recall, without what chance never draws.
#[derive(Clone, Debug)]
pub struct Agents {
    /// The number of players.
    pub players: usize,
    /// The agents, in the order in which the file has their sets.
    pub agents: Vec<Agent>,
    /// Nodes in the order of play; the root first.
    pub nodes: Vec<AgentNode>,
    /// What each player gets on the whole way to an end of play, nodes × players; 0 elsewhere.
    pub payoffs: Vec<f64>,
}

/// An information set that play can reach, and who moves there.
#[derive(Clone, Debug)]
pub struct Agent {
    /// The set, by its number in [`Tree::sets`].
    pub set: usize,
    /// Whose it is.
    pub player: usize,
    /// Its actions, by their numbers among those of all agents.
    pub actions: Range<usize>,
    /// Its nodes.
    pub nodes: Vec<usize>,
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub struct AgentNode {
    /// The node above; of the root itself.
    pub above: usize,
    /// How play comes here from there.
    pub step: Step,
    /// The node after all that are below this one.
    pub end: usize,
}

/// How play comes to a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// It begins there, or comes by chance: with this probability.
    Chance(f64),
    /// By this action of an agent.
    Action(usize),
}

/// Why a tree cannot be solved as a whole.
#[derive(Clone, Debug)]
pub enum NoAgents {
    /// It is no tree of perfect recall, or nothing to solve.
    Refused(Box<Diagnostic>),
    /// It is larger than [`MOST_ACTIONS`], [`MOST_PAIRS`] or the memory allow.
    TooLarge(Box<Diagnostic>),
}

impl Agents {
    /// The agents of `tree`.
    ///
    /// # Errors
    /// A player forgets what it knew or did, nobody moves, a payoff is too large; the tree is too
    /// large.
    pub fn of(tree: &Tree, limits: &Limits) -> Result<Agents, NoAgents> {
        let played = tree.possible().map_or(Cow::Borrowed(tree), Cow::Owned);
        fits(&played, limits).map_err(NoAgents::TooLarge)?;
        let (agents, origins) = flat(&played).map_err(NoAgents::Refused)?;
        if agents.agents.is_empty() {
            let span = tree.nodes[0].span;
            return Err(NoAgents::Refused(fault(span, "nobody moves in this game")));
        }
        recall(&agents, &played, &origins).map_err(NoAgents::Refused)?;
        Ok(agents)
    }

    /// The number of actions of all agents.
    pub fn actions(&self) -> usize {
        self.agents.last().map_or(0, |a| a.actions.end)
    }

    /// Whether play ends at node `n`.
    pub fn is_end(&self, n: usize) -> bool {
        self.nodes[n].end == n + 1
    }

    /// The nodes to which the actions of node `n` lead, in order; none at an end of play.
    pub fn children(&self, n: usize) -> impl Iterator<Item = usize> + '_ {
        let inside = move |c: usize| (c < self.nodes[n].end).then_some(c);
        std::iter::successors(inside(n + 1), move |c| inside(self.nodes[*c].end))
    }

    /// The nodes above node `n`, from the nearest to the root.
    pub fn above(&self, n: usize) -> impl Iterator<Item = usize> + '_ {
        let next = |n: usize| (n > 0).then(|| self.nodes[n].above);
        std::iter::successors(next(n), move |n| next(*n))
    }
}

/// An error if the tree is too large to be solved as a whole. Nothing is built before.
fn fits(tree: &Tree, limits: &Limits) -> Result<(), Fault> {
    let root = tree.nodes[0].span;
    let own = tree
        .sets
        .iter()
        .filter(|s| s.player.is_some() && s.nodes > 0);
    let actions: usize = own.map(|s| s.actions.len()).sum();
    if actions > MOST_ACTIONS {
        let message =
            format!("the information sets have {actions} actions, more than {MOST_ACTIONS}");
        return Err(large(root, message));
    }
    let mut pairs = 0usize;
    let mut open = vec![(0, 0usize)];
    while let Some((n, depth)) = open.pop() {
        pairs += depth;
        if pairs > MOST_PAIRS {
            let message = "the tree is too long and wide to be solved as a whole";
            return Err(large(root, message.to_string()));
        }
        open.extend(tree.nodes[n].children.iter().map(|c| (*c, depth + 1)));
    }
    let mut room = Room::new(limits.memory);
    let what = "solving the tree as a whole";
    let node = 4 * size_of::<AgentNode>() + size_of::<usize>();
    room.take(&[tree.nodes.len(), node], root, what)?;
    room.take(
        &[tree.nodes.len(), tree.players.len(), 3 * size_of::<f64>()],
        root,
        what,
    )?;
    room.take(
        &[actions + 1, actions + 1, 3 * size_of::<f64>()],
        root,
        what,
    )
}

/// The fault of a tree that is too large.
fn large(span: Span, message: String) -> Fault {
    let fault = Diagnostic::error(span, message);
    Box::new(fault.help("cut the tree into parts that can be solved one by one"))
}

/// The agents and nodes of a tree, and which of its nodes each of these is.
fn flat(tree: &Tree) -> Result<(Agents, Vec<usize>), Fault> {
    let players = tree.players.len();
    let mut agents: Vec<Agent> = vec![];
    let mut of_set = vec![None; tree.sets.len()];
    let mut actions = 0;
    for (s, set) in tree.sets.iter().enumerate() {
        let Some(player) = set.player.filter(|_| set.nodes > 0) else {
            continue;
        };
        of_set[s] = Some(agents.len());
        agents.push(Agent {
            set: s,
            player,
            actions: actions..actions + set.actions.len(),
            nodes: vec![],
        });
        actions += set.actions.len();
    }
    let mut flat = Agents {
        players,
        agents,
        nodes: vec![],
        payoffs: vec![],
    };
    let mut origins = vec![];
    let mut open = vec![(0, 0, Step::Chance(1.0))];
    while let Some((origin, above, step)) = open.pop() {
        let n = flat.nodes.len();
        flat.nodes.push(AgentNode {
            above,
            step,
            end: n + 1,
        });
        origins.push(origin);
        let node = &tree.nodes[origin];
        // what is paid on the way is carried down to the ends
        for i in 0..players {
            let before = if n == 0 {
                0.0
            } else {
                flat.payoffs[above * players + i]
            };
            let got = before + tree.paid(origin, i);
            if got.abs() > LARGEST {
                return Err(beyond(tree, origin, i, got));
            }
            flat.payoffs.push(got);
        }
        let Some(s) = node.set else { continue };
        let agent = of_set[s].map(|a: usize| &mut flat.agents[a]);
        let first = agent.map(|agent| {
            agent.nodes.push(n);
            agent.actions.start
        });
        for (a, child) in node.children.iter().enumerate().rev() {
            let chance = || Step::Chance(tree.sets[s].chances[a]);
            let step = first.map_or_else(chance, |first| Step::Action(first + a));
            open.push((*child, n, step));
        }
    }
    for n in (1..flat.nodes.len()).rev() {
        let AgentNode { above, end, .. } = flat.nodes[n];
        let up = &mut flat.nodes[above];
        up.end = up.end.max(end);
    }
    for n in (0..flat.nodes.len()).filter(|n| flat.nodes[*n].end > n + 1) {
        flat.payoffs[n * players..][..players].fill(0.0);
    }
    Ok((flat, origins))
}

/// The fault of a payoff that is too large.
fn beyond(tree: &Tree, n: usize, i: usize, got: f64) -> Fault {
    let message = format!(
        "in all {} gets {got:e} here, beyond {LARGEST:e}",
        tree.players[i]
    );
    let fault = Diagnostic::error(tree.nodes[n].span, message);
    Box::new(fault.help("measure payoffs in larger units"))
}
