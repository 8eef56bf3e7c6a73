//! The numbers on top of a structure: payments, probabilities, flows.

use super::plan::{Compiled, Motion};
use super::{Mover, Numbers, Structure};
use crate::language::{Code, Expr};
use crate::scenario::{Actor, Occasion, Plays, Ties};
use crate::source::{Diagnostic, Span};
use std::collections::HashMap;

/// Rows of numbers, each kept once.
struct Rows {
    width: usize,
    all: Vec<f64>,
    known: HashMap<Vec<u64>, u32>,
}

impl Rows {
    fn new(width: usize) -> Self {
        let mut rows = Rows {
            width,
            all: vec![],
            known: HashMap::new(),
        };
        rows.add(&vec![0.0; width]);
        rows
    }

    fn add(&mut self, row: &[f64]) -> u32 {
        let key: Vec<u64> = row.iter().map(|x| x.to_bits()).collect();
        let next = (self.all.len() / self.width.max(1)) as u32;
        let all = &mut self.all;
        *self.known.entry(key).or_insert_with(|| {
            all.extend(row);
            next
        })
    }
}

struct Filler<'a> {
    game: &'a Compiled<'a>,
    faults: Vec<Diagnostic>,
    /// For each actor the account of its costs; `once` follows.
    costs: Vec<usize>,
    /// For each outcome what is received once.
    receipts: Vec<Vec<Payment>>,
}

/// What an actor receives.
type Payment = (usize, Code, Span);

/// Play without end is worth more than any number to who does not discount it.
fn endless(actor: &Actor, patience: f64) -> Diagnostic {
    let message = format!(
        "the patience of {} is {patience}, so play without end has no finite worth",
        actor.name.label
    );
    Diagnostic::error(actor.patience.span, message)
        .help("with `shadow = \"unbounded\"` patience is below 1; or give `shadow` a number")
}

/// Payments, compiled.
fn payments(game: &Compiled, all: &[(usize, Expr)]) -> Vec<Payment> {
    let payment = |(i, e): &(usize, Expr)| (*i, game.code(e), e.span);
    all.iter().map(payment).collect()
}

/// Fills in the numbers, and the outcome that names each round end.
pub fn fill(game: &Compiled, s: &mut Structure) -> Result<Numbers, Vec<Diagnostic>> {
    let scenario = game.scenario;
    let n = scenario.actors.len();
    let mut numbers = Numbers {
        actors: n,
        ..Numbers::default()
    };
    let mut filler = Filler {
        game,
        faults: vec![],
        costs: vec![],
        receipts: scenario
            .outcomes
            .iter()
            .map(|o| payments(game, &o.payoff))
            .collect(),
    };
    let mut terms: Vec<Payment> = vec![];
    for (i, actor) in scenario.actors.iter().enumerate() {
        for (name, expr) in &actor.payoff {
            terms.push((numbers.accounts.len(), game.code(expr), expr.span));
            numbers
                .accounts
                .push((i, name.id.clone(), name.label.clone()));
        }
        filler.costs.push(numbers.accounts.len());
        numbers.accounts.push((i, "costs".into(), "costs".into()));
        numbers
            .accounts
            .push((i, "once".into(), "received once".into()));
        let zero = vec![0u16; game.radix.len() + 2];
        let patience = game.code(&actor.patience).at(&zero);
        if scenario.time.shadow.is_none() && patience >= 1.0 {
            filler.faults.push(endless(actor, patience));
        }
        numbers.patience.push(patience);
        numbers.precision.push(
            actor
                .precision
                .as_ref()
                .map_or(f64::INFINITY, |e| game.code(e).at(&zero)),
        );
        numbers.myopic.push(actor.plays == Plays::Myopic);
        numbers.ties_first.push(actor.ties == Ties::First);
    }
    let width = numbers.accounts.len();
    filler.moves(s, &mut numbers, width);
    filler.flows(s, &mut numbers, &terms, width);
    filler.names(s);
    let owner: Vec<usize> = numbers.accounts.iter().map(|(i, ..)| *i).collect();
    let totals = |by_account: &[f64]| {
        let mut all = Vec::with_capacity(by_account.len() / width.max(1) * n);
        for row in by_account.chunks_exact(width.max(1)) {
            let mut sums = vec![0.0; n];
            row.iter().zip(&owner).for_each(|(x, i)| sums[*i] += x);
            all.extend(sums);
        }
        all
    };
    numbers.row_totals = totals(&numbers.rows);
    numbers.flow_totals = totals(&numbers.flow);
    numbers.later_totals = totals(&numbers.later);
    if filler.faults.is_empty() {
        Ok(numbers)
    } else {
        Err(filler.faults)
    }
}

impl Filler<'_> {
    fn number(&mut self, (code, span): (&Code, Span), what: &str, slots: &[u16]) -> f64 {
        let value = code.at(slots);
        if !value.is_finite() && !self.faults.iter().any(|f| f.span == Some(span)) {
            self.faults.push(
                Diagnostic::error(span, format!("{what} is not a number here: {value}"))
                    .label(format!("where {}", self.game.describe(slots)))
                    .help("look for a division by zero, or the logarithm of a number that is not above 0"),
            );
        }
        value
    }

    fn slots(&self, s: &Structure, node: usize) -> Vec<u16> {
        let mut slots = s.levels(node);
        slots.extend([0, 0]);
        slots
    }

    fn moves(&mut self, s: &Structure, numbers: &mut Numbers, width: usize) {
        let mut rows = Rows::new(width);
        let longest = |m: &Motion| match &m.mover {
            Mover::Vote(t) => t.members.len() * 5,
            _ => 0,
        };
        numbers.ballot_width = self.game.motions.iter().map(longest).max().unwrap_or(0);
        let mut ballots = Rows::new(numbers.ballot_width);
        for (k, motion) in self.game.motions.iter().enumerate() {
            for p in s.steps[k] as usize..s.steps[k + 1] as usize {
                let mut slots = self.slots(s, p);
                let mut sum = 0.0;
                for m in s.moves_of(p) {
                    let mut row = vec![0.0; width];
                    let chance = match &motion.mover {
                        Mover::Vote(_) => {
                            self.vote_move(motion, s.option[m], &mut slots, &mut row);
                            0.0
                        }
                        _ => self.plain_move(motion, s.option[m] as usize, &mut slots, &mut row),
                    };
                    if let Some(f) = s.frozen(s.next[m] as usize) {
                        let after = self.slots(s, s.next[m] as usize);
                        self.receive(s.frozen_outcome[f] as usize, &after, &mut row);
                    }
                    sum += chance;
                    numbers.pay.push(rows.add(&row));
                    numbers.chance.push(chance);
                }
                match &motion.mover {
                    Mover::Chance => self.chances(motion, s, p, sum, &slots, numbers),
                    Mover::Vote(template) => {
                        for (_, pass) in s.roll_calls(p, template) {
                            let row = self.ballot(
                                motion,
                                &template.members,
                                s.option[pass],
                                &mut slots,
                                ballots.width,
                            );
                            numbers.ballot.push(ballots.add(&row));
                        }
                    }
                    Mover::Actor(_) => {}
                }
            }
        }
        numbers.rows = rows.all;
        numbers.ballot_costs = ballots.all;
    }

    fn plain_move(
        &mut self,
        motion: &Motion,
        option: usize,
        slots: &mut [u16],
        row: &mut [f64],
    ) -> f64 {
        let Some(motive) = motion.options.get(option) else {
            return 0.0;
        };
        let last = slots.len() - 1;
        slots[last] = motive.chosen.unwrap_or(0);
        for (actor, code, span) in &motive.payoff {
            row[self.costs[*actor] + 1] += self.number((code, *span), "this payoff", slots);
        }
        let Some((code, span)) = &motive.number else {
            return 0.0;
        };
        match motion.mover {
            Mover::Actor(i) => {
                row[self.costs[i]] -= self.number((code, *span), "this cost", slots);
                0.0
            }
            _ => {
                let chance = self.number((code, *span), "this chance", slots);
                if !(-1e-12..=1.0 + 1e-12).contains(&chance)
                    && !self.faults.iter().any(|f| f.span == Some(*span))
                {
                    self.faults.push(
                        Diagnostic::error(
                            *span,
                            format!("a chance is from 0 to 1; here it is {chance}"),
                        )
                        .label(format!("where {}", self.game.describe(slots)))
                        .help("clamp(…, 0, 1) keeps it there"),
                    );
                }
                chance.clamp(0.0, 1.0)
            }
        }
    }

    /// Gives the rest of the probability to "nothing happens"; refuses a sum above 1.
    fn chances(
        &mut self,
        motion: &Motion,
        s: &Structure,
        p: usize,
        sum: f64,
        slots: &[u16],
        numbers: &mut Numbers,
    ) {
        let moves = s.moves_of(p);
        let last = moves.end - 1;
        let span = motion.options[0].number.as_ref().map(|n| n.1);
        if sum > 1.0 + 1e-12 {
            let span = span.unwrap_or_default();
            if !self.faults.iter().any(|f| f.span == Some(span)) {
                self.faults.push(
                    Diagnostic::error(
                        span,
                        format!("the chances of this turn add up to {sum}, more than 1"),
                    )
                    .label(format!("where {}", self.game.describe(slots)))
                    .help("lower them, or scale them by their sum"),
                );
            }
        }
        if s.option[last] as usize == motion.options.len() {
            numbers.chance[last] = (1.0 - sum).max(0.0);
        }
        let sum: f64 = numbers.chance[moves.clone()].iter().sum();
        if sum > 1.0 {
            numbers.chance[moves].iter_mut().for_each(|c| *c /= sum);
        }
    }

    fn vote_move(&mut self, motion: &Motion, option: u16, slots: &mut [u16], row: &mut [f64]) {
        let draft = slots.len() - 2;
        slots[draft] = option.div_ceil(2);
        for (actor, occasion, code, span) in &motion.costs {
            let due = match occasion {
                Occasion::Propose => true,
                Occasion::Passes => option % 2 == 1,
                Occasion::Fails => option > 0 && option.is_multiple_of(2),
                _ => false,
            };
            if due {
                row[self.costs[*actor]] -= self.number((code, *span), "this cost", slots);
            }
        }
        slots[draft] = 0;
    }

    fn ballot(
        &mut self,
        motion: &Motion,
        members: &[usize],
        option: u16,
        slots: &mut [u16],
        width: usize,
    ) -> Vec<f64> {
        let draft = slots.len() - 2;
        slots[draft] = option.div_ceil(2);
        let mut row = vec![0.0; width];
        let kinds = [
            Occasion::Yes,
            Occasion::No,
            Occasion::Abstain,
            Occasion::Veto,
            Occasion::LoneVeto,
        ];
        for (actor, occasion, code, span) in &motion.costs {
            let member = members.iter().position(|m| m == actor);
            if let (Some(m), Some(k)) = (member, kinds.iter().position(|o| o == occasion)) {
                row[m * 5 + k] += self.number((code, *span), "this cost", slots);
            }
        }
        slots[draft] = 0;
        row
    }

    fn receive(&mut self, outcome: usize, slots: &[u16], row: &mut [f64]) {
        let receipts = std::mem::take(&mut self.receipts[outcome]);
        for (actor, code, span) in &receipts {
            row[self.costs[*actor] + 1] += self.number((code, *span), "this payoff", slots);
        }
        self.receipts[outcome] = receipts;
    }

    fn flows(&mut self, s: &Structure, numbers: &mut Numbers, terms: &[Payment], width: usize) {
        let game = self.game;
        let outcomes = game.scenario.outcomes.iter();
        let flows: Vec<Vec<Payment>> = outcomes.map(|o| payments(game, &o.flow)).collect();
        for node in s.positions..s.nodes() {
            let slots = self.slots(s, node);
            let own: &[Payment] = s
                .frozen(node)
                .map_or(&[], |f| &flows[s.frozen_outcome[f] as usize]);
            let mut row = |slots: &[u16]| {
                let mut row = vec![0.0; width];
                for (account, code, span) in terms {
                    if !own.iter().any(|(i, ..)| *i == numbers.accounts[*account].0) {
                        row[*account] = self.number((code, *span), "this payoff", slots);
                    }
                }
                for (actor, code, span) in own {
                    row[self.costs[*actor] + 1] += self.number((code, *span), "this flow", slots);
                }
                row
            };
            let now = row(&slots);
            if s.frozen(node).is_some() {
                let mut reset = slots.clone();
                game.begin(&mut reset);
                let later = row(&reset);
                numbers.later.extend(later);
            }
            numbers.flow.extend(now);
        }
    }

    /// The outcome that names a history at each round end.
    fn names(&mut self, s: &mut Structure) {
        let scenario = self.game.scenario;
        for e in 0..s.ends {
            let slots = self.slots(s, s.positions + e);
            let holds = |o: &usize| {
                let when = self.game.outcomes[*o].as_ref();
                !scenario.outcomes[*o].ends && when.is_none_or(|w| w.at(&slots) != 0.0)
            };
            match (0..scenario.outcomes.len()).find(holds) {
                Some(o) => s.end_outcome.push(o as u16),
                None => {
                    let last = scenario
                        .outcomes
                        .last()
                        .map_or(Span::default(), |o| o.name.span);
                    self.faults.push(
                        Diagnostic::error(
                            last,
                            "no outcome names a history that is here when the report ends",
                        )
                        .label(format!("none holds where {}", self.game.describe(&slots)))
                        .help("add an outcome with `otherwise = true`"),
                    );
                    return;
                }
            }
        }
    }
}
