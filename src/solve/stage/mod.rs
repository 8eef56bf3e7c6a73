//! A stage at which types show or several move at once: what each option is worth to each agent,
//! given what all do. Others' choices are averaged over what is believed of their types, and what
//! follows is read where Bayes' rule takes beliefs (model.md, sections 5 and 6).

mod ballot;
mod ballot_linear;
mod branch;
mod judge;
mod linear;
mod logit;
mod response;
mod slopes;
mod two_types;
mod unseen;

pub(in crate::solve) use ballot::{Ballot, Draft};
pub(in crate::solve) use branch::Branch;
pub(in crate::solve) use judge::judge;
pub(in crate::solve) use logit::Problem;
pub(in crate::solve) use slopes::StageSlopes;

use super::columns::{Columns, Rule};
use crate::game::{BeliefPoint, Beliefs, MOST_TYPES, Rows};
use branch::{BranchOutcome, TraceFailed};
use logit::{Agent, Logit};
use two_types::Line;

/// An actor who moves at a stage.
#[derive(Clone, Copy, Debug)]
pub(in crate::solve) struct Party {
    /// Who it is.
    pub actor: usize,
    /// How many of its options are open.
    pub options: usize,
    /// Whether chance moves instead, and tells of its type.
    pub told: bool,
}

impl Party {
    /// An actor who picks one of so many open options.
    pub fn new(actor: usize, options: usize) -> Self {
        Party {
            actor,
            options,
            told: false,
        }
    }

    /// Chance that tells of an actor by one of so many events.
    pub fn told(actor: usize, options: usize) -> Self {
        Party {
            told: true,
            ..Party::new(actor, options)
        }
    }

    /// How a column's value is taken that has this rule where its own actor chooses.
    fn rule(&self, rule: Rule) -> Rule {
        match self.told {
            true => Rule::Follow,
            false => rule,
        }
    }

    /// The layout of its strategy: options × types × points.
    pub fn rows(&self, beliefs: &Beliefs) -> Rows {
        Rows {
            inner: beliefs.type_count(self.actor),
            points: beliefs.count,
        }
    }
}

/// What hangs on the types of who moves, for each entry: each party, its types and its options.
#[derive(Clone, Copy, Default)]
pub(in crate::solve) struct ByType<'a> {
    /// Whether it is closed; empty if nothing is.
    pub closed: &'a [bool],
    /// If nobody sees what is done, the type that it makes; else empty.
    pub unseen: &'a [usize],
}

/// A stage at one point of the grid.
pub(in crate::solve) struct Stage<'a> {
    beliefs: &'a Beliefs,
    columns: &'a Columns<'a>,
    parties: &'a [Party],
    /// What each profile leads to: profiles × columns × points.
    x: &'a [f64],
    /// The layout of that.
    rows: Rows,
    point: usize,
    /// What each profile leads to for each agent, less the mean of all: agents × profiles × points.
    /// What is added to all of an actor's payoffs leaves these as they are.
    centred: Vec<f64>,
    /// The largest of their sizes.
    largest: f64,
    agents: Vec<Agent>,
    by_type: ByType<'a>,
    /// For each agent its party and role.
    whose: Vec<(usize, usize)>,
    /// For each party its first agent.
    first: Vec<usize>,
    /// For each role the party that its actor is, if it moves here.
    movers: Vec<Option<usize>>,
    /// Whether any party has types, and so beliefs may move.
    moves: bool,
    /// Whether slopes by beliefs are wanted, then also where these go to a point of the grid.
    along: bool,
    /// For each party and option: its probability as all but itself see it, if types are independent.
    mean: Vec<Vec<f64>>,
    /// If types are correlated, so that whom one is decides what one expects of the others: what all do, and the
    /// agents of the parties in each profile, profiles × parties.
    done: Vec<f64>,
    drawn: Vec<usize>,
    /// How beliefs change after what nobody sees: axes × entries.
    unseen: Vec<f64>,
    /// For each party with types and option: shares after it, then their slopes.
    shares: Vec<Vec<f64>>,
    slopes: Vec<Vec<f64>>,
    /// Where beliefs stand at the point.
    at: Vec<f64>,
    /// Where one actor of two types moves alone: what its options are worth along the line of the
    /// grid on which beliefs about it move.
    line: Option<Line<'a>>,
}

impl<'a> Stage<'a> {
    /// `precision` and `scripted` are given by role.
    pub fn new(
        beliefs: &'a Beliefs,
        columns: &'a Columns<'a>,
        parties: &'a [Party],
        by_type: ByType<'a>,
        x: &'a [f64],
        precision: &[f64],
        scripted: &[bool],
    ) -> Self {
        let mut stage = Stage {
            beliefs,
            columns,
            parties,
            x,
            rows: Rows {
                inner: columns.width(),
                points: beliefs.count,
            },
            point: 0,
            centred: vec![],
            largest: 0.0,
            agents: vec![],
            by_type,
            whose: vec![],
            first: vec![],
            movers: vec![],
            moves: parties.iter().any(|p| beliefs.type_count(p.actor) > 1),
            along: false,
            mean: parties.iter().map(|p| vec![0.0; p.options]).collect(),
            done: vec![],
            drawn: vec![],
            unseen: vec![],
            shares: vec![],
            slopes: vec![],
            at: vec![],
            line: None,
        };
        let mut first = 0;
        for (j, party) in parties.iter().enumerate() {
            stage.first.push(stage.agents.len());
            for role in beliefs.roles(party.actor) {
                stage.agents.push(Agent {
                    first,
                    options: party.options,
                    precision: precision[role],
                    fixed: party.told || scripted[role],
                });
                stage.whose.push((j, role));
                first += party.options;
            }
            let axes = beliefs.own(party.actor).len();
            stage.shares.push(vec![0.0; party.options * axes]);
            stage
                .slopes
                .push(vec![0.0; party.options * axes * (axes + 1)]);
        }
        let party = |role| parties.iter().position(|p| p.actor == beliefs.actor(role));
        stage.movers = (0..beliefs.prior.len()).map(party).collect();
        if beliefs.correlated() {
            for profile in beliefs.profiles() {
                let types = beliefs.types(profile);
                let parties = stage.first.iter().zip(parties);
                stage
                    .drawn
                    .extend(parties.map(|(first, p)| first + types[p.actor]));
            }
        }
        stage
    }

    /// Gets ready to say what options are worth.
    pub fn centre(&mut self) {
        for (_, role) in &self.whose {
            let from = self.centred.len();
            for profile in 0..self.count() {
                let values = self.values(profile, self.columns.guide[*role]);
                self.centred.extend_from_slice(values);
            }
            let own = &mut self.centred[from..];
            let mean = own.iter().sum::<f64>() / own.len() as f64;
            own.iter_mut().for_each(|x| *x -= mean);
        }
        let sizes = self.centred.iter().map(|x| x.abs());
        self.largest = sizes.fold(0.0, f64::max);
    }

    /// Number of profiles.
    fn count(&self) -> usize {
        self.parties.iter().map(|p| p.options).product()
    }

    /// What `profile` leads to for agent `a`, less the mean.
    fn centred(&self, a: usize, profile: usize) -> &[f64] {
        let rows = Rows {
            inner: self.count(),
            points: self.beliefs.count,
        };
        &self.centred[rows.row(a, profile)]
    }

    /// Number of entries.
    pub fn entries(&self) -> usize {
        self.agents.iter().map(|a| a.options).sum()
    }

    /// Looks at point `point` of the grid.
    pub fn look(&mut self, point: usize) {
        self.point = point;
        self.at = self.beliefs.coordinates(point);
    }

    /// Gets ready to say often what options are worth at the point looked at.
    pub fn sharpen(&mut self) {
        let point = self.point;
        let [only] = self.parties else { return };
        if !self.by_type.closed.is_empty() || !self.by_type.unseen.is_empty() {
            return;
        }
        let own = self.beliefs.own(only.actor);
        if own.len() == 1 {
            let first = self.beliefs.line(point, own.start);
            if self.line.as_ref().is_none_or(|l| l.first() != first) {
                let values = |option: usize, type_: usize| self.centred(type_, option);
                let axis = &self.beliefs.axes[own.start];
                self.line = Some(Line::new(axis, first, only.options, values));
            }
        }
    }

    /// The agent that is `role`, among those of party `j`.
    fn agent_of(&self, j: usize, role: usize) -> Option<&Agent> {
        let roles = self.beliefs.roles(self.parties[j].actor);
        roles
            .contains(&role)
            .then(|| &self.agents[self.first[j] + role - roles.start])
    }

    /// Puts what scripts and chance say into the entries of those who follow them; `script` has one number
    /// for each option of each party, or, where chance tells of it, for each of its types and options.
    pub fn fix(&self, script: &[f64], entries: &mut [f64]) {
        let (mut agents, mut from) = (self.agents.iter(), 0);
        for party in self.parties {
            for agent in agents.by_ref().take(self.beliefs.type_count(party.actor)) {
                if agent.fixed {
                    entries[agent.first..agent.first + party.options]
                        .copy_from_slice(&script[from..from + party.options]);
                }
                from += if party.told { party.options } else { 0 };
            }
            from += if party.told { 0 } else { party.options };
        }
    }

    /// What all but itself expect of each party, and where beliefs go.
    fn expect(&mut self, sigma: &[f64], slopes: bool) {
        let beliefs = self.beliefs;
        // what nobody learns from leaves beliefs at a point of the grid, and yet another equilibrium may branch off there
        self.along = slopes;
        if self.correlated() {
            self.done.clear();
            self.done.extend_from_slice(sigma);
        }
        for (j, party) in self.parties.iter().enumerate() {
            let kinds = beliefs.type_count(party.actor);
            let agents = &self.agents[self.first[j]..self.first[j] + kinds];
            let roles = beliefs.roles(party.actor);
            let own = beliefs.own(party.actor);
            let axes = own.len();
            let before = &self.at[own];
            for o in 0..party.options {
                let weights = roles.clone().map(|r| beliefs.weight(r, self.point));
                self.mean[j][o] = weights
                    .zip(agents)
                    .map(|(w, a)| w * sigma[a.first + o])
                    .sum();
                if kinds == 1 || !self.by_type.unseen.is_empty() {
                    continue;
                }
                let mut likelihood = [0.0; MOST_TYPES];
                for (l, a) in likelihood.iter_mut().zip(agents) {
                    *l = sigma[a.first + o];
                }
                let after = &mut self.shares[j][o * axes..(o + 1) * axes];
                after.copy_from_slice(before);
                beliefs.update(party.actor, after, &likelihood[..kinds]);
                if slopes {
                    let out = &mut self.slopes[j][o * axes * kinds..(o + 1) * axes * kinds];
                    Beliefs::bayes_slopes(before, after, &likelihood[..kinds], out);
                }
            }
        }
        if !self.by_type.unseen.is_empty() {
            self.expect_unseen(sigma, slopes);
        }
    }

    /// Where beliefs go if the parties pick `picks`.
    fn belief(&self, picks: &[usize]) -> BeliefPoint {
        let mut belief = self.beliefs.at(self.point);
        for (j, party) in self.parties.iter().enumerate() {
            let axes = self.beliefs.own(party.actor).len();
            if axes > 0 {
                let shares = &self.shares[j][picks[j] * axes..(picks[j] + 1) * axes];
                if self.along {
                    self.beliefs.put_along(&mut belief, party.actor, shares);
                } else {
                    self.beliefs.put(&mut belief, party.actor, shares);
                }
            }
        }
        belief
    }

    /// The probability that all parties but those do as in `picks`, to who is `role`.
    #[inline]
    fn others(&self, role: usize, picks: &[usize], but: &[usize]) -> f64 {
        if self.correlated() {
            return self.together(role, picks, but, None);
        }
        let mut product = 1.0;
        for (j, pick) in picks.iter().enumerate() {
            if !but.contains(&j) {
                product *= self.mean[j][*pick];
            }
        }
        product
    }

    /// Whether types are drawn together.
    fn correlated(&self) -> bool {
        !self.drawn.is_empty()
    }

    /// The same where types are drawn together, and that agent `drawn`, if any, is there.
    #[inline(never)]
    fn together(&self, role: usize, picks: &[usize], but: &[usize], drawn: Option<usize>) -> f64 {
        let left = || (0..picks.len()).filter(|j| !but.contains(j));
        if drawn.is_none() && left().next().is_none() {
            return 1.0;
        }
        let agents = self.drawn.chunks_exact(picks.len());
        let mut sum = 0.0;
        for (profile, agents) in self.beliefs.profiles().zip(agents) {
            if drawn.is_none_or(|a| agents.contains(&a)) {
                let done = left().map(|j| self.done[self.agents[agents[j]].first + picks[j]]);
                sum += self.beliefs.given(role, profile)[self.point] * done.product::<f64>();
            }
        }
        sum
    }

    fn values(&self, profile: usize, column: usize) -> &'a [f64] {
        &self.x[self.rows.row(profile, column)]
    }

    /// Calls `visit` with each profile and its picks.
    fn profiles(&self, mut visit: impl FnMut(usize, &[usize])) {
        let mut picks = vec![0; self.parties.len()];
        for profile in 0..self.count() {
            visit(profile, &picks);
            for (pick, party) in picks.iter_mut().zip(self.parties).rev() {
                *pick += 1;
                if *pick < party.options {
                    break;
                }
                *pick = 0;
            }
        }
    }

    /// Writes the value of every column at this point where all do `sigma`: `row` is columns ×
    /// points.
    pub fn take(&mut self, sigma: &[f64], row: &mut [f64]) {
        self.expect(sigma, false);
        let columns = &self.columns.columns;
        let most = self.parties.iter().map(|p| p.options).max().unwrap_or(1);
        let mut own = vec![0.0; columns.len() * most];
        let mut sums = vec![0.0; columns.len()];
        let movers = &self.movers;
        // what each role expects of the others
        let mut others = vec![0.0; movers.len()];
        self.profiles(|profile, picks| {
            let belief = self.belief(picks);
            for (role, (others, mover)) in others.iter_mut().zip(movers).enumerate() {
                *others = self.others(role, picks, mover.as_slice());
            }
            for (c, column) in columns.iter().enumerate() {
                let value =
                    others[column.role] * self.beliefs.read(self.values(profile, c), &belief);
                let Some(j) = movers[column.role] else {
                    sums[c] += value;
                    continue;
                };
                let rule = self.parties[j].rule(column.rule);
                match (rule, self.agent_of(j, column.role)) {
                    (Rule::Follow, Some(agent)) => sums[c] += sigma[agent.first + picks[j]] * value,
                    _ => own[c * most + picks[j]] += value,
                }
            }
        });
        for (c, column) in columns.iter().enumerate() {
            let party = self
                .parties
                .iter()
                .find(|p| p.actor == self.columns.actors[c]);
            let rule = party.map(|p| p.rule(column.rule));
            if let (Some(party), Some(Rule::Best | Rule::Worst)) = (party, rule) {
                let agent = movers[column.role].and_then(|j| self.agent_of(j, column.role));
                let open = |o: &usize| agent.is_none_or(|a| !self.closed(a.first + o));
                let own = (0..party.options).filter(open).map(|o| own[c * most + o]);
                sums[c] = match column.rule {
                    Rule::Best => own.fold(f64::NEG_INFINITY, f64::max),
                    _ => own.fold(f64::INFINITY, f64::min),
                };
            }
            row[self.rows.at(0, c, self.point)] = sums[c];
        }
    }
}

impl Problem for Stage<'_> {
    fn agents(&self) -> &[Agent] {
        &self.agents
    }

    fn largest(&self) -> f64 {
        self.largest
    }

    fn closed(&self, entry: usize) -> bool {
        self.by_type.closed.get(entry).copied().unwrap_or(false)
    }

    fn worth(&mut self, sigma: &[f64], worth: &mut [f64], mut slopes: Option<&mut [f64]>) {
        self.expect(sigma, slopes.is_some());
        let entries = worth.len();
        worth.fill(0.0);
        if let Some(slopes) = &mut slopes {
            slopes.fill(0.0);
        }
        let mut by_axis = vec![0.0; self.beliefs.axes.len()];
        self.profiles(|profile, picks| {
            let belief = self.belief(picks);
            for (a, (agent, (j, role))) in self.agents.iter().zip(&self.whose).enumerate() {
                let values = self.centred(a, profile);
                let e = agent.first + picks[*j];
                let others = self.others(*role, picks, &[*j]);
                let Some(slopes) = &mut slopes else {
                    worth[e] += others * self.beliefs.read(values, &belief);
                    continue;
                };
                by_axis.fill(0.0);
                let value = self.beliefs.slope(values, &belief, &mut by_axis);
                worth[e] += others * value;
                let row = &mut slopes[e * entries..(e + 1) * entries];
                self.add_slopes(sigma, picks, (*role, Some(*j)), (1.0, value, &by_axis), row);
            }
        });
    }
}

impl Stage<'_> {
    /// Finds the equilibrium at the point looked at, at `share` of every precision; `sigma` holds a
    /// first guess and what is given, and becomes the result.
    pub fn solve(
        &mut self,
        branch: &mut Branch,
        share: f64,
        sigma: &mut [f64],
    ) -> Result<BranchOutcome, TraceFailed> {
        if let Some(line) = &mut self.line {
            let held = self.at[self.beliefs.own(self.parties[0].actor).start];
            if 0.0 < held && held < 1.0 && !self.agents.iter().any(|a| a.fixed) {
                let precision = [self.agents[0].precision, self.agents[1].precision];
                let unique = line.unique(share, held, precision);
                let mut system = line.system(held, precision);
                return branch.find(&mut system, unique, share, sigma);
            }
        }
        // at the ends of a line nothing is learnt
        let settled = self.line.is_some() && {
            let held = self.at[self.beliefs.own(self.parties[0].actor).start];
            held == 0.0 || held == 1.0
        };
        let unique = settled || !self.moves && share * self.contraction() < 1.0;
        let mut system = Logit::new(self, sigma);
        branch.find(&mut system, unique, share, sigma)
    }

    /// λ (n − 1) R/2, with R the largest range of an agent's worth over the others' choices.
    fn contraction(&self) -> f64 {
        let free = |a: &&Agent| !a.fixed && a.options > 1;
        let most = self.agents.iter().filter(free).map(|a| a.precision);
        let precision = most.fold(0.0, f64::max);
        let others = self.agents.iter().filter(free).count().saturating_sub(1);
        if others == 0 || precision == 0.0 {
            return 0.0;
        }
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); self.entries()];
        self.profiles(|profile, picks| {
            for (a, (agent, (j, _))) in self.agents.iter().zip(&self.whose).enumerate() {
                let u = self.centred(a, profile)[self.point];
                let range = &mut ranges[agent.first + picks[*j]];
                *range = (range.0.min(u), range.1.max(u));
            }
        });
        let widest = ranges.iter().map(|(a, b)| b - a).fold(0.0, f64::max);
        precision * others as f64 * widest / 2.0
    }
}
