//! Where a search of a block starts.

use super::super::block::Block;
use super::super::branch::scale;
use super::super::graph::Kind;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;

/// Moves the values `x` of the starts of a block's rounds away from the principal ones that they are: by
/// up to as much as these differ among each other, or to any level between what the least and the
/// best round is worth for ever.
pub(super) fn draw(block: &Block, random: &mut ChaCha8Rng, x: &mut [f64]) {
    let rows = block.rows;
    let anywhere = share(random) < 0.5;
    for c in 0..rows.inner {
        let own = (0..block.starts.len()).map(|start| rows.row(start, c));
        let (low, high) = if anywhere {
            levels(block, c)
        } else {
            let (low, high) = range(own.clone().flat_map(|row| &x[row]).copied());
            let size = (high - low).max(scale(block));
            (-size, size)
        };
        for value in own.flatten() {
            let drawn = low + (high - low) * share(random);
            x[value] = if anywhere { drawn } else { x[value] + drawn };
        }
    }
}

/// What the least and the best end of a round are worth to column `c` if every round ends so.
fn levels(block: &Block, c: usize) -> (f64, f64) {
    let forever = 1.0 / (1.0 - block.graph.columns.columns[c].patience);
    let all = 0..block.kinds.len();
    let ends = all.filter(|n| matches!(block.kinds[*n], Kind::End));
    let rows = ends.map(|n| block.pay[block.edges(n).start] as usize);
    let paid = rows.flat_map(|row| &block.pays[block.graph.paid.row(row, c)]);
    range(paid.map(|x| forever * x))
}

/// A number from 0 to 1.
pub(super) fn share(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// The least and the largest of some numbers, of which there is one at least.
fn range(all: impl Iterator<Item = f64>) -> (f64, f64) {
    all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    })
}
