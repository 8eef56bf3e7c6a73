//! A vote worked backward within the one position that it takes: each member's choice at each call,
//! or all members' together, then the proposer's among the drafts.

use super::actor::Choice;
use crate::game::{MoverTypes, RollCall, Rows, Template, Turn};
use crate::solve::residuals::Residuals;
use crate::solve::stage::{Ballot, ByType, Draft, judge};
use crate::solve::strategy::Strategy;
use crate::solve::work::{Here, Scratch, Work};

/// The result of a ballot.
struct Counted {
    residuals: Residuals,
    /// Its worth: columns × points.
    value: Vec<f64>,
    /// The probability that the draft passes: types of those who move × points.
    through: Vec<f64>,
}

impl Work<'_> {
    /// The members vote on every draft, and the proposer picks one of them, or none.
    pub(in crate::solve) fn vote(
        &self,
        template: &Template,
        here: Here,
        mut strategy: Strategy,
        scratch: &mut Scratch,
    ) -> Residuals {
        let mut residuals = Residuals::default();
        let mut worth = std::mem::take(&mut scratch.proposals);
        worth.clear();
        let s = &self.game.structure;
        let first = s.moves_of(here.position).range().start;
        let rows = self.rows();
        let mut proposals = vec![];
        if let Some(none) = s.no_draft(here.position) {
            let none = none.get() - first;
            worth.extend_from_slice(&here.worth[rows.all_of(none)]);
            proposals.push(Proposal::Nothing(none));
        }
        for roll in s.roll_calls(here.position, template) {
            let counted = self.ballot(template, &here, &roll, &mut strategy, scratch);
            residuals = residuals.join(counted.residuals);
            worth.extend_from_slice(&counted.value);
            proposals.push(Proposal::Draft {
                pass: roll.pass.get() - first,
                fail: roll.fail.get() - first,
                through: counted.through,
            });
        }
        let mut sigma = std::mem::take(&mut scratch.sigma);
        self.read_proposals(template, &here, &proposals, strategy.moves(), &mut sigma);
        if let Some(i) = template.proposer {
            let choice = Choice {
                position: here.position,
                by_type: ByType::default(),
                worth: &worth,
                script: &[],
                choosing: strategy.choosing(),
            };
            residuals = residuals.join(self.decide(i, &choice, &mut sigma, scratch));
        }
        self.take(
            template.proposer,
            ByType::default(),
            &sigma,
            &worth,
            here.value,
        );
        if let Strategy::Choose { moves, .. } = strategy {
            for (n, proposal) in proposals.iter().enumerate() {
                self.write_proposal(template, here.turn, (n, proposal), &sigma, moves);
            }
        }
        scratch.proposals = worth;
        scratch.sigma = sigma;
        residuals
    }

    /// The ballot of one roll call.
    fn ballot(
        &self,
        template: &Template,
        here: &Here,
        roll: &RollCall,
        strategy: &mut Strategy,
        scratch: &mut Scratch,
    ) -> Counted {
        let s = &self.game.structure;
        let rows = self.rows();
        let first = s.moves_of(here.position).range().start;
        let draft = Draft {
            template,
            turn: here.turn,
            position: here.position,
            costs: self.game.payments.ballot_costs(roll.ballot),
            pass: &here.worth[rows.all_of(roll.pass.get() - first)],
            fail: &here.worth[rows.all_of(roll.fail.get() - first)],
        };
        let first = s.cells_of(here.position).range().start;
        let cells = roll.cells.range();
        let own = self.game.layout.rows(here.turn);
        let own = own.blocks(cells.start - first..cells.end - first);
        let strategy = strategy.part(0..0, own);
        if template.together {
            self.together(&draft, scratch, strategy)
        } else {
            self.call(&draft, scratch, strategy)
        }
    }

    /// The layout of the proposer's strategy: proposals × types × points.
    fn proposal_rows(&self, template: &Template) -> Rows {
        let beliefs = &self.game.beliefs;
        Rows {
            inner: template.proposer.map_or(1, |i| beliefs.type_count(i)),
            points: beliefs.count,
        }
    }

    /// The proposer's strategy from the probabilities of moves; without a proposer the one draft is
    /// called for certain.
    fn read_proposals(
        &self,
        template: &Template,
        here: &Here,
        proposals: &[Proposal],
        moves: &[f64],
        sigma: &mut Vec<f64>,
    ) {
        let layout = &self.game.layout;
        let (out, from) = (self.proposal_rows(template), layout.rows(here.turn));
        sigma.clear();
        sigma.resize(proposals.len() * out.block(), 1.0);
        let Some(i) = template.proposer else { return };
        for (n, proposal) in proposals.iter().enumerate() {
            for type_ in 0..out.inner {
                let types = layout.alone(here.turn, i, type_).get();
                let sigma = &mut sigma[out.row(n, type_)];
                sigma.fill(0.0);
                for m in proposal.moves() {
                    let pairs = sigma.iter_mut().zip(&moves[from.row(m, types)]);
                    pairs.for_each(|(s, w)| *s += w);
                }
            }
        }
    }

    /// The probabilities of the moves of proposal `n`.
    fn write_proposal(
        &self,
        template: &Template,
        k: Turn,
        (n, proposal): (usize, &Proposal),
        sigma: &[f64],
        moves: &mut [f64],
    ) {
        let (layout, beliefs) = (&self.game.layout, &self.game.beliefs);
        let (from, to) = (self.proposal_rows(template), layout.rows(k));
        for types in layout.mover_types(k) {
            let type_ = template.proposer.map_or(0, |i| layout.type_of(k, types, i));
            for b in 0..to.points {
                let share = sigma[from.at(n, type_, b)];
                let mut write = |m: usize, share: f64| moves[to.at(m, types.get(), b)] = share;
                match proposal {
                    Proposal::Nothing(none) => write(*none, share),
                    Proposal::Draft {
                        pass,
                        fail,
                        through,
                    } => {
                        let belief = match template.proposer {
                            Some(i) => beliefs.learn(i, b, |type_| sigma[from.at(n, type_, b)]),
                            None => beliefs.at(b),
                        };
                        let through = beliefs.read(&through[to.row(0, types.get())], &belief);
                        write(*pass, share * through);
                        write(*fail, share * (1.0 - through));
                    }
                }
            }
        }
    }

    /// What each leaf is worth, vetoes paid, and the probability that the draft passes there.
    fn leaves(&self, draft: &Draft, values: &mut [f64], through: &mut [f64]) {
        let rows = self.rows();
        let own = self.game.layout.rows(draft.turn);
        let by_leaf = values
            .chunks_exact_mut(rows.block())
            .zip(through.chunks_exact_mut(own.block()));
        for ((l, leaf), (value, through)) in draft.template.leaves.iter().enumerate().zip(by_leaf) {
            let passes = leaf.passes();
            for (x, (pass, fail)) in value.iter_mut().zip(draft.pass.iter().zip(draft.fail)) {
                *x = passes * pass + (1.0 - passes) * fail;
            }
            through.fill(passes);
            for (m, actor) in draft.template.members.iter().enumerate() {
                self.charge(*actor, |type_| draft.veto(m, type_, l), value);
            }
        }
    }

    /// A roll call: each member's choice at each call, from the last call back.
    fn call(&self, draft: &Draft, scratch: &mut Scratch, mut strategy: Strategy) -> Counted {
        let template = draft.template;
        let beliefs = &self.game.beliefs;
        let layout = &self.game.layout;
        let rows = self.rows();
        let shares = layout.rows(draft.turn);
        let calls = template.calls.len();
        let mut values = std::mem::take(&mut scratch.calls);
        values.clear();
        values.resize((calls + template.leaves.len()) * rows.block(), 0.0);
        let mut through = vec![0.0; (calls + template.leaves.len()) * shares.block()];
        self.leaves(
            draft,
            &mut values[rows.all_of(calls).start..],
            &mut through[shares.all_of(calls).start..],
        );
        let mut residuals = Residuals::default();
        let mut worth = vec![];
        let mut sigma = vec![];
        for (c, call) in template.calls.iter().enumerate().rev() {
            let actor = template.members[call.member];
            worth.clear();
            sigma.clear();
            for (choice, next) in call.open() {
                let from = worth.len();
                worth.extend_from_slice(&values[rows.all_of(next)]);
                let cost = |type_| draft.cost(call.member, type_, choice);
                self.charge(actor, cost, &mut worth[from..]);
                let cell = template.cell(c, choice);
                for type_ in 0..beliefs.type_count(actor) {
                    let types = layout.alone(draft.turn, actor, type_).get();
                    sigma.extend_from_slice(&strategy.cells()[shares.row(cell, types)]);
                }
            }
            let choice = Choice {
                position: draft.position,
                by_type: ByType::default(),
                worth: &worth,
                script: &[],
                choosing: strategy.choosing(),
            };
            residuals = residuals.join(self.decide(actor, &choice, &mut sigma, scratch));
            self.take(
                Some(actor),
                ByType::default(),
                &sigma,
                &worth,
                &mut values[rows.all_of(c)],
            );
            if let Strategy::Choose { cells, .. } = &mut strategy {
                for types in layout.mover_types(draft.turn) {
                    self.write_call(draft, c, types, &sigma, cells, &mut through);
                }
            }
        }
        if let Strategy::Choose { cells, .. } = strategy {
            seats(template, shares, cells);
        }
        let value = values[rows.all_of(0)].to_vec();
        scratch.calls = values;
        through.truncate(shares.block());
        Counted {
            residuals,
            value,
            through,
        }
    }

    /// The probabilities of the choices at call `c`, and with them that of passing from there on,
    /// for movers of these types.
    fn write_call(
        &self,
        draft: &Draft,
        c: usize,
        types: MoverTypes,
        sigma: &[f64],
        cells: &mut [f64],
        through: &mut [f64],
    ) {
        let beliefs = &self.game.beliefs;
        let layout = &self.game.layout;
        let call = &draft.template.calls[c];
        let actor = draft.template.members[call.member];
        let type_ = layout.type_of(draft.turn, types, actor);
        let from = Rows {
            inner: beliefs.type_count(actor),
            points: beliefs.count,
        };
        let shares = layout.rows(draft.turn);
        for (n, (choice, next)) in call.open().enumerate() {
            let own = &sigma[from.row(n, type_)];
            let cell = draft.template.cell(c, choice);
            cells[shares.row(cell, types.get())].copy_from_slice(own);
            for (b, share) in own.iter().enumerate() {
                let belief = beliefs.learn(actor, b, |type_| sigma[from.at(n, type_, b)]);
                let passes = beliefs.read(&through[shares.row(next, types.get())], &belief);
                through[shares.at(c, types.get(), b)] += share * passes;
            }
        }
    }

    /// Votes cast together: one strategy for each member, the same at all of its calls.
    fn together(&self, draft: &Draft, scratch: &mut Scratch, mut strategy: Strategy) -> Counted {
        let template = draft.template;
        let rows = self.rows();
        let shares = self.game.layout.rows(draft.turn);
        let mut leaves = vec![0.0; template.leaves.len() * rows.block()];
        let mut through = vec![0.0; template.leaves.len() * shares.block()];
        self.leaves(draft, &mut leaves, &mut through);
        let mut ballot = Ballot::new(
            draft,
            self.game,
            &self.game.payments.precision,
            self.columns,
            &leaves,
        );
        let mut counted = Counted {
            residuals: Residuals::default(),
            value: vec![0.0; rows.block()],
            through: vec![0.0; shares.block()],
        };
        for b in 0..rows.points {
            // the reader refuses types where votes are cast together, so there is one profile of movers
            let mut sigma = ballot.strategies(|cell| strategy.cells()[shares.at(cell, 0, b)]);
            ballot.look(b);
            if !self.columns.guide.is_empty() {
                let found = if strategy.choosing() {
                    ballot.choose(&mut scratch.branch, self.share, &mut sigma)
                } else {
                    judge(&mut ballot, &sigma, self.share, &mut scratch.rule)
                };
                counted.residuals = counted.residuals.join(found);
            }
            ballot.take(&sigma, &mut counted.value);
            if let Strategy::Choose { cells, .. } = &mut strategy {
                let by_cell = ballot.spread(&sigma);
                for (cell, share) in by_cell.iter().enumerate() {
                    cells[shares.at(cell, 0, b)] = *share;
                }
                counted.through[b] = template.passes(&by_cell);
            }
        }
        if let Strategy::Choose { cells, .. } = strategy {
            seats(template, shares, cells);
        }
        counted
    }

    /// Takes what each type of `actor` pays from its columns; `row` is columns × points.
    fn charge(&self, actor: usize, cost: impl Fn(usize) -> f64, row: &mut [f64]) {
        let rows = self.rows();
        for (c, column) in self.columns.columns.iter().enumerate() {
            if self.columns.actors[c] != actor || !column.pays {
                continue;
            }
            let cost = cost(self.columns.types[c]);
            if cost != 0.0 {
                row[rows.row(0, c)].iter_mut().for_each(|x| *x -= cost);
            }
        }
    }
}

/// What may be proposed at a position, with the places of its moves among the position's.
enum Proposal {
    /// No draft is called.
    Nothing(usize),
    /// A draft.
    Draft {
        /// The move by which it passes.
        pass: usize,
        /// The move by which it fails.
        fail: usize,
        /// The probability that it passes: types of those who move × points.
        through: Vec<f64>,
    },
}

impl Proposal {
    /// Its moves.
    fn moves(&self) -> impl Iterator<Item = usize> {
        let (first, second) = match self {
            Proposal::Nothing(none) => (*none, None),
            Proposal::Draft { pass, fail, .. } => (*pass, Some(*fail)),
        };
        std::iter::once(first).chain(second)
    }
}

/// Writes the cells of the seats that nobody plays: the draft has the votes, or not.
fn seats(template: &Template, shares: Rows, cells: &mut [f64]) {
    for (l, leaf) in template.leaves.iter().enumerate() {
        cells[shares.all_of(template.leaf_cell(l, true))].fill(leaf.enough);
        cells[shares.all_of(template.leaf_cell(l, false))].fill(1.0 - leaf.enough);
    }
}
