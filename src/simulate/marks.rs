//! Which events hold or have held, for every history or node.

use crate::forecast::AtNodes;

/// Which of any number of events are marked, for every history or node: a bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Words of 64 bits for each.
    pub(super) words: usize,
    pub(super) bits: Vec<u64>,
}

impl Marks {
    /// None of `events` is marked, for `count` histories or nodes.
    pub(super) fn none(events: usize, count: usize) -> Self {
        let words = events.div_ceil(64);
        Marks {
            words,
            bits: vec![0; words * count],
        }
    }

    /// Marked at each node where the event holds: nodes, and if that hangs on who the actors are, profiles × nodes.
    pub(super) fn at_nodes(events: &[AtNodes<bool>], nodes: usize, profiles: usize) -> Self {
        let private = events.iter().any(|event| event.rows().len() > 1);
        let rows = if private { profiles } else { 1 };
        let mut marks = Marks::none(events.len(), rows * nodes);
        let words = marks.words.max(1);
        for (e, event) in events.iter().enumerate() {
            let all = marks.bits.iter_mut().skip(e / 64).step_by(words);
            let rows = event.rows().iter().cycle().take(rows);
            let pairs = all.zip(rows.flatten());
            pairs.for_each(|(word, holds)| *word |= u64::from(*holds) << (e % 64));
        }
        marks
    }

    /// The words of history or node `k`.
    pub(super) fn row(&self, k: usize) -> &[u64] {
        &self.bits[k * self.words..(k + 1) * self.words]
    }

    /// Whether event `e` is marked for history or node `k`.
    pub fn has(&self, k: usize, e: usize) -> bool {
        self.bits[k * self.words + e / 64] >> (e % 64) & 1 == 1
    }
}
