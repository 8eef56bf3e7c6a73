//! Where histories stand between two rounds.

use super::pass::{Pass, by_node, now};
use crate::game::{BeliefPoint, Game, Node, TypeProfile};
use crate::solve::Solution;

/// Where histories in which types have been drawn in one way stand between two rounds, as shares: nodes × who the actors
/// are now × points of belief. Points next to a belief share it by a cubic, so a share may be a little below 0.
#[derive(Clone, Debug)]
pub struct Midway {
    /// At the start node before the first round, then at the nodes at which the last round finished.
    mass: Vec<f64>,
    /// At terminals, what had ended before that round.
    ended: Vec<f64>,
    /// Rounds that have been played.
    rounds: usize,
    /// Whether the next round is under way, so that nothing is moved to where it begins.
    within: bool,
}

impl Midway {
    /// Before the first round, with types so drawn.
    pub fn start(game: &Game, drawn: TypeProfile) -> Self {
        let belief = game.beliefs.at(game.beliefs.start);
        Midway::at(game, (1, game.structure.start()), &belief, drawn)
    }

    /// All at `node` in round `round` (from 1), believed to be at `belief`, and who the actors are `now`.
    pub(super) fn at(
        game: &Game,
        (round, node): (usize, Node),
        belief: &BeliefPoint,
        now: TypeProfile,
    ) -> Self {
        let mut midway = Midway::none(game, round);
        let row = by_node(game).row(node.get(), game.place_of(now));
        let row = &mut midway.mass[row];
        game.beliefs.spread(belief, &mut |b, part| row[b] += part);
        midway
    }

    /// No histories yet, of those that are in round `round` (from 1).
    pub(super) fn none(game: &Game, round: usize) -> Self {
        let nodes = 0..game.structure.nodes().len();
        let mass = vec![0.0; by_node(game).blocks(nodes).len()];
        Midway::laid(game, round, mass)
    }

    /// Bytes that it takes.
    pub(super) fn bytes(game: &Game) -> usize {
        by_node(game).blocks(0..game.structure.nodes().len()).len() * size_of::<f64>()
    }

    /// Those of the histories that stand at nodes which `keep` wants.
    pub fn only(&self, game: &Game, keep: impl Fn(Node) -> bool) -> Self {
        let mut part = self.clone();
        part.keep(game, |node, _| keep(node));
        part
    }

    /// Leaves only those that stand where `keep` wants them, given the node and who the actors are now.
    pub(super) fn keep(&mut self, game: &Game, keep: impl Fn(Node, usize) -> bool) {
        let rows = by_node(game);
        let first = self.mass.len() - self.ended.len();
        for node in game.structure.nodes() {
            for now in (0..rows.inner).filter(|now| !keep(node, *now)) {
                let own = rows.row(node.get(), now);
                self.mass[own.clone()].fill(0.0);
                if own.start >= first {
                    self.ended[own.start - first..own.end - first].fill(0.0);
                }
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.mass.iter().chain(&self.ended).all(|x| *x == 0.0)
    }

    /// Adds what has been laid aside as the next round was played.
    pub(super) fn lay(&mut self, mass: &[f64]) {
        self.mass.iter_mut().zip(mass).for_each(|(to, x)| *to += x);
    }

    /// Histories of round `round` (from 1) that stand so within it.
    pub(super) fn laid(game: &Game, round: usize, mass: Vec<f64>) -> Self {
        let s = &game.structure;
        let terminals = s.finishes().len() - s.ends().len();
        Midway {
            ended: vec![0.0; by_node(game).blocks(0..terminals).len()],
            mass,
            rounds: round - 1,
            within: true,
        }
    }

    /// The memory that it stands in.
    pub(super) fn into_mass(self) -> Vec<f64> {
        self.mass
    }

    /// Adds other histories of the same round and types.
    pub fn add(&mut self, others: &Midway) {
        let mass = self.mass.iter_mut().zip(&others.mass);
        let ended = self.ended.iter_mut().zip(&others.ended);
        mass.chain(ended).for_each(|(sum, x)| *sum += x);
    }

    /// What stands at each node × point, with what had ended before.
    pub fn standing(&self, game: &Game) -> Vec<f64> {
        let mut all = self.mass.clone();
        let first = all.len() - self.ended.len();
        let terminals = all[first..].iter_mut().zip(&self.ended);
        terminals.for_each(|(now, before)| *now += before);
        let rows = by_node(game);
        if rows.inner == 1 {
            return all;
        }
        let whoever = |node: &[f64]| {
            let mut sums = vec![0.0; rows.points];
            let by_now = node.chunks_exact(rows.points);
            by_now.for_each(|row| sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x));
            sums
        };
        all.chunks_exact(rows.block()).flat_map(whoever).collect()
    }

    /// Plays a round more, with types so drawn.
    pub fn advance(&mut self, game: &Game, solution: &Solution, drawn: TypeProfile) {
        let layer = solution.layer(self.rounds + 1, 0);
        self.through(&mut Pass::new(game, layer, &now(game, drawn)));
    }

    /// Moves what has finished a round into the next one.
    pub(super) fn enter(&mut self, game: &Game) {
        if !self.within {
            self.begin(game);
            self.within = true;
        }
    }

    /// Plays the round of `pass`.
    pub(super) fn through(&mut self, pass: &mut Pass) {
        self.enter(pass.game);
        pass.run(&mut self.mass);
        let positions = 0..pass.game.structure.positions().len();
        self.mass[by_node(pass.game).blocks(positions)].fill(0.0);
        self.rounds += 1;
        self.within = false;
    }

    /// Moves what is at round ends to where the next round begins, and lays aside what has ended.
    fn begin(&mut self, game: &Game) {
        let s = &game.structure;
        let rows = by_node(game);
        let first = self.mass.len() - self.ended.len();
        let terminals = self.ended.iter_mut().zip(&self.mass[first..]);
        terminals.for_each(|(sum, now)| *sum += now);
        let restarts = s
            .ends()
            .filter_map(|end| Some((s.node(end), s.restart(end)?)));
        let moved: Vec<(usize, Vec<f64>)> = restarts
            .map(|(from, to)| (to.get(), self.mass[rows.all_of(from.get())].to_vec()))
            .filter(|(_, from)| from.iter().any(|x| *x != 0.0))
            .collect();
        self.mass.fill(0.0);
        for (to, from) in moved {
            let to = &mut self.mass[rows.all_of(to)];
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
    }

    /// The share of all of them, by who the actors are now; of those that go on as is known, if that is given.
    pub(super) fn shares(&self, game: &Game, fits: Option<&[f64]>) -> Vec<f64> {
        let rows = by_node(game);
        let mut sums = vec![0.0; rows.inner];
        let first = self.mass.len() - self.ended.len();
        for (mass, from) in [(&self.mass, 0), (&self.ended, first)] {
            let fits = fits.map(|fits| &fits[from..]);
            let mut fits = fits.map(|fits| fits.chunks_exact(rows.points));
            for (n, row) in mass.chunks_exact(rows.points).enumerate() {
                let fit = fits.as_mut().and_then(Iterator::next);
                sums[n % rows.inner] += share(row, fit);
            }
        }
        sums
    }

    /// The share that the last round left at each finish, by who the actors are now; of those that go on as is known, if
    /// that is given.
    pub(super) fn arrived(&self, game: &Game, fits: Option<&[f64]>) -> Vec<Vec<f64>> {
        let s = &game.structure;
        let rows = by_node(game);
        let of = |now| {
            let at = |finish| {
                let row = rows.row(s.node(finish).get(), now);
                share(&self.mass[row.clone()], fits.map(|fits| &fits[row]))
            };
            s.finishes().map(at).collect()
        };
        (0..rows.inner).map(of).collect()
    }
}

/// The sum of a row, each point times the share that goes on as is known, if that is given.
fn share(row: &[f64], fits: Option<&[f64]>) -> f64 {
    match fits {
        None => row.iter().sum(),
        Some(fits) => row.iter().zip(fits).map(|(x, fit)| x * fit).sum(),
    }
}
