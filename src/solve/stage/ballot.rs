//! Votes cast together, at one point of the grid of beliefs: the members' choices are one stage.
//! The count goes through the tree of the roll call, but no member knows where in it it stands.

use super::branch::Branch;
use super::logit::{Agent, Logit, Problem};
use crate::game::{CHOICE_NAMES, Cost, Game, Position, Rows, Template, Turn};
use crate::solve::columns::{Columns, Rule};
use crate::solve::residuals::Residuals;

/// The ballot on one draft.
pub(in crate::solve) struct Draft<'a> {
    pub template: &'a Template,
    pub turn: Turn,
    pub position: Position,
    /// What members pay, laid out by [`Template::cost`].
    pub costs: &'a [f64],
    /// What passing and failing are worth: columns × points each.
    pub pass: &'a [f64],
    pub fail: &'a [f64],
}

impl Draft<'_> {
    /// What member `m` of type `type_` pays on a choice.
    pub fn cost(&self, m: usize, type_: usize, choice: usize) -> f64 {
        self.costs[self.template.cost(m, type_, Cost::Choice(choice))]
    }

    /// What member `m` of type `type_` is expected to pay for vetoes at leaf `l`.
    pub fn veto(&self, m: usize, type_: usize, l: usize) -> f64 {
        self.template.leaves[l].enough * self.template.veto(self.costs, m, type_, l)
    }
}

/// The stage of a ballot.
pub(in crate::solve) struct Ballot<'a> {
    draft: &'a Draft<'a>,
    pub(super) template: &'a Template,
    /// What each leaf is worth: leaves × columns × points.
    leaves: &'a [f64],
    pub(super) columns: &'a Columns<'a>,
    pub(super) rows: Rows,
    pub(super) point: usize,
    pub(super) agents: Vec<Agent>,
    /// The column that guides each member.
    pub(super) guides: Vec<usize>,
    /// Each member's open choices.
    open: Vec<Vec<usize>>,
    /// What the leaves are worth to each member on average, at the point looked at: what is added
    /// to all of a member's payoffs leaves the rest as it is.
    means: Vec<f64>,
    /// The largest size of that rest, costs included.
    largest: f64,
}

impl<'a> Ballot<'a> {
    /// The ballot on `draft`; `precision` is given by role.
    pub fn new(
        draft: &'a Draft<'a>,
        game: &Game,
        precision: &[f64],
        columns: &'a Columns<'a>,
        leaves: &'a [f64],
    ) -> Self {
        let template = draft.template;
        let beliefs = &game.beliefs;
        let mut ballot = Ballot {
            draft,
            template,
            leaves,
            columns,
            rows: columns.rows(game),
            point: 0,
            agents: vec![],
            guides: vec![],
            open: vec![],
            means: vec![],
            largest: 0.0,
        };
        let mut first = 0;
        for (m, actor) in template.members.iter().enumerate() {
            // who votes together with others has no types
            let role = beliefs.role(*actor, 0);
            let open = template.choices(m);
            ballot.agents.push(Agent {
                first,
                options: open.len(),
                precision: precision[role],
                fixed: false,
            });
            first += open.len();
            let guides = &columns.guide;
            ballot.guides.push(guides.get(role).copied().unwrap_or(0));
            ballot.open.push(open);
        }
        ballot
    }

    /// Looks at point `point`.
    pub fn look(&mut self, point: usize) {
        self.point = point;
        (self.means, self.largest) = (vec![], 0.0);
        let count = self.template.leaves.len();
        for (m, column) in self.guides.iter().enumerate() {
            let values: Vec<f64> = (0..count).map(|l| self.leaf(l, *column)).collect();
            let mean = values.iter().sum::<f64>() / count as f64;
            let rest = values.iter().map(|x| (x - mean).abs());
            let costs = (0..CHOICE_NAMES.len()).map(|choice| self.draft.cost(m, 0, choice).abs());
            let sum = rest.fold(0.0, f64::max) + costs.fold(0.0, f64::max);
            self.largest = self.largest.max(sum);
            self.means.push(mean);
        }
    }

    /// What leaf `l` is worth in `column` at the point looked at.
    fn leaf(&self, l: usize, column: usize) -> f64 {
        self.leaves[self.rows.at(l, column, self.point)]
    }

    /// The members' strategies, from the probability of each cell.
    pub fn strategies(&self, at: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sigma = vec![];
        for (m, open) in self.open.iter().enumerate() {
            let call = self.template.calls.iter().position(|c| c.member == m);
            let share = |choice: &usize| call.map_or(1.0, |c| at(self.template.cell(c, *choice)));
            sigma.extend(open.iter().map(share));
        }
        sigma
    }

    /// The other way round; the cells of the leaves are 0.
    pub fn spread(&self, sigma: &[f64]) -> Vec<f64> {
        let mut cells = vec![0.0; self.template.cells()];
        for (c, call) in self.template.calls.iter().enumerate() {
            for (n, choice) in self.open[call.member].iter().enumerate() {
                cells[self.template.cell(c, *choice)] = sigma[self.agents[call.member].first + n];
            }
        }
        cells
    }

    /// Chooses the members' strategies at `share` of every precision; `sigma` holds a first guess and
    /// becomes the result.
    pub fn choose(&mut self, branch: &mut Branch, share: f64, sigma: &mut [f64]) -> Residuals {
        let mut residuals = Residuals::default();
        let position = self.draft.position;
        let mut system = Logit::new(self, sigma);
        let found = branch.find(&mut system, false, share, sigma);
        residuals.note(position, found);
        residuals
    }

    /// The probability of each call, then each leaf.
    pub(super) fn reach(&self, sigma: &[f64]) -> Vec<f64> {
        let t = self.template;
        let mut reach = vec![0.0; t.calls.len() + t.leaves.len()];
        reach[0] = 1.0;
        for (c, call) in t.calls.iter().enumerate() {
            let first = self.agents[call.member].first;
            for (n, choice) in self.open[call.member].iter().enumerate() {
                if let Some(next) = call.next[*choice] {
                    reach[next] += reach[c] * sigma[first + n];
                }
            }
        }
        reach
    }

    /// What each call, then each leaf, is worth in a column, less `mean`; members who come later do
    /// `sigma`.
    fn back(&self, sigma: &[f64], column: usize, mean: f64) -> Vec<f64> {
        let t = self.template;
        let calls = t.calls.len();
        let mut values = vec![0.0; calls + t.leaves.len()];
        for l in 0..t.leaves.len() {
            values[calls + l] = self.leaf(l, column) - mean;
        }
        for (c, call) in t.calls.iter().enumerate().rev() {
            let first = self.agents[call.member].first;
            for (n, choice) in self.open[call.member].iter().enumerate() {
                if let Some(next) = call.next[*choice] {
                    values[c] += sigma[first + n] * values[next];
                }
            }
        }
        values
    }

    /// What each choice of member `m` is worth to it, less the mean of the leaves: linear in each
    /// other's strategy.
    fn guide(&self, sigma: &[f64], m: usize) -> Vec<f64> {
        self.options(sigma, m, self.guides[m], true, self.means[m])
    }

    /// What each choice of member `m` is worth in `column`, less `mean`.
    fn options(&self, sigma: &[f64], m: usize, column: usize, pays: bool, mean: f64) -> Vec<f64> {
        let reach = self.reach(sigma);
        let values = self.back(sigma, column, mean);
        let calls = self.template.calls.iter().enumerate();
        let own: Vec<_> = calls.filter(|(_, c)| c.member == m).collect();
        let worth = |choice: &usize| {
            let cost = if pays {
                self.draft.cost(m, 0, *choice)
            } else {
                0.0
            };
            let sum = |(c, call): &(usize, &crate::game::Call)| {
                call.next[*choice].map_or(0.0, |next| reach[*c] * (values[next] - cost))
            };
            own.iter().map(sum).sum()
        };
        self.open[m].iter().map(worth).collect()
    }

    /// Writes the value of every column at this point.
    pub fn take(&self, sigma: &[f64], row: &mut [f64]) {
        for c in 0..self.columns.width() {
            row[self.rows.at(0, c, self.point)] = self.value(sigma, c);
        }
    }

    /// The value of column `c` at this point.
    pub(super) fn value(&self, sigma: &[f64], c: usize) -> f64 {
        let column = &self.columns.columns[c];
        let actor = self.columns.actors[c];
        let member = self.template.members.iter().position(|m| *m == actor);
        match member {
            None => self.back(sigma, c, 0.0)[0],
            Some(m) => {
                let worth = self.options(sigma, m, c, column.pays, 0.0);
                let first = self.agents[m].first;
                match column.rule {
                    Rule::Best => worth.into_iter().fold(f64::NEG_INFINITY, f64::max),
                    Rule::Worst => worth.into_iter().fold(f64::INFINITY, f64::min),
                    Rule::Follow => worth.iter().zip(&sigma[first..]).map(|(x, s)| x * s).sum(),
                }
            }
        }
    }
}

impl Problem for Ballot<'_> {
    fn agents(&self) -> &[Agent] {
        &self.agents
    }

    fn largest(&self) -> f64 {
        self.largest
    }

    fn worth(&mut self, sigma: &[f64], worth: &mut [f64], slopes: Option<&mut [f64]>) {
        for m in 0..self.agents.len() {
            let first = self.agents[m].first;
            let own = self.guide(sigma, m);
            worth[first..first + own.len()].copy_from_slice(&own);
        }
        let Some(slopes) = slopes else { return };
        slopes.fill(0.0);
        let entries = worth.len();
        let mut other = sigma.to_vec();
        for (j, agent) in self.agents.iter().enumerate() {
            let from = agent.first..agent.first + agent.options;
            for to in from.clone() {
                // worth is linear in what j does: its slope is what it is where j does only this
                other[from.clone()].fill(0.0);
                other[to] = 1.0;
                for m in (0..self.agents.len()).filter(|m| *m != j) {
                    let first = self.agents[m].first;
                    let own = self.guide(&other, m);
                    for (n, x) in own.iter().enumerate() {
                        slopes[(first + n) * entries + to] = x * sigma[to];
                    }
                }
            }
            other[from.clone()].copy_from_slice(&sigma[from]);
        }
    }
}
