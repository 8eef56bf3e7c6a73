//! A vote worked backward within the one position that it takes: each member's choice at each call,
//! or all members' together, then the proposer's among the drafts.

use super::ballot::Ballot;
use super::kernel::{Faults, Scratch, Slice, Work};
use crate::game::{CHOICES, Template};

/// The ballot on one draft.
pub(super) struct Draft<'a> {
    pub template: &'a Template,
    /// The turn and position.
    pub turn: usize,
    pub position: usize,
    /// What members pay, laid out by [`Template::cost`].
    pub costs: &'a [f64],
    /// What passing, then failing, is worth: columns × points each.
    pub worth: &'a [f64],
}

/// What a ballot comes to.
struct Counted {
    faults: Faults,
    /// Its worth: columns × points.
    value: Vec<f64>,
    /// The probability that the draft passes: draws of those who move × points.
    through: Vec<f64>,
}

impl Draft<'_> {
    /// What member `m`, of type `kind`, pays on `choice`.
    fn cost(&self, m: usize, kind: usize, choice: usize) -> f64 {
        self.costs[self.template.cost(m, kind, choice)]
    }

    /// What member `m`, of type `kind`, is expected to pay for vetoes at leaf `l`.
    pub fn veto(&self, m: usize, kind: usize, l: usize) -> f64 {
        self.template.leaves[l].enough * self.template.veto(self.costs, m, kind, l)
    }

    /// The probability that the draft passes at leaf `l`.
    pub fn passes(&self, l: usize) -> f64 {
        let leaf = &self.template.leaves[l];
        if leaf.noes == 0 { leaf.enough } else { 0.0 }
    }
}

impl Work<'_> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn vote(
        &self,
        template: &Template,
        k: usize,
        p: usize,
        calls: &mut usize,
        scratch: &mut Scratch,
        row: &mut [f64],
        mut slice: Slice,
    ) -> Faults {
        let s = &self.game.structure;
        let numbers = &self.game.numbers;
        let beliefs = &self.game.beliefs;
        let layout = &self.game.layout;
        let (points, wide) = (beliefs.count, layout.wide(k));
        let width = self.row();
        let (m0, c0) = (s.moves[p] as usize, s.cells[p] as usize);
        let none = usize::from(s.no_draft(p).is_some());
        let mut faults = Faults::default();
        let (x, mut sigma) = scratch.lend();
        let mut drafts = std::mem::take(&mut scratch.drafts);
        drafts.clear();
        drafts.extend_from_slice(&x[..none * width]);
        let mut throughs = vec![];
        for call in s.roll_calls(p, template) {
            let range = (call.cells.start - c0) * wide..(call.cells.end - c0) * wide;
            let from = (call.pass - m0) * width;
            let stride = numbers.ballot_width;
            let draft = Draft {
                template,
                turn: k,
                position: p,
                costs: &numbers.ballot_costs[numbers.ballot[*calls] as usize * stride..][..stride],
                worth: &x[from..from + 2 * width],
            };
            *calls += 1;
            let cells = match &mut slice {
                Slice::Write(_, c) => Slice::Write(&mut c[range], &mut []),
                Slice::Read(_, c) => Slice::Read(&c[range], &[]),
            };
            let counted = match template.together {
                false => self.call(&draft, scratch, cells),
                true => self.together(&draft, scratch, cells),
            };
            faults = faults.join(counted.faults);
            drafts.extend_from_slice(&counted.value);
            throughs.push(counted.through);
        }
        // the proposer's choice among none and the open drafts
        let picks = drafts.len() / width;
        let moves_of = |pick: usize| match pick < none {
            true => 0..1,
            false => none + 2 * (pick - none)..none + 2 * (pick - none) + 2,
        };
        let own = template.proposer.map_or(1, |i| beliefs.kinds(i));
        let kind_of = |drawn| match template.proposer {
            Some(i) => layout.kind_of(k, drawn, i, beliefs),
            None => 0,
        };
        sigma.clear();
        sigma.resize(picks * own * points, 1.0);
        if let Some(i) = template.proposer {
            let weights: &[f64] = match &slice {
                Slice::Write(w, _) => w,
                Slice::Read(w, _) => w,
            };
            for (at, out) in sigma.chunks_exact_mut(points).enumerate() {
                let (pick, kind) = (at / own, at % own);
                let drawn = layout.swap(k, 0, i, kind, beliefs);
                out.fill(0.0);
                for m in moves_of(pick) {
                    let from = m * wide + drawn * points;
                    let pairs = out.iter_mut().zip(&weights[from..from + points]);
                    pairs.for_each(|(o, w)| *o += w);
                }
            }
            let choosing = matches!(slice, Slice::Write(..));
            let found = self.decide(i, p, &drafts, None, &mut sigma, choosing, scratch);
            faults = faults.join(found);
        }
        self.take(template.proposer, picks, &sigma, &drafts, row);
        if let Slice::Write(weights, _) = slice {
            for pick in 0..picks {
                for drawn in 0..layout.kinds[k] {
                    for b in 0..points {
                        let strategy = &sigma[pick * own * points..(pick + 1) * own * points];
                        let share = strategy[kind_of(drawn) * points + b];
                        if pick < none {
                            weights[drawn * points + b] = share;
                            continue;
                        }
                        let spot = match template.proposer {
                            Some(i) => beliefs.learn(i, b, |kind| strategy[kind * points + b]),
                            None => beliefs.at(b),
                        };
                        let through = &throughs[pick - none][drawn * points..][..points];
                        let through = beliefs.read(through, &spot);
                        let to = moves_of(pick).start * wide + drawn * points + b;
                        weights[to] = share * through;
                        weights[to + wide] = share * (1.0 - through);
                    }
                }
            }
        }
        scratch.drafts = drafts;
        scratch.give_back(x, sigma);
        faults
    }

    /// What each leaf is worth, vetoes paid.
    fn leaves(&self, draft: &Draft, values: &mut [f64], through: &mut [f64]) {
        let points = self.game.beliefs.count;
        let width = self.row();
        let (pass, fail) = draft.worth.split_at(width);
        let leaves = values.chunks_exact_mut(width);
        let wide = through.len() / draft.template.leaves.len();
        for (l, at) in leaves.enumerate() {
            let passes = draft.passes(l);
            for (x, (pass, fail)) in at.iter_mut().zip(pass.iter().zip(fail)) {
                *x = passes * pass + (1.0 - passes) * fail;
            }
            through[l * wide..(l + 1) * wide].fill(passes);
            for (m, actor) in draft.template.members.iter().enumerate() {
                self.charge(*actor, |kind| draft.veto(m, kind, l), at, points);
            }
        }
    }

    /// A roll call: each member's choice at each call.
    fn call(&self, draft: &Draft, scratch: &mut Scratch, mut slice: Slice) -> Counted {
        let template = draft.template;
        let beliefs = &self.game.beliefs;
        let layout = &self.game.layout;
        let points = beliefs.count;
        let (wide, kinds) = (layout.wide(draft.turn), layout.kinds[draft.turn]);
        let width = self.row();
        let calls = template.calls.len();
        let mut values = std::mem::take(&mut scratch.call);
        values.clear();
        values.resize((calls + template.leaves.len()) * width, 0.0);
        let mut through = vec![0.0; (calls + template.leaves.len()) * wide];
        self.leaves(
            draft,
            &mut values[calls * width..],
            &mut through[calls * wide..],
        );
        let mut faults = Faults::default();
        let mut x = vec![];
        let mut sigma = vec![];
        for (c, node) in template.calls.iter().enumerate().rev() {
            let actor = template.members[node.member];
            let own = beliefs.kinds(actor);
            let drawn_as = |kind| layout.swap(draft.turn, 0, actor, kind, beliefs);
            x.clear();
            sigma.clear();
            let cells: &[f64] = match &slice {
                Slice::Write(c, _) => c,
                Slice::Read(c, _) => c,
            };
            let open: Vec<(usize, usize)> = node
                .next
                .iter()
                .enumerate()
                .filter_map(|(choice, next)| Some((choice, (*next)?)))
                .collect();
            for (choice, next) in &open {
                let from = x.len();
                x.extend_from_slice(&values[next * width..(next + 1) * width]);
                let cost = |kind| draft.cost(node.member, kind, *choice);
                self.charge(actor, cost, &mut x[from..], points);
                for kind in 0..own {
                    let from = (c * CHOICES + choice) * wide + drawn_as(kind) * points;
                    sigma.extend_from_slice(&cells[from..from + points]);
                }
            }
            let choosing = matches!(slice, Slice::Write(..));
            let p = draft.position;
            let found = self.decide(actor, p, &x, None, &mut sigma, choosing, scratch);
            faults = faults.join(found);
            let (head, _) = values.split_at_mut((c + 1) * width);
            self.take(Some(actor), open.len(), &sigma, &x, &mut head[c * width..]);
            let Slice::Write(cells, _) = &mut slice else {
                continue;
            };
            for (n, (choice, next)) in open.iter().enumerate() {
                let strategy = &sigma[n * own * points..(n + 1) * own * points];
                for drawn in 0..kinds {
                    let kind = layout.kind_of(draft.turn, drawn, actor, beliefs);
                    let own = &strategy[kind * points..(kind + 1) * points];
                    let to = (c * CHOICES + choice) * wide + drawn * points;
                    cells[to..to + points].copy_from_slice(own);
                    for (b, share) in own.iter().enumerate() {
                        let spot = beliefs.learn(actor, b, |kind| strategy[kind * points + b]);
                        let later = &through[next * wide + drawn * points..][..points];
                        let passes = beliefs.read(later, &spot);
                        through[c * wide + drawn * points + b] += share * passes;
                    }
                }
            }
        }
        if let Slice::Write(cells, _) = &mut slice {
            self.tails_of_seats(template, wide, cells);
        }
        let value = values[..width].to_vec();
        scratch.call = values;
        through.truncate(wide);
        Counted {
            faults,
            value,
            through,
        }
    }

    /// Votes cast together: one strategy for each member, the same at all of its calls.
    fn together(&self, draft: &Draft, scratch: &mut Scratch, mut slice: Slice) -> Counted {
        let template = draft.template;
        let points = self.game.beliefs.count;
        let wide = self.game.layout.wide(draft.turn);
        let width = self.row();
        let calls = template.calls.len();
        let mut leaves = vec![0.0; template.leaves.len() * width];
        let mut through = vec![0.0; template.leaves.len() * wide];
        self.leaves(draft, &mut leaves, &mut through);
        let mut ballot = Ballot::new(draft, self, &leaves);
        let mut counted = Counted {
            faults: Faults::default(),
            value: vec![0.0; width],
            through: vec![0.0; wide],
        };
        for b in 0..points {
            let cells: &[f64] = match &slice {
                Slice::Write(c, _) => c,
                Slice::Read(c, _) => c,
            };
            // who moves here has no types, so all draws are one
            let mut sigma =
                ballot.strategies(|call, choice| cells[(call * CHOICES + choice) * wide + b]);
            ballot.look(b);
            let choosing = matches!(slice, Slice::Write(..));
            if !self.columns.guide.is_empty() {
                let found = ballot.solve(self, &mut sigma, choosing, scratch);
                counted.faults = counted.faults.join(found);
            }
            ballot.take(self, &sigma, &mut counted.value);
            if let Slice::Write(cells, _) = &mut slice {
                let mut by_call = vec![0.0; calls * CHOICES];
                ballot.spread(&sigma, &mut by_call);
                for (cell, share) in by_call.iter().enumerate() {
                    cells[cell * wide + b] = *share;
                }
                let mut whole = vec![0.0; template.cells()];
                whole[..by_call.len()].copy_from_slice(&by_call);
                counted.through[b] = template.passes(&whole);
            }
        }
        if let Slice::Write(cells, _) = &mut slice {
            self.tails_of_seats(template, wide, cells);
        }
        counted
    }

    /// The cells of the seats that nobody plays: the draft has the votes, or not.
    fn tails_of_seats(&self, template: &Template, wide: usize, cells: &mut [f64]) {
        let first = template.calls.len() * CHOICES;
        for (l, leaf) in template.leaves.iter().enumerate() {
            let cells = &mut cells[(first + 2 * l) * wide..(first + 2 * l + 2) * wide];
            cells[..wide].fill(leaf.enough);
            cells[wide..].fill(1.0 - leaf.enough);
        }
    }

    /// Takes what each type of `actor` pays from its columns.
    fn charge(&self, actor: usize, cost: impl Fn(usize) -> f64, row: &mut [f64], points: usize) {
        let first = self.game.beliefs.first[actor];
        let columns = self.columns.columns.iter().zip(&self.columns.actors);
        for ((column, owner), row) in columns.zip(row.chunks_exact_mut(points)) {
            if *owner != actor || !column.pays {
                continue;
            }
            let cost = cost(column.role - first);
            if cost != 0.0 {
                row.iter_mut().for_each(|x| *x -= cost);
            }
        }
    }

    /// What member `m` pays on `choice`, in a vote in which nobody who moves has types.
    pub(super) fn price(draft: &Draft, m: usize, choice: usize) -> f64 {
        draft.cost(m, 0, choice)
    }
}
