//! Perfect recall: a player comes to all nodes of an information set by the same moves of its own, and
//! to none of them through another (Kuhn 1953).

use super::agents::{Agents, Step};
use super::tokens::Fault;
use super::tree::Tree;
use crate::diagnostics::Diagnostic;

/// What is said of a player that forgets.
const HELP: &str = "split the set: a player must remember what it knew and did";

/// A player's own last move before a node: the agent and the number of its action; none if it has not
/// moved yet.
type Last = Option<(usize, usize)>;

/// Checks that every player remembers what it knew and did; `origins` are the nodes of `tree` that
/// those of the agents were made of.
///
/// # Errors
/// The first information set whose player does not, with two of its nodes.
pub(super) fn recall(agents: &Agents, tree: &Tree, origins: &[usize]) -> Result<(), Fault> {
    let mut by_action = vec![0; agents.actions()];
    for (a, agent) in agents.agents.iter().enumerate() {
        by_action[agent.actions.clone()].fill(a);
    }
    let span = |n: usize| tree.nodes[origins[n]].span;
    for (a, agent) in agents.agents.iter().enumerate() {
        let who = || (tree.name(agent.set), &tree.players[agent.player]);
        let mut first: Option<(usize, Last)> = None;
        for &n in &agent.nodes {
            let mut last = None;
            let mut below = n;
            for above in agents.above(n) {
                if let Step::Action(action) = agents.nodes[below].step {
                    let mover = by_action[action];
                    if mover == a {
                        let (set, player) = who();
                        let message = format!(
                            "{set} is met twice on the way here: {player} is absent-minded"
                        );
                        let fault = Diagnostic::error(span(n), message);
                        let fault = fault.related(span(above), "met here before");
                        return Err(Box::new(fault.help(HELP)));
                    }
                    if agents.agents[mover].player == agent.player {
                        last = last.or(Some((mover, action)));
                    }
                }
                below = above;
            }
            let Some((other, before)) = first else {
                first = Some((n, last));
                continue;
            };
            if before != last {
                let fault = forgets(agents, tree, a, [before, last]);
                let there = span(other);
                let fault = Diagnostic::error(span(n), fault).related(there, "the same set, there");
                return Err(Box::new(fault.help(HELP)));
            }
        }
    }
    Ok(())
}

/// What the player of agent `a` forgets who comes to two of its nodes after these moves of its own.
fn forgets(agents: &Agents, tree: &Tree, a: usize, last: [Last; 2]) -> String {
    let agent = &agents.agents[a];
    let (set, player) = (tree.name(agent.set), &tree.players[agent.player]);
    let name = |mover: usize| tree.name(agents.agents[mover].set);
    match last {
        [Some((one, _)), Some((two, _))] if one == two => {
            format!("at {set}, {player} forgets what it did at {}", name(one))
        }
        [Some((one, _)), Some((two, _))] => format!(
            "at {set}, {player} forgets whether it was at {} or at {}",
            name(one),
            name(two)
        ),
        [Some((mover, _)), None] | [None, Some((mover, _))] => format!(
            "at {set}, {player} forgets whether it was at {}",
            name(mover)
        ),
        [None, None] => unreachable!("these are the same"),
    }
}
