//! One pass forward through a round, and what is computed by passing.

use super::watch::{Marks, Watch};
use super::{AtNodes, Occupancy};
use crate::game::{
    BeliefPoint, Game, Move, Mover, MoverTypes, Node, Position, RollCall, Rows, Template, Turn,
    TypeProfile,
};
use crate::solve::{Layer, Solution};

/// A pass through a round of a game. Who the actors are now is counted by the place among all that they can be.
pub(super) struct Pass<'a> {
    game: &'a Game,
    layer: &'a Layer,
    /// Every actor's type, by who they are now.
    now: &'a [Vec<usize>],
    /// Where what is taken and cast is added up, by who the actors are then; empty if it is not.
    taken: Vec<Vec<f64>>,
    cast: Vec<Vec<f64>>,
    /// What is watched for, if anything.
    pub watch: Option<Watch<'a>>,
}

/// A position that histories have reached.
#[derive(Clone, Copy)]
struct Here<'a> {
    turn: Turn,
    position: Position,
    /// Who the actors are, and the types of those who move.
    now: usize,
    types: MoverTypes,
    /// The share of histories at each point of belief.
    mass: &'a [f64],
}

impl Here<'_> {
    /// The points at which there are histories, and their shares.
    fn points(&self) -> impl Iterator<Item = (usize, f64)> + use<'_> {
        let all = self.mass.iter().copied().enumerate();
        all.filter(|(_, share)| *share != 0.0)
    }
}

/// The layout of mass: nodes × who the actors are now × points.
fn by_node(game: &Game) -> Rows {
    Rows {
        inner: game.nows(),
        points: game.beliefs.count,
    }
}

/// Who the actors can be now, if their types have been `drawn` so.
pub(super) fn nows(game: &Game, drawn: TypeProfile) -> Vec<TypeProfile> {
    let own = game.who().filter(|who| who.drawn == drawn);
    own.map(|who| who.now).collect()
}

/// Every actor's type, by who they are now, if their types have been `drawn` so.
pub(super) fn now(game: &Game, drawn: TypeProfile) -> Vec<Vec<usize>> {
    let all = nows(game, drawn).into_iter();
    all.map(|now| game.beliefs.types(now)).collect()
}

impl<'a> Pass<'a> {
    /// Through a round of `layer`, with actors that are `now` as [`now`] says.
    pub fn new(game: &'a Game, layer: &'a Layer, now: &'a [Vec<usize>]) -> Self {
        Pass {
            game,
            layer,
            now,
            taken: vec![],
            cast: vec![],
            watch: None,
        }
    }

    /// Moves `mass` (nodes × who × points) from positions on to where the round finishes.
    fn run(&mut self, mass: &mut [f64]) {
        let s = &self.game.structure;
        let rows = by_node(self.game);
        let layout = &self.game.layout;
        for turn in s.all_turns() {
            let of = |types: &Vec<usize>| layout.movers_of(turn, types);
            let types: Vec<MoverTypes> = self.now.iter().map(of).collect();
            for position in s.positions_of(turn) {
                for (now, types) in types.iter().copied().enumerate() {
                    let row = &mass[rows.row(position.get(), now)];
                    if row.iter().all(|x| *x == 0.0) {
                        continue;
                    }
                    let row = row.to_vec();
                    let here = Here {
                        turn,
                        position,
                        now,
                        types,
                        mass: &row,
                    };
                    self.position(here, mass);
                }
            }
        }
    }

    fn position(&mut self, here: Here, mass: &mut [f64]) {
        let typed = self.game.layout.typed(here.turn);
        match (&self.game.structure.turn(here.turn).mover, typed) {
            (Mover::Vote(template), true) => self.vote(template, here, mass),
            (Mover::Vote(template), false) => {
                self.moves(here, mass);
                self.ballots(template, here);
            }
            (Mover::Actor(_) | Mover::Joint(_) | Mover::Chance(_), _) => self.moves(here, mass),
        }
    }

    /// Puts `share` of what is at `belief`, with actors that are `now`, to where move `m` leads.
    fn put(&mut self, (m, now): (Move, usize), belief: &BeliefPoint, share: f64, mass: &mut [f64]) {
        let next = self.game.structure.next(m);
        let to = match &mut self.watch {
            None => Some(mass),
            Some(watch) => watch.turns((m, next, now), share, mass),
        };
        let Some(to) = to else { return };
        let row = &mut to[by_node(self.game).row(next.get(), now)];
        self.game
            .beliefs
            .spread(belief, &mut |b, part| row[b] += share * part);
    }

    /// The probability of move `m` at point `b`.
    fn weight(&self, here: Here, m: Move, b: usize) -> f64 {
        let layout = &self.game.layout;
        self.layer.weights[layout.of_move(here.turn, m, here.types).start + b]
    }

    /// What happens where move `m` is made at point `b` by this share of histories.
    fn make(&mut self, here: Here, m: Move, b: usize, share: f64, mass: &mut [f64]) {
        let out = share * self.weight(here, m, b);
        if let Some(taken) = self.taken.get_mut(here.now) {
            taken[m.get()] += out;
        }
        let belief = self.layer.belief(self.game, here.turn, here.position, b, m);
        self.put((m, self.after(here, m)), &belief, out, mass);
    }

    /// Who the actors are after move `m`.
    fn after(&self, here: Here, m: Move) -> usize {
        if self.game.structure.turn(here.turn).hidden.is_none() {
            return here.now;
        }
        let now = self.game.beliefs.profile(&self.now[here.now]);
        self.game.place_of(self.game.types_after(here.turn, m, now))
    }

    fn moves(&mut self, here: Here, mass: &mut [f64]) {
        for (b, share) in here.points() {
            for m in self.game.structure.moves_of(here.position) {
                self.make(here, m, b, share, mass);
            }
        }
    }

    /// Adds up what is cast in a vote in which nobody who moves has types.
    fn ballots(&mut self, template: &Template, here: Here) {
        if self.cast.is_empty() {
            return;
        }
        let s = &self.game.structure;
        let layout = &self.game.layout;
        let mut shares = vec![0.0; template.cells()];
        for (b, mass) in here.points() {
            for roll in s.roll_calls(here.position, template) {
                let called = self.weight(here, roll.pass, b) + self.weight(here, roll.fail, b);
                let called = mass * called;
                for (share, c) in shares.iter_mut().zip(roll.cells.clone()) {
                    *share = self.layer.cells[layout.of_cell(here.turn, c, here.types).start + b];
                }
                let reach = template.reach(&shares);
                let cast = &mut self.cast[here.now][roll.cells.range()];
                for (cell, (out, share)) in cast.iter_mut().zip(&shares).enumerate() {
                    *out += called * reach[template.reached_by(cell)] * share;
                }
            }
        }
    }

    /// A vote in which beliefs move: by what is proposed, then from call to call.
    fn vote(&mut self, template: &Template, here: Here, mass: &mut [f64]) {
        let s = &self.game.structure;
        if let Some(none) = s.no_draft(here.position) {
            for (b, share) in here.points() {
                self.make(here, none, b, share, mass);
            }
        }
        for roll in s.roll_calls(here.position, template) {
            let mut at =
                vec![vec![0.0; here.mass.len()]; template.calls.len() + template.leaves.len()];
            for (b, share) in here.points() {
                let called = self.weight(here, roll.pass, b) + self.weight(here, roll.fail, b);
                let called = share * called;
                let belief = self
                    .layer
                    .belief(self.game, here.turn, here.position, b, roll.pass);
                let spread = &mut |to: usize, part: f64| at[0][to] += called * part;
                self.game.beliefs.spread(&belief, spread);
            }
            self.calls(template, here, &roll, &mut at);
            let leaves = &at[template.calls.len()..];
            self.leaves(template, &roll, (here.now, leaves), mass);
        }
    }

    /// Moves histories from call to call: `at` is calls and leaves × points.
    fn calls(&mut self, template: &Template, here: Here, roll: &RollCall, at: &mut [Vec<f64>]) {
        let (layout, beliefs) = (&self.game.layout, &self.game.beliefs);
        for (c, call) in template.calls.iter().enumerate() {
            let member = template.members[call.member];
            for (choice, next) in call.open() {
                let cell = roll.cells.at(template.cell(c, choice));
                let own = layout.of_cell(here.turn, cell, here.types);
                let mass = at[c].clone();
                for (b, mass) in mass.iter().enumerate() {
                    let out = mass * self.layer.cells[own.start + b];
                    if out == 0.0 {
                        continue;
                    }
                    if let Some(cast) = self.cast.get_mut(here.now) {
                        cast[cell.get()] += out;
                    }
                    let belief = beliefs.learn(member, b, |type_| {
                        let types = layout.alone(here.turn, member, type_);
                        self.layer.cells[layout.of_cell(here.turn, cell, types).start + b]
                    });
                    let to = &mut at[next];
                    beliefs.spread(&belief, &mut |b, part| to[b] += out * part);
                }
            }
        }
    }

    /// Moves histories from the leaves (leaves × points) on to where the draft's fate leads.
    fn leaves(
        &mut self,
        template: &Template,
        roll: &RollCall,
        (now, at): (usize, &[Vec<f64>]),
        mass: &mut [f64],
    ) {
        for (l, (leaf, here)) in template.leaves.iter().zip(at).enumerate() {
            let whole: f64 = here.iter().sum();
            if let Some(cast) = self.cast.get_mut(now) {
                let cell = |enough| roll.cells.at(template.leaf_cell(l, enough)).get();
                cast[cell(true)] += whole * leaf.enough;
                cast[cell(false)] += whole * (1.0 - leaf.enough);
            }
            let passes = leaf.passes();
            for (m, share) in [(roll.pass, passes), (roll.fail, 1.0 - passes)] {
                if let Some(taken) = self.taken.get_mut(now) {
                    taken[m.get()] += whole * share;
                }
                for (b, here) in here.iter().enumerate() {
                    let out = here * share;
                    if out != 0.0 {
                        let belief = self.game.beliefs.at(b);
                        self.put((m, now), &belief, out, mass);
                    }
                }
            }
        }
    }
}

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
    fn at(
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
        let s = &game.structure;
        let rows = by_node(game);
        let terminals = s.finishes().len() - s.ends().len();
        Midway {
            mass: vec![0.0; rows.blocks(0..s.nodes().len()).len()],
            ended: vec![0.0; rows.blocks(0..terminals).len()],
            rounds: round - 1,
            within: true,
        }
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
        let mut next = vec![0.0; self.mass.len()];
        for end in s.ends() {
            if let Some(to) = s.restart(end) {
                let from = &self.mass[rows.all_of(s.node(end).get())];
                let to = &mut next[rows.all_of(to.get())];
                to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
            }
        }
        self.mass = next;
    }

    /// The share of all of them, by who the actors are now.
    pub(super) fn shares(&self, game: &Game) -> Vec<f64> {
        let rows = by_node(game);
        let mut sums = vec![0.0; rows.inner];
        let all = [&self.mass, &self.ended].into_iter();
        for node in all.flat_map(|mass| mass.chunks_exact(rows.block())) {
            let by_now = sums.iter_mut().zip(node.chunks_exact(rows.points));
            by_now.for_each(|(sum, row)| *sum += row.iter().sum::<f64>());
        }
        sums
    }

    /// The share that the last round left at each finish, by who the actors are now.
    fn arrived(&self, game: &Game) -> Vec<Vec<f64>> {
        let s = &game.structure;
        let rows = by_node(game);
        let of = |now| {
            let at = |finish| self.mass[rows.row(s.node(finish).get(), now)].iter().sum();
            s.finishes().map(at).collect()
        };
        (0..rows.inner).map(of).collect()
    }
}

/// The exact occupancy over the reported rounds for each way in which [types can be drawn and stand
/// now](Game::who), given how they are drawn, under a shadow `longer` rounds longer.
pub fn forecast(game: &Game, solution: &Solution, longer: usize) -> Vec<Occupancy> {
    let profiles = game.beliefs.profiles();
    profiles
        .flat_map(|drawn| occupancies(game, solution, longer, drawn))
        .collect()
}

/// The occupancies by who the actors are at the time, with types so drawn.
fn occupancies(
    game: &Game,
    solution: &Solution,
    longer: usize,
    drawn: TypeProfile,
) -> Vec<Occupancy> {
    let s = &game.structure;
    let nothing = Occupancy {
        taken: vec![],
        cast: vec![],
        ends: vec![],
    };
    let now = now(game, drawn);
    let mut all = vec![nothing; now.len()];
    let mut midway = Midway::start(game, drawn);
    for t in 1..=game.rounds {
        let mut pass = Pass::new(game, solution.layer(t, longer), &now);
        pass.taken = vec![vec![0.0; s.all_moves().len()]; now.len()];
        pass.cast = vec![vec![0.0; s.all_cells().len()]; now.len()];
        midway.through(&mut pass);
        let found = midway.arrived(game).into_iter();
        let found = found.zip(pass.taken).zip(pass.cast);
        for (occupancy, ((ends, taken), cast)) in all.iter_mut().zip(found) {
            occupancy.ends.push(ends);
            occupancy.taken.push(taken);
            occupancy.cast.push(cast);
        }
    }
    all
}

/// The probability of each of `count` outcomes at the end of the report for a history that is at
/// `node` in round `round` (from 1), believed to be at `belief`, with actors that are of the types of `now`.
pub fn ends_from(
    game: &Game,
    solution: &Solution,
    place: (usize, Node),
    belief: &BeliefPoint,
    now: TypeProfile,
    count: usize,
) -> Vec<f64> {
    let s = &game.structure;
    let mut shares = vec![0.0; count];
    let mut midway = Midway::at(game, place, belief, now);
    for t in place.0..=game.rounds {
        midway.advance(game, solution, now);
        for here in midway.arrived(game) {
            for (finish, here) in s.finishes().zip(here) {
                if t == game.rounds || s.terminal(finish).is_some() {
                    shares[s.outcome(finish)] += here;
                }
            }
        }
    }
    shares
}

/// The probability by the end of each reported round that some move has led to where `event` holds and that the actors
/// are so, for each way in which types, so `drawn`, can stand then; under a shadow `longer` rounds longer.
pub fn ever(
    game: &Game,
    solution: &Solution,
    event: &AtNodes<bool>,
    longer: usize,
    drawn: TypeProfile,
) -> Vec<Vec<f64>> {
    let types = now(game, drawn);
    let mut marks = Marks::none(game, types.len());
    marks.nodes(0, event, &nows(game, drawn));
    let mut before = Midway::start(game, drawn);
    // who has come to be what by when: histories are played on where that can change
    let mut since = game.changes.any().then(|| Midway::none(game, 1));
    let mut by = vec![vec![]; types.len()];
    let mut sum = 0.0;
    for t in 1..=game.rounds {
        let layer = solution.layer(t, longer);
        let mut pass = Pass::new(game, layer, &types);
        let mut watch = Watch::new(&marks);
        match since {
            None => watch.dropping = 1,
            Some(_) => watch.wanted = 1,
        }
        pass.watch = Some(watch);
        before.through(&mut pass);
        let Some(watch) = pass.watch else { continue };
        sum += watch.dropped;
        match &mut since {
            None => by[0].push(sum),
            Some(since) => {
                since.enter(game);
                watch.aside.values().for_each(|mass| since.lay(mass));
                since.through(&mut Pass::new(game, layer, &types));
                let shares = since.shares(game).into_iter();
                by.iter_mut().zip(shares).for_each(|(by, x)| by.push(x));
            }
        }
    }
    by
}
