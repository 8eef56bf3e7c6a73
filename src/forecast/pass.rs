//! One pass forward through a round, and what is computed by passing.

use super::watch::{Set, Watch};
use crate::game::{
    BeliefPoint, Game, Move, Mover, MoverTypes, Position, RollCall, Rows, Template, Turn,
    TypeProfile,
};
use crate::solve::Layer;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How likely play goes on as is known, from where it stands in a round, by what has come about: nodes × who the actors are now
/// × points of belief.
pub(super) type Ahead = BTreeMap<Set, Vec<f64>>;

/// Something for every call and leaf of a roll call at each point of belief, by what has come about.
pub type ByCall = BTreeMap<Set, Vec<Vec<f64>>>;

/// A pass through a round of a game. Who the actors are now is counted by the place among all that they can be.
pub(super) struct Pass<'a> {
    pub game: &'a Game,
    layer: &'a Layer,
    /// Every actor's type, by who they are now.
    now: &'a [Vec<usize>],
    /// Where what is taken and cast is added up, by who the actors are then; empty if it is not.
    pub taken: Vec<Vec<f64>>,
    pub cast: Vec<Vec<f64>>,
    /// What is watched for, if anything.
    pub watch: Option<Watch<'a>>,
    /// How likely play goes on as is known, if anything is: what is taken and cast is added up of histories that do.
    pub ahead: Option<Cow<'a, Ahead>>,
    /// Things that what is known does not speak of.
    pub beyond: Set,
}

/// A position that histories have reached.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub turn: Turn,
    pub position: Position,
    /// Who the actors are, and the types of those who move.
    pub now: usize,
    pub types: MoverTypes,
    /// The share of histories at each point of belief.
    pub mass: &'a [f64],
}

impl Here<'_> {
    /// The points at which there are histories, and their shares.
    fn points(&self) -> impl Iterator<Item = (usize, f64)> + use<'_> {
        let all = self.mass.iter().copied().enumerate();
        all.filter(|(_, share)| *share != 0.0)
    }
}

/// The layout of mass: nodes × who the actors are now × points.
pub(super) fn by_node(game: &Game) -> Rows {
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
            ahead: None,
            beyond: 0,
        }
    }

    /// Moves `mass` (nodes × who × points) from positions on to where the round finishes.
    pub(super) fn run(&mut self, mass: &mut [f64]) {
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
        match &self.game.structure.turn(here.turn).mover {
            Mover::Vote(template) if self.by_call(template, here) => {
                self.vote(template, here, mass);
            }
            Mover::Vote(template) => {
                self.moves(here, mass);
                self.ballots(template, here);
            }
            Mover::Actor(_) | Mover::Joint(_) | Mover::Chance(_) => self.moves(here, mass),
        }
    }

    /// Whether histories are moved from call to call of a vote: where beliefs move, where something comes about, and where it is
    /// asked what was cast in those that go on as is known.
    fn by_call(&self, template: &Template, here: Here) -> bool {
        let s = &self.game.structure;
        let marked = |watch: &Watch| {
            let mut rolls = s.roll_calls(here.position, template);
            rolls.any(|roll| watch.marks.in_votes(&roll.cells))
        };
        self.game.layout.typed(here.turn)
            || self.ahead.is_some() && !self.cast.is_empty()
            || self.watch.as_ref().is_some_and(marked)
    }

    /// What has come about in the histories that are moved.
    fn had(&self) -> Set {
        self.watch.as_ref().map_or(0, |watch| watch.had)
    }

    /// What has come about after move `m` in histories that `had` it, with actors that are `now`; none if they are dropped.
    pub(super) fn moved(&self, (m, now): (Move, usize), had: Set) -> Option<Set> {
        let next = self.game.structure.next(m);
        let seen = |watch: &Watch| watch.moved((m, next, now), had);
        self.watch.as_ref().map_or(Some(had), seen)
    }

    /// The share of histories that go on as is known after move `m`, of those that `had` come so far.
    pub(super) fn fits(&self, made: (Move, usize), belief: &BeliefPoint, had: Set) -> f64 {
        let Some(ahead) = &self.ahead else { return 1.0 };
        let had = self.moved(made, had);
        let Some(row) = had.and_then(|had| ahead.get(&(had & !self.beyond))) else {
            return 0.0;
        };
        let next = self.game.structure.next(made.0);
        let row = &row[by_node(self.game).row(next.get(), made.1)];
        self.game.beliefs.sum(belief, row)
    }

    /// Puts `share` of what is at `belief`, with actors that are `now`, to where move `m` leads, if it `had` come about.
    fn put(
        &mut self,
        (m, now): (Move, usize),
        belief: &BeliefPoint,
        (share, had): (f64, Set),
        mass: &mut [f64],
    ) {
        let Some(had) = self.moved((m, now), had) else {
            if let Some(watch) = &mut self.watch {
                watch.dropped += share;
            }
            return;
        };
        let to = match &mut self.watch {
            None => mass,
            Some(watch) => watch.place(had, mass),
        };
        let next = self.game.structure.next(m);
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

    /// Where beliefs go from point `b` when move `m` is seen.
    fn belief(&self, here: Here, m: Move, b: usize) -> BeliefPoint {
        self.layer.belief(self.game, here.turn, here.position, b, m)
    }

    /// What happens where move `m` is made at point `b` by this share of histories.
    fn make(&mut self, here: Here, m: Move, b: usize, share: f64, mass: &mut [f64]) {
        let out = share * self.weight(here, m, b);
        let belief = self.belief(here, m, b);
        let made = (m, self.after(here, m));
        let had = self.had();
        self.count(here, made, &belief, (out, had));
        self.put(made, &belief, (out, had), mass);
    }

    /// Counts that move `m` is taken by a share of histories.
    fn count(
        &mut self,
        here: Here,
        made: (Move, usize),
        belief: &BeliefPoint,
        (share, had): (f64, Set),
    ) {
        if self.taken.is_empty() {
            return;
        }
        let fits = self.fits(made, belief, had);
        self.taken[here.now][made.0.get()] += share * fits;
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
                let called = mass * self.called(here, &roll, b);
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

    /// The probability that a draft is called at point `b`.
    fn called(&self, here: Here, roll: &RollCall, b: usize) -> f64 {
        self.weight(here, roll.pass, b) + self.weight(here, roll.fail, b)
    }

    /// A vote from call to call: by what is proposed, then by each choice.
    fn vote(&mut self, template: &Template, here: Here, mass: &mut [f64]) {
        let s = &self.game.structure;
        if let Some(none) = s.no_draft(here.position) {
            for (b, share) in here.points() {
                self.make(here, none, b, share, mass);
            }
        }
        for roll in s.roll_calls(here.position, template) {
            let mut root = vec![0.0; here.mass.len()];
            for (b, share) in here.points() {
                let called = share * self.called(here, &roll, b);
                let belief = self.belief(here, roll.pass, b);
                let spread = &mut |to: usize, part: f64| root[to] += called * part;
                self.game.beliefs.spread(&belief, spread);
            }
            let mut at = ByCall::new();
            at.insert(self.had(), self.no_calls(template));
            at.values_mut().for_each(|at| at[0].clone_from(&root));
            self.calls(template, here, &roll, &mut at);
            self.leaves(template, here, &roll, &at, mass);
        }
    }

    /// Nothing at every call and leaf.
    fn no_calls(&self, template: &Template) -> Vec<Vec<f64>> {
        let count = template.calls.len() + template.leaves.len();
        vec![vec![0.0; self.game.beliefs.count]; count]
    }

    /// Where beliefs go from point `b` when a call's cell comes about, and how likely it does.
    fn voted(
        &self,
        template: &Template,
        here: Here,
        (call, cell): (usize, usize),
        roll: &RollCall,
        b: usize,
    ) -> (f64, BeliefPoint) {
        let (layout, beliefs) = (&self.game.layout, &self.game.beliefs);
        let cell = roll.cells.at(cell);
        let share = self.layer.cells[layout.of_cell(here.turn, cell, here.types).start + b];
        if share == 0.0 {
            return (0.0, beliefs.at(b));
        }
        let member = template.members[template.calls[call].member];
        let belief = beliefs.learn(member, b, |type_| {
            let types = layout.alone(here.turn, member, type_);
            self.layer.cells[layout.of_cell(here.turn, cell, types).start + b]
        });
        (share, belief)
    }

    /// What has come about after a cell of a roll call; none if histories are dropped.
    fn cast_at(&self, roll: &RollCall, cell: usize, had: Set) -> Option<Set> {
        let cast = |watch: &Watch| watch.cast(roll.cells.at(cell), had);
        self.watch.as_ref().map_or(Some(had), cast)
    }

    /// Moves histories from call to call: `at` is calls and leaves × points, by what has come about.
    fn calls(&mut self, template: &Template, here: Here, roll: &RollCall, at: &mut ByCall) {
        let game = self.game;
        let fits = match (&self.ahead, self.cast.is_empty()) {
            (Some(_), false) => self.fits_by_call(template, here, roll, self.had()),
            _ => ByCall::new(),
        };
        for (c, call) in template.calls.iter().enumerate() {
            let sets: Vec<Set> = at.keys().copied().collect();
            for had in sets {
                let mass = at[&had][c].clone();
                for (choice, next) in call.open() {
                    let cell = template.cell(c, choice);
                    let then = self.cast_at(roll, cell, had);
                    for (b, mass) in mass.iter().enumerate().filter(|(_, mass)| **mass != 0.0) {
                        let (share, belief) = self.voted(template, here, (c, cell), roll, b);
                        let out = mass * share;
                        if out == 0.0 {
                            continue;
                        }
                        let Some(then) = then else { continue };
                        if let Some(cast) = self.cast.get_mut(here.now) {
                            let on = fits.get(&then).map(|fits| &fits[next]);
                            let fit = match self.ahead {
                                None => 1.0,
                                Some(_) => on.map_or(0.0, |on| game.beliefs.sum(&belief, on)),
                            };
                            cast[roll.cells.at(cell).get()] += out * fit;
                        }
                        let to = at.entry(then).or_insert_with(|| self.no_calls(template));
                        let to = &mut to[next];
                        game.beliefs
                            .spread(&belief, &mut |b, part| to[b] += out * part);
                    }
                }
            }
        }
    }

    /// Moves histories from the leaves on to where the draft's fate leads.
    fn leaves(
        &mut self,
        template: &Template,
        here: Here,
        roll: &RollCall,
        at: &ByCall,
        mass: &mut [f64],
    ) {
        let calls = template.calls.len();
        for (had, at) in at {
            for (l, (leaf, at)) in template.leaves.iter().zip(&at[calls..]).enumerate() {
                for (enough, part) in [(true, leaf.enough), (false, 1.0 - leaf.enough)] {
                    let cell = template.leaf_cell(l, enough);
                    let Some(then) = self.cast_at(roll, cell, *had) else {
                        continue;
                    };
                    let m = leaf.fate(enough, roll);
                    for (b, share) in at.iter().enumerate() {
                        let out = share * part;
                        if out == 0.0 {
                            continue;
                        }
                        let belief = self.game.beliefs.at(b);
                        let fits = match self.cast.is_empty() {
                            true => 0.0,
                            false => self.fits((m, here.now), &belief, then),
                        };
                        if let Some(cast) = self.cast.get_mut(here.now) {
                            cast[roll.cells.at(cell).get()] += out * fits;
                        }
                        self.count(here, (m, here.now), &belief, (out, then));
                        self.put((m, here.now), &belief, (out, then), mass);
                    }
                }
            }
        }
    }

    /// The share of histories that go on as is known from each call and leaf of a roll call, of those that `had` come to it,
    /// and of those in which more has come about on the way.
    pub(super) fn fits_by_call(
        &self,
        template: &Template,
        here: Here,
        roll: &RollCall,
        had: Set,
    ) -> ByCall {
        let mut sets = vec![had];
        let mut n = 0;
        while let Some(had) = sets.get(n).copied() {
            for cell in 0..template.cells() {
                let then = self.cast_at(roll, cell, had);
                if let Some(then) = then.filter(|then| !sets.contains(then)) {
                    sets.push(then);
                }
            }
            n += 1;
        }
        // what comes about leads to larger sets
        sets.sort_unstable_by(|a, b| b.cmp(a));
        let mut all = ByCall::new();
        for had in sets {
            let mut own = self.no_calls(template);
            let calls = template.calls.len();
            for (l, leaf) in template.leaves.iter().enumerate() {
                for (enough, part) in [(true, leaf.enough), (false, 1.0 - leaf.enough)] {
                    let cell = template.leaf_cell(l, enough);
                    let Some(then) = self.cast_at(roll, cell, had) else {
                        continue;
                    };
                    let made = (leaf.fate(enough, roll), here.now);
                    for (b, sum) in own[calls + l].iter_mut().enumerate() {
                        let belief = self.game.beliefs.at(b);
                        *sum += part * self.fits(made, &belief, then);
                    }
                }
            }
            for (c, call) in template.calls.iter().enumerate().rev() {
                let mut sums = vec![0.0; self.game.beliefs.count];
                for (choice, next) in call.open() {
                    let cell = template.cell(c, choice);
                    let Some(then) = self.cast_at(roll, cell, had) else {
                        continue;
                    };
                    let on = match then == had {
                        true => &own[next],
                        false => &all[&then][next],
                    };
                    for (b, sum) in sums.iter_mut().enumerate() {
                        let (share, belief) = self.voted(template, here, (c, cell), roll, b);
                        *sum += share * self.game.beliefs.sum(&belief, on);
                    }
                }
                own[c] = sums;
            }
            all.insert(had, own);
        }
        all
    }

    /// Goes back through the round, of histories that `had` come so far: from where it finishes to every position.
    pub(super) fn back(&mut self, had: Set) {
        let s = &self.game.structure;
        let rows = by_node(self.game);
        let nothing = vec![0.0; rows.points];
        let turns: Vec<Turn> = s.all_turns().collect();
        for turn in turns.into_iter().rev() {
            for position in s.positions_of(turn) {
                for now in 0..self.now.len() {
                    let here = Here {
                        turn,
                        position,
                        now,
                        types: self.game.layout.movers_of(turn, &self.now[now]),
                        mass: &nothing,
                    };
                    let found = self.from(here, had);
                    let Some(ahead) = &mut self.ahead else {
                        return;
                    };
                    if let Some(row) = ahead.to_mut().get_mut(&had) {
                        row[rows.row(position.get(), now)].copy_from_slice(&found);
                    }
                }
            }
        }
    }

    /// The share of histories that go on as is known from a position, at each point.
    fn from(&self, here: Here, had: Set) -> Vec<f64> {
        let s = &self.game.structure;
        let made = |m: Move, b: usize| {
            let weight = self.weight(here, m, b);
            if weight == 0.0 {
                return 0.0;
            }
            let belief = self.belief(here, m, b);
            weight * self.fits((m, self.after(here, m)), &belief, had)
        };
        let points = 0..self.game.beliefs.count;
        match &s.turn(here.turn).mover {
            Mover::Vote(template) if self.by_call(template, here) => {
                let none = s.no_draft(here.position);
                let mut sums: Vec<f64> = points
                    .map(|b| none.map_or(0.0, |none| made(none, b)))
                    .collect();
                for roll in s.roll_calls(here.position, template) {
                    let root = &self.fits_by_call(template, here, &roll, had)[&had][0];
                    for (b, sum) in sums.iter_mut().enumerate() {
                        let belief = self.belief(here, roll.pass, b);
                        let called = self.called(here, &roll, b);
                        *sum += called * self.game.beliefs.sum(&belief, root);
                    }
                }
                sums
            }
            _ => points
                .map(|b| s.moves_of(here.position).map(|m| made(m, b)).sum())
                .collect(),
        }
    }
}
