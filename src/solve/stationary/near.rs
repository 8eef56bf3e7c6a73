//! The stationary equilibrium next to that of a game with almost the same numbers: where a number is turned a
//! little, Newton's method comes to it from there at once, without the way from precision 0. It may lie on
//! another branch than the principal one.

use super::Found;
use super::block::{Block, Places};
use super::branch::{found, parts};
use super::graph::Graph;
use super::search::{only, starts};
use super::system::System;
use crate::game::Game;
use crate::solve::WORK;
use crate::solve::columns::Columns;
use crate::task::Task;

/// The equilibrium of `game` to which the values `before` of its nodes lead (nodes × roles × points); none
/// if they lead to none, or `task` says to stop.
pub(in crate::solve) fn near(game: &Game, before: &[f64], task: &dyn Task) -> Option<Found> {
    let columns = Columns::totals(game);
    let rows = columns.rows(game);
    let all = rows.blocks(0..game.structure.nodes().len()).len();
    let sharp = game.payments.precision.iter().any(|p| p.is_infinite());
    if before.len() != all || sharp {
        return None;
    }
    let graph = Graph::new(game, &columns);
    let mut values = vec![0.0; rows.blocks(0..graph.kinds.len()).len()];
    let mut start = values.clone();
    for (node, own) in graph.of_node.iter().enumerate() {
        start[rows.all_of(*own as usize)].copy_from_slice(&before[rows.all_of(node)]);
    }
    let mut places = Places::new(&graph);
    let mut done = 0;
    for part in parts(&graph) {
        let block = Block::new(&graph, part.nodes, part.cyclic, &mut places);
        let mut system = System::new(&block, &values);
        let x = match part.cyclic {
            true => only(&mut system, &starts(&block, &start))?,
            false => vec![],
        };
        system.sweep.run(&x, 1.0, None);
        if system.sweep.lost.is_some() {
            return None;
        }
        block.keep(&system.sweep.values, &mut values);
        done += block.nodes.len();
        let share = done as f64 / graph.kinds.len() as f64;
        if task.at(WORK, share).is_break() {
            return None;
        }
    }
    found(&graph, &values, None).ok()
}
