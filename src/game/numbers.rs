//! The numbers on top of a structure: payments, probabilities, flows.

use super::plan::{Compiled, Motion, Motive, Payment};
use super::{Joint, Mover, Numbers, Structure, Template, Voted, number, small};
use crate::language::Code;
use crate::scenario::{Actor, Occasion, Plays, Ties};
use crate::source::{Diagnostic, Span};
use std::collections::HashMap;

/// The largest payment: those of all rounds add up to a finite number.
const LARGEST: f64 = 1e100;

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
        let next = number(self.all.len() / self.width.max(1));
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
    /// For each role the account of its costs; `once` follows.
    costs: Vec<usize>,
    /// For each outcome what is received once.
    receipts: Vec<Vec<Payment>>,
}

/// Play without end is worth more than any number to who does not discount it.
fn endless(actor: &Actor, patience: f64) -> Diagnostic {
    let message = format!(
        "the patience of {} is {patience}, so play without end has no finite worth",
        actor.name.label
    );
    Diagnostic::error(actor.patience.span, message)
        .help("with `shadow = \"unbounded\"` patience is below 1; or give `shadow` a number")
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
            .map(|o| game.payments(&o.payoff))
            .collect(),
    };
    let mut terms: Vec<Payment> = vec![];
    let zero = vec![0u16; game.radix.len() + 2];
    for role in 0..game.beliefs.prior.len() {
        let actor = &scenario.actors[game.beliefs.actor(role)];
        for (name, expr) in &actor.payoff {
            terms.push((numbers.accounts.len(), game.code_of(role, expr), expr.span));
            numbers
                .accounts
                .push((role, name.id.clone(), name.label.clone()));
        }
        filler.costs.push(numbers.accounts.len());
        numbers
            .accounts
            .push((role, "costs".into(), "costs".into()));
        numbers
            .accounts
            .push((role, "once".into(), "received once".into()));
        let patience = game.code_of(role, &actor.patience).at(&zero);
        if scenario.time.shadow.is_none() && patience >= 1.0 {
            filler.faults.push(endless(actor, patience));
        }
        numbers.patience.push(patience);
        let precision = match (game.plays[role], &actor.precision) {
            (Plays::Random | Plays::Script, _) => 0.0,
            // adding 0 makes 0 of -0, division by which gives -∞
            (_, Some(e)) => game.code_of(role, e).at(&zero) + 0.0,
            (_, None) => f64::INFINITY,
        };
        numbers.precision.push(precision);
        numbers.myopic.push(game.plays[role] == Plays::Myopic);
        numbers.scripted.push(game.plays[role] == Plays::Script);
        numbers.ties_first.push(actor.ties == Ties::First);
    }
    let width = numbers.accounts.len();
    filler.moves(s, &mut numbers, width);
    filler.flows(s, &mut numbers, &terms, width);
    filler.names(s);
    let owner: Vec<usize> = numbers.accounts.iter().map(|(i, ..)| *i).collect();
    let totals = |by_account: &[f64]| {
        let roles = game.beliefs.prior.len();
        let mut all = Vec::with_capacity(by_account.len() / width.max(1) * roles);
        for row in by_account.chunks_exact(width.max(1)) {
            let mut sums = vec![0.0; roles];
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

/// The options that make up a profile; none for who does nothing.
fn picked<'a>(motion: &'a Motion, joint: &Joint, profile: u32) -> Vec<Option<&'a Motive>> {
    let picks = joint.picks(profile).into_iter().enumerate();
    picks
        .map(|(j, pick)| {
            let own = pick < joint.options[j].len() - 1;
            own.then(|| &motion.options[motion.groups[j] + pick])
        })
        .collect()
}

impl Filler<'_> {
    /// Keeps an error about what stands at `span` in the state of `slots`, the first of that place.
    fn fault(&mut self, span: Span, message: String, slots: &[u16], help: &str) {
        if !self.faults.iter().any(|f| f.span == Some(span)) {
            self.faults.push(
                Diagnostic::error(span, message)
                    .label(format!("where {}", self.game.describe(slots)))
                    .help(help),
            );
        }
    }

    fn number(&mut self, (code, span): (&Code, Span), what: &str, slots: &[u16]) -> f64 {
        let value = code.at(slots);
        if !value.is_finite() {
            let message = format!("{what} is not a number here: {value}");
            let help =
                "look for a division by zero, or the logarithm of a number that is not above 0";
            self.fault(span, message, slots, help);
        } else if value.abs() > LARGEST {
            let message = format!("{what} is too large to be added up: {value:e}");
            let help = "payoffs and costs are at most 1e100: measure them in a larger unit";
            self.fault(span, message, slots, help);
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
            Mover::Vote(t) => t.costs(|actor| self.game.beliefs.kinds(actor)),
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
                            self.vote_move(motion, Voted::of(s.option[m]), &mut slots, &mut row);
                            0.0
                        }
                        Mover::Joint(joint) => {
                            for motive in picked(motion, joint, s.option[m]).into_iter().flatten() {
                                self.plain_move(motive, &mut slots, &mut row);
                            }
                            0.0
                        }
                        _ => match motion.options.get(s.option[m] as usize) {
                            Some(motive) => self.plain_move(motive, &mut slots, &mut row),
                            None => 0.0,
                        },
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
                        for call in s.roll_calls(p, template) {
                            let row = self.ballot(
                                motion,
                                template,
                                call.draft,
                                &mut slots,
                                ballots.width,
                            );
                            numbers.ballot.push(ballots.add(&row));
                        }
                    }
                    Mover::Actor(i) => {
                        if self.scripted(*i) {
                            let chances = &numbers.chance[s.moves_of(p)];
                            self.whole(chances, &motion.options[0], &slots);
                        }
                    }
                    Mover::Joint(joint) => self.scripts(motion, joint, s, p, &mut slots, numbers),
                }
            }
        }
        numbers.rows = rows.all;
        numbers.ballot_costs = ballots.all;
    }

    /// Books what a choice pays and costs, and gives its chance.
    fn plain_move(&mut self, motive: &Motive, slots: &mut [u16], row: &mut [f64]) -> f64 {
        let last = slots.len() - 1;
        slots[last] = motive.chosen.unwrap_or(0);
        for (role, code, span) in &motive.payoff {
            row[self.costs[*role] + 1] += self.number((code, *span), "this payoff", slots);
        }
        for (role, code, span) in &motive.cost {
            row[self.costs[*role]] -= self.number((code, *span), "this cost", slots);
        }
        let chance = self.chance(motive, slots);
        slots[last] = 0;
        chance
    }

    /// The chance of a choice; 0 if it has none.
    fn chance(&mut self, motive: &Motive, slots: &[u16]) -> f64 {
        let Some((code, span)) = &motive.chance else {
            return 0.0;
        };
        let chance = self.number((code, *span), "this chance", slots);
        if !(-1e-12..=1.0 + 1e-12).contains(&chance) {
            let message = format!("a chance is from 0 to 1; here it is {chance}");
            self.fault(*span, message, slots, "clamp(…, 0, 1) keeps it there");
        }
        chance.clamp(0.0, 1.0)
    }

    /// Whether `i`, or one of its types, follows a script.
    fn scripted(&self, i: usize) -> bool {
        let roles = self.game.beliefs.roles(i);
        self.game.plays[roles].contains(&Plays::Script)
    }

    /// The chances of a script add up to 1 over the open options.
    fn whole(&mut self, chances: &[f64], first: &Motive, slots: &[u16]) {
        let sum: f64 = chances.iter().sum();
        let span = first.chance.as_ref().map(|c| c.1).unwrap_or_default();
        if (sum - 1.0).abs() > 1e-9 {
            let message = format!(
                "the chances of the script add up to {sum} over the open options, not to 1"
            );
            let help = "give one option the rest, as \"1 - …\", or close the others with `when`";
            self.fault(span, message, slots, help);
        }
    }

    /// What scripts say where several actors move at once.
    fn scripts(
        &mut self,
        motion: &Motion,
        joint: &Joint,
        s: &Structure,
        p: usize,
        slots: &mut [u16],
        numbers: &mut Numbers,
    ) {
        if !joint.actors.iter().any(|i| self.scripted(*i)) {
            return;
        }
        numbers.script.resize(s.cells[s.positions] as usize, 0.0);
        let mut cell = s.cells[p] as usize;
        for (j, open) in joint.open(&s.option[s.moves_of(p)]).iter().enumerate() {
            let first = cell;
            for pick in open {
                let own = *pick < joint.options[j].len() - 1;
                numbers.script[cell] = match own {
                    true => {
                        let motive = &motion.options[motion.groups[j] + pick];
                        let last = slots.len() - 1;
                        slots[last] = motive.chosen.unwrap_or(0);
                        self.chance(motive, slots)
                    }
                    false => 1.0,
                };
                cell += 1;
            }
            if self.scripted(joint.actors[j]) {
                let chances = &numbers.script[first..cell];
                self.whole(chances, &motion.options[motion.groups[j]], slots);
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
        let span = motion.options[0].chance.as_ref().map(|n| n.1);
        if sum > 1.0 + 1e-12 {
            let message = format!("the chances of this turn add up to {sum}, more than 1");
            let help = "lower them, or scale them by their sum";
            self.fault(span.unwrap_or_default(), message, slots, help);
        }
        if s.option[last] as usize == motion.options.len() {
            numbers.chance[last] = (1.0 - sum).max(0.0);
        }
        let sum: f64 = numbers.chance[moves.clone()].iter().sum();
        if sum > 1.0 {
            numbers.chance[moves].iter_mut().for_each(|c| *c /= sum);
        }
    }

    /// Books what the result of a vote costs.
    fn vote_move(&mut self, motion: &Motion, voted: Voted, slots: &mut [u16], row: &mut [f64]) {
        let draft = slots.len() - 2;
        slots[draft] = voted.draft().map_or(0, level);
        for (role, occasion, code, span) in &motion.costs {
            let due = match occasion {
                Occasion::Propose => true,
                Occasion::Passes => matches!(voted, Voted::Passed(_)),
                Occasion::Fails => matches!(voted, Voted::Failed(_)),
                _ => false,
            };
            if due {
                row[self.costs[*role]] -= self.number((code, *span), "this cost", slots);
            }
        }
        slots[draft] = 0;
    }

    fn ballot(
        &mut self,
        motion: &Motion,
        template: &Template,
        called: usize,
        slots: &mut [u16],
        width: usize,
    ) -> Vec<f64> {
        let draft = slots.len() - 2;
        slots[draft] = level(called);
        let mut row = vec![0.0; width];
        let kinds = [
            Occasion::Yes,
            Occasion::No,
            Occasion::Abstain,
            Occasion::Veto,
            Occasion::LoneVeto,
        ];
        let beliefs = &self.game.beliefs;
        for (role, occasion, code, span) in &motion.costs {
            let actor = beliefs.actor(*role);
            let member = template.members.iter().position(|m| *m == actor);
            if let (Some(m), Some(k)) = (member, kinds.iter().position(|o| o == occasion)) {
                let kind = role - beliefs.first[actor];
                row[template.cost(m, kind, k)] += self.number((code, *span), "this cost", slots);
            }
        }
        slots[draft] = 0;
        row
    }

    fn receive(&mut self, outcome: usize, slots: &[u16], row: &mut [f64]) {
        let receipts = std::mem::take(&mut self.receipts[outcome]);
        for (role, code, span) in &receipts {
            row[self.costs[*role] + 1] += self.number((code, *span), "this payoff", slots);
        }
        self.receipts[outcome] = receipts;
    }

    fn flows(&mut self, s: &Structure, numbers: &mut Numbers, terms: &[Payment], width: usize) {
        let game = self.game;
        let outcomes = game.scenario.outcomes.iter();
        let flows: Vec<Vec<Payment>> = outcomes.map(|o| game.payments(&o.flow)).collect();
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
                for (role, code, span) in own {
                    row[self.costs[*role] + 1] += self.number((code, *span), "this flow", slots);
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
                Some(o) => s.end_outcome.push(small(o)),
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

/// The level that stands for a draft in expressions: 0 is `none`.
fn level(draft: usize) -> u16 {
    small(draft + 1)
}
