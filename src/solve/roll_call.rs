//! A roll call worked backward: each member's choice at each call, then the proposer's among the
//! drafts, within the one position that a vote takes.

use super::kernel::{Faults, Scratch, Slice, Work};
use crate::game::{CHOICES, Template};

impl Work<'_> {
    pub(super) fn vote(
        &self,
        template: &Template,
        p: usize,
        calls: &mut usize,
        scratch: &mut Scratch,
        row: &mut [f64],
        slice: Slice,
    ) -> Faults {
        let s = &self.game.structure;
        let width = self.columns.width();
        let (m0, c0) = (s.moves[p] as usize, s.cells[p] as usize);
        let none = s.option[m0] == 0;
        let mut faults = Faults::default();
        let mut drafts = std::mem::take(&mut scratch.drafts);
        drafts.clear();
        if none {
            drafts.extend(&scratch.x[..width]);
        }
        let (mut weights, mut cells) = match slice {
            Slice::Write(w, c) => (Ok(w), Ok(c)),
            Slice::Read(w, c) => (Err(w), Err(c)),
        };
        let mut passes = vec![];
        for (range, pass) in s.roll_calls(p, template) {
            let range = range.start - c0..range.end - c0;
            let x = (pass - m0) * width;
            let worth = scratch.x[x..x + 2 * width].to_vec();
            let one = match &mut cells {
                Ok(c) => Slice::Write(&mut c[range.clone()], &mut []),
                Err(c) => Slice::Read(&c[range.clone()], &[]),
            };
            let found = self.call(template, *calls, &worth, scratch, one);
            *calls += 1;
            faults = faults.join(found);
            drafts.extend(&scratch.call[..width]);
            let given = match &cells {
                Ok(c) => &c[range],
                Err(c) => &c[range],
            };
            passes.push(template.passes(given));
        }
        // the proposer's choice among none and the open drafts
        let picks = drafts.len() / width;
        let mut sigma = vec![1.0; picks];
        if let Err(w) = &weights {
            for (d, p) in sigma.iter_mut().enumerate() {
                *p = match (none, d) {
                    (true, 0) => w[0],
                    (true, d) => w[2 * d - 1] + w[2 * d],
                    (false, d) => w[2 * d] + w[2 * d + 1],
                };
            }
        }
        if let Some(i) = template.proposer {
            let slice = match weights {
                Ok(_) => Slice::Write(&mut sigma, &mut []),
                Err(_) => Slice::Read(&sigma, &[]),
            };
            let (found, _) = self.decide(i, &drafts, slice, &mut scratch.q, &mut scratch.p);
            faults = faults.join(found);
        }
        self.take(
            template.proposer.unwrap_or(usize::MAX),
            &sigma,
            &drafts,
            row,
        );
        if let Ok(w) = &mut weights {
            let mut d = sigma.iter();
            let mut out = w.iter_mut();
            if none {
                *out.next().expect("none is a move") = *d.next().expect("none is a pick");
            }
            for (sigma, pass) in d.zip(&passes) {
                *out.next().expect("each draft passes") = sigma * pass;
                *out.next().expect("or fails") = sigma * (1.0 - pass);
            }
        }
        scratch.drafts = drafts;
        faults
    }

    /// Works out one roll call; its value is left in the first columns of `scratch.call`.
    /// `worth` is what passing, then failing, is worth.
    fn call(
        &self,
        template: &Template,
        index: usize,
        worth: &[f64],
        scratch: &mut Scratch,
        mut slice: Slice,
    ) -> Faults {
        let numbers = &self.game.numbers;
        let width = self.columns.width();
        let (pass, fail) = worth.split_at(width);
        let stride = numbers.ballot_width;
        let costs = &numbers.ballot_costs[numbers.ballot[index] as usize * stride..][..stride];
        let calls = template.calls.len();
        let mut call = std::mem::take(&mut scratch.call);
        call.clear();
        call.resize((calls + template.leaves.len()) * width, 0.0);
        for (l, leaf) in template.leaves.iter().enumerate() {
            let at = &mut call[(calls + l) * width..][..width];
            let through = if leaf.noes == 0 { leaf.enough } else { 0.0 };
            for c in 0..width {
                at[c] = through * pass[c] + (1.0 - through) * fail[c];
            }
            for (m, actor) in template.members.iter().enumerate() {
                if leaf.noes >> m & 1 == 1 {
                    let lone = if leaf.noes.count_ones() == 1 {
                        costs[m * 5 + 4]
                    } else {
                        0.0
                    };
                    self.charge(*actor, leaf.enough * (costs[m * 5 + 3] + lone), at);
                }
            }
            if let Slice::Write(cells, _) = &mut slice {
                cells[calls * CHOICES + 2 * l] = leaf.enough;
                cells[calls * CHOICES + 2 * l + 1] = 1.0 - leaf.enough;
            }
        }
        let mut faults = Faults::default();
        let mut x = vec![];
        for (k, node) in template.calls.iter().enumerate().rev() {
            let actor = template.members[node.member];
            x.clear();
            let mut open = [0; CHOICES];
            let mut n = 0;
            for (choice, next) in node.next.iter().enumerate() {
                let Some(next) = next else { continue };
                let from = x.len();
                x.extend_from_slice(&call[next * width..(next + 1) * width]);
                self.charge(actor, costs[node.member * 5 + choice], &mut x[from..]);
                open[n] = choice;
                n += 1;
            }
            let mut sigma = [0.0; CHOICES];
            let found = match &mut slice {
                Slice::Write(cells, _) => {
                    let (found, _) = self.decide(
                        actor,
                        &x,
                        Slice::Write(&mut sigma[..n], &mut []),
                        &mut scratch.q,
                        &mut scratch.p,
                    );
                    for i in 0..n {
                        cells[k * CHOICES + open[i]] = sigma[i];
                    }
                    found
                }
                Slice::Read(cells, _) => {
                    for i in 0..n {
                        sigma[i] = cells[k * CHOICES + open[i]];
                    }
                    self.decide(
                        actor,
                        &x,
                        Slice::Read(&sigma[..n], &[]),
                        &mut scratch.q,
                        &mut scratch.p,
                    )
                    .0
                }
            };
            faults = faults.join(found);
            let (head, _) = call.split_at_mut((k + 1) * width);
            self.take(actor, &sigma[..n], &x, &mut head[k * width..]);
        }
        scratch.call = call;
        faults
    }

    fn charge(&self, actor: usize, cost: f64, row: &mut [f64]) {
        if cost != 0.0 {
            for (x, column) in row.iter_mut().zip(&self.columns.columns) {
                if column.actor == actor && column.pays {
                    *x -= cost;
                }
            }
        }
    }
}
