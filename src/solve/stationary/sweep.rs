//! One sweep backward over a block: what its nodes are worth, given what its rounds' starts are worth a
//! round later; and, if asked, all that its derivative is made of.

use super::block::{Block, by_width};
use super::graph::{Kind, StageNode};
use super::linear::{Slopes, plus};
use super::numbers::{Numbers, at_points};
use crate::game::Mover;
use crate::numeric::continuation::{BranchOutcome, TraceFailed};
use crate::solve::choice::choose;
use crate::solve::residuals::{LostBranch, Stages};
use crate::solve::stage::{Ballot, Branch, ByType, Draft, Problem, Stage};

/// Sweeps over a block, with the same buffers.
pub(super) struct Sweep<'a> {
    pub block: &'a Block<'a>,
    /// What edges pay, how likely chance is, and who weighs it how.
    pub numbers: Numbers<'a>,
    /// Rows of values.
    pub values: Vec<f64>,
    /// How the last sweep solved its stages, and where it could not.
    pub stages: Stages,
    pub lost: Option<LostBranch>,
    /// What each edge of the node at hand leads to: edges × columns × points.
    worth: Vec<f64>,
    /// What each edge is worth to who chooses, and the probability of each.
    guide: Vec<f64>,
    sigma: Vec<f64>,
    branch: Branch,
}

impl<'a> Sweep<'a> {
    /// Over `block`; `all` holds what all that lies behind it is worth.
    pub fn new(block: &'a Block<'a>, all: &[f64]) -> Self {
        Sweep {
            block,
            numbers: Numbers::of(block),
            values: block.values(all),
            stages: Stages::default(),
            lost: None,
            worth: vec![],
            guide: vec![],
            sigma: vec![],
            branch: Branch::default(),
        }
    }

    /// Sweeps at `share` of every precision, with starts worth `x` a round later: starts × columns ×
    /// points.
    pub fn run(&mut self, x: &[f64], share: f64, mut slopes: Option<&mut Slopes>) {
        let block = self.block;
        self.values[block.unknown_rows()].copy_from_slice(x);
        (self.stages, self.lost) = (Stages::default(), None);
        if let Some(slopes) = &mut slopes {
            slopes.clear();
        }
        for n in (0..block.kinds.len()).rev() {
            by_width!(block, self.node_of or node(n, share, &mut slopes));
        }
    }

    /// Node `n`, if there are `W` columns and one point.
    #[inline]
    fn node_of<const W: usize>(&mut self, n: usize, share: f64, slopes: &mut Option<&mut Slopes>) {
        let block = self.block;
        let edges = block.edges(n);
        let pays = self.numbers.rows_of::<W>();
        let (values, _) = self.values.as_chunks_mut::<W>();
        match block.kinds[n] {
            Kind::End => {
                let pay = &pays[block.pay[edges.start] as usize];
                let next = values[block.target[edges.start] as usize];
                let patience = self.numbers.patience.first_chunk().unwrap_or(&[0.0; W]);
                values[n] = std::array::from_fn(|k| pay[k] + patience[k] * next[k]);
            }
            Kind::Chance => {
                let mut own = [0.0; W];
                for e in edges {
                    let chance = self.numbers.chance[e];
                    let pay = &pays[block.pay[e] as usize];
                    let next = &values[block.target[e] as usize];
                    own = std::array::from_fn(|k| own[k] + chance * (pay[k] + next[k]));
                }
                values[n] = own;
            }
            Kind::Choice(role) => self.choice_of::<W>(n, role as usize, share, slopes),
            Kind::Terminal | Kind::Stage(_) | Kind::Ballot(_) => self.node(n, share, slopes),
        }
    }

    /// Node `n`.
    fn node(&mut self, n: usize, share: f64, slopes: &mut Option<&mut Slopes>) {
        let (block, graph) = (self.block, self.block.graph);
        let rows = block.rows;
        let (own, later) = self.values[rows.all_of(n).start..].split_at_mut(rows.block());
        let edges = block.edges(n);
        let to = |e: usize| &later[rows.all_of(block.target[e] as usize - (n + 1))];
        match block.kinds[n] {
            Kind::Terminal => {
                let row = self.numbers.row(block.pay[edges.start]);
                let by_column = own.chunks_exact_mut(rows.points).zip(row);
                by_column.for_each(|(own, pay)| match pay {
                    [pay] => own.fill(*pay),
                    each => own.copy_from_slice(each),
                });
            }
            Kind::End => {
                let row = self.numbers.row(block.pay[edges.start]);
                let own = own.chunks_exact_mut(rows.points);
                let next = to(edges.start).chunks_exact(rows.points);
                let columns = self.numbers.patience.iter().zip(row);
                for ((own, next), (patience, pay)) in own.zip(next).zip(columns) {
                    at_points(own, next, pay, |v, x, pay| *v = pay + patience * x);
                }
            }
            Kind::Chance => {
                own.fill(0.0);
                for e in edges {
                    let chance = self.numbers.chance[e];
                    let row = self.numbers.row(block.pay[e]);
                    let next = to(e).chunks_exact(rows.points).zip(row);
                    let own = own.chunks_exact_mut(rows.points);
                    for (own, (next, pay)) in own.zip(next) {
                        at_points(own, next, pay, |v, x, pay| *v += chance * (pay + x));
                    }
                }
            }
            Kind::Choice(role) => self.choice(n, role as usize, share, slopes),
            Kind::Stage(stage) => {
                let node = &graph.stages[stage as usize];
                self.stage(n, node, share, slopes);
            }
            Kind::Ballot(ballot) => self.ballot(n, ballot as usize, share, slopes),
        }
    }

    /// Gathers what the edges of node `n` lead to.
    fn gather(&mut self, n: usize) {
        let Sweep { block, values, .. } = self;
        self.numbers.gather(block, n, values, &mut self.worth);
    }

    /// A role chooses, if there are `W` columns and one point.
    fn choice_of<const W: usize>(
        &mut self,
        n: usize,
        role: usize,
        share: f64,
        slopes: &mut Option<&mut Slopes>,
    ) {
        let block = self.block;
        let edges = block.edges(n);
        let payments = &block.graph.game.payments;
        let lambda = self.numbers.precision[role];
        let finite = lambda.is_finite();
        let precision = if finite { share * lambda } else { lambda };
        let guide = block.graph.columns.guide[role];
        self.worth.resize(edges.len() * W, 0.0);
        self.guide.resize(edges.len(), 0.0);
        self.sigma.resize(edges.len(), 0.0);
        let worth = self.worth.as_chunks_mut::<W>().0;
        let (values, _) = self.values.as_chunks_mut::<W>();
        let pays = self.numbers.rows_of::<W>();
        let options = worth.iter_mut().zip(&mut self.guide);
        for ((worth, guiding), e) in options.zip(edges.clone()) {
            let (pay, next) = (
                &pays[block.pay[e] as usize],
                &values[block.target[e] as usize],
            );
            *worth = std::array::from_fn(|k| pay[k] + next[k]);
            *guiding = worth[guide];
        }
        choose(
            &self.guide,
            precision,
            payments.ties_first[role],
            &mut self.sigma,
        );
        let options = self.sigma.iter().zip(&*worth);
        let own = options.fold([0.0; W], |sum, (sigma, worth)| plus(sum, *sigma, worth));
        values[n] = own;
        if let Some(slopes) = slopes {
            let lambda = if finite { lambda } else { 0.0 };
            let at = slopes.at(n, edges.start, 0);
            at.choice_of(&self.sigma, worth, &own, guide, [lambda, share]);
        }
    }

    /// A role chooses.
    fn choice(&mut self, n: usize, role: usize, share: f64, slopes: &mut Option<&mut Slopes>) {
        self.gather(n);
        let block = self.block;
        let (rows, edges) = (block.rows, block.edges(n));
        let payments = &block.graph.game.payments;
        let lambda = self.numbers.precision[role];
        let precision = if lambda.is_finite() {
            share * lambda
        } else {
            lambda
        };
        let guide = block.graph.columns.guide[role];
        let own = &mut self.values[rows.all_of(n)];
        own.fill(0.0);
        self.sigma.resize(edges.len(), 0.0);
        for b in 0..rows.points {
            self.guide.clear();
            let worth = (0..edges.len()).map(|o| self.worth[rows.at(o, guide, b)]);
            self.guide.extend(worth);
            choose(
                &self.guide,
                precision,
                payments.ties_first[role],
                &mut self.sigma,
            );
            for (sigma, worth) in self.sigma.iter().zip(self.worth.chunks_exact(rows.block())) {
                let own = own.iter_mut().skip(b).step_by(rows.points);
                let worth = worth.iter().skip(b).step_by(rows.points);
                own.zip(worth).for_each(|(v, q)| *v += sigma * q);
            }
            if let Some(slopes) = slopes {
                let lambda = if lambda.is_finite() { lambda } else { 0.0 };
                let at = slopes.at(n, edges.start, b);
                at.choice(&self.sigma, &self.worth, own, guide, [lambda, share]);
            }
        }
    }

    /// Types show, or several move at once.
    fn stage(&mut self, n: usize, node: &StageNode, share: f64, slopes: &mut Option<&mut Slopes>) {
        self.gather(n);
        let block = self.block;
        let (columns, game) = (block.graph.columns, block.graph.game);
        let (precision, scripted) = (&self.numbers.precision, &game.payments.scripted);
        let (beliefs, parties) = (&game.beliefs, &node.parties);
        let worth = std::mem::take(&mut self.worth);
        let mut stage = Stage::new(
            beliefs,
            columns,
            parties,
            ByType {
                closed: &node.closed,
                unseen: &node.unseen,
            },
            &worth,
            precision,
            scripted,
        );
        stage.centre();
        for b in 0..block.rows.points {
            stage.look(b);
            stage.sharpen();
            self.sigma.clear();
            for agent in stage.agents() {
                let even = 1.0 / agent.options as f64;
                self.sigma.resize(agent.first + agent.options, even);
            }
            stage.fix(&node.script, &mut self.sigma);
            let found = stage.solve(&mut self.branch, share, &mut self.sigma);
            stage.take(&self.sigma, &mut self.values[block.rows.all_of(n)]);
            if let Some(slopes) = slopes {
                slopes.stage(n, b, stage.linearize(share, &self.sigma));
            }
            self.note(n, found);
        }
        self.worth = worth;
    }

    /// Votes are cast together: one of the graph's ballots.
    fn ballot(&mut self, n: usize, at: usize, share: f64, slopes: &mut Option<&mut Slopes>) {
        self.gather(n);
        let block = self.block;
        let (columns, game) = (block.graph.columns, block.graph.game);
        let Some(draft) = draft(block, at, &self.numbers) else {
            return;
        };
        let worth = std::mem::take(&mut self.worth);
        let mut ballot = Ballot::new(&draft, game, &self.numbers.precision, columns, &worth);
        for b in 0..block.rows.points {
            ballot.look(b);
            self.sigma.clear();
            for agent in ballot.agents() {
                let even = 1.0 / agent.options as f64;
                self.sigma.resize(agent.first + agent.options, even);
            }
            let found = ballot.choose(&mut self.branch, share, &mut self.sigma);
            ballot.take(&self.sigma, &mut self.values[block.rows.all_of(n)]);
            if let Some(slopes) = slopes {
                slopes.stage(n, b, ballot.linearize(share, &self.sigma));
            }
            self.stages = self.stages.join(found.stages);
            self.lost = self.lost.or(found.lost);
        }
        self.worth = worth;
    }

    fn note(&mut self, n: usize, found: Result<BranchOutcome, TraceFailed>) {
        let node = self.block.nodes[n] as usize;
        let Some(position) = self.block.graph.position[node] else {
            return;
        };
        let mut residuals = crate::solve::residuals::Residuals::default();
        residuals.note(position, found);
        self.stages = self.stages.join(residuals.stages);
        self.lost = self.lost.or(residuals.lost);
    }
}

/// The draft of one of the graph's ballots, with what voting on it costs.
pub(super) fn draft<'s>(block: &Block<'s>, at: usize, numbers: &'s Numbers) -> Option<Draft<'s>> {
    let node = &block.graph.ballots[at];
    let Mover::Vote(template) = &block.graph.game.structure.turn(node.turn).mover else {
        return None;
    };
    Some(Draft {
        template,
        turn: node.turn,
        position: node.position,
        costs: numbers.costs(at),
        pass: &[],
        fail: &[],
    })
}
