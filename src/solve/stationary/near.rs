//! The stationary equilibrium next to that of a game with almost the same numbers: where a number is turned a
//! little, Newton's method comes to it from there at once, without the way from precision 0. It may lie on
//! another branch than the principal one.

use super::block::{Block, Places};
use super::branch::{found, parts, path, scale};
use super::graph::Graph;
use super::system::System;
use super::{Found, TOLERANCE};
use crate::game::Game;
use crate::numeric::path::COARSE;
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
    let mut node_of = vec![None; graph.kinds.len()];
    for (node, own) in graph.of_node.iter().enumerate() {
        node_of[*own as usize] = Some(node);
    }
    let mut values = vec![0.0; rows.blocks(0..graph.kinds.len()).len()];
    let mut places = Places::new(&graph);
    let mut done = 0;
    for part in parts(&graph) {
        let block = Block::new(&graph, part.nodes, part.cyclic, &mut places);
        let mut system = System::new(&block, &values);
        let mut x = vec![];
        for start in &block.starts {
            let node = node_of[block.nodes[*start as usize] as usize]?;
            x.extend_from_slice(&before[rows.all_of(node)]);
        }
        if part.cyclic {
            let scale = scale(&block);
            let mut path = path(&block, COARSE, scale);
            path.newton(&mut system, 1.0, &mut x, TOLERANCE * scale)
                .ok()?;
        }
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
