//! The numbers on top of a structure: payments, probabilities, flows.

use super::super::{
    Account, AccountKind, Cost, Joint, Move, Mover, Node, Payments, Played, Position, Structure,
    Template, Voted, to_u16, to_u32,
};
use super::expressions::{Compiled, CompiledOption, CompiledTurn, Payment};
use crate::diagnostics::{Diagnostic, Span};
use crate::language::Code;
use crate::scenario::{Actor, Occasion, Plays, Ties};
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
        let next = to_u32(self.all.len() / self.width.max(1));
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
    /// For each outcome what is received once, and what is received in each later round.
    receipts: Vec<Vec<Payment>>,
    later: Vec<Vec<Payment>>,
    /// For each draw of types by which payments differ, the levels of all private variables: slots and levels.
    draws: Vec<Vec<(usize, u16)>>,
}

/// Without discounting, an endless game has no finite value.
fn endless(actor: &Actor, patience: f64) -> Diagnostic {
    let message = format!(
        "the patience of {} is {patience}: without discounting, an endless game has no finite value",
        actor.name.label
    );
    Diagnostic::error(actor.patience.span, message)
        .help("with `shadow = \"unbounded\"`, patience must be below 1; or give `shadow` a number")
}

/// Fills in the payments, and the outcome that names each round end.
pub fn fill(game: &Compiled, s: &mut Structure) -> Result<Payments, Vec<Diagnostic>> {
    let outcomes = game.scenario.outcomes.iter();
    let mut filler = Filler {
        game,
        faults: vec![],
        costs: vec![],
        receipts: outcomes.clone().map(|o| game.payments(&o.payoff)).collect(),
        later: outcomes.map(|o| game.payments(&o.flow)).collect(),
        draws: vec![vec![]],
    };
    let mut payments = Payments {
        actors: game.scenario.actors.len(),
        ..Payments::default()
    };
    let mut terms: Vec<Payment> = vec![];
    for role in 0..game.beliefs.prior.len() {
        filler.role(role, &mut payments, &mut terms);
    }
    filler.draw(&payments.accounts, &terms);
    payments.draws = filler.draws.len();
    let width = payments.accounts.len();
    filler.moves(s, &mut payments, width);
    filler.flows(s, &mut payments, &terms, width);
    filler.names(s);
    payments.row_totals = by_role(&payments.rows, &payments.accounts);
    payments.flow_totals = by_role(&payments.flow, &payments.accounts);
    payments.later_totals = by_role(&payments.later, &payments.accounts);
    if filler.faults.is_empty() {
        Ok(payments)
    } else {
        Err(filler.faults)
    }
}

/// Rows by role, from rows by account.
fn by_role(rows: &[f64], accounts: &[Account]) -> Vec<f64> {
    let roles = accounts.last().map_or(0, |last| last.role + 1);
    let width = accounts.len().max(1);
    let mut all = Vec::with_capacity(rows.len() / width * roles);
    for row in rows.chunks_exact(width) {
        let mut sums = vec![0.0; roles];
        let pairs = row.iter().zip(accounts);
        pairs.for_each(|(x, account)| sums[account.role] += x);
        all.extend(sums);
    }
    all
}

/// The options that make up a profile; none for who does nothing, and of turns of one mover.
fn picked(turn: &CompiledTurn, profile: u32) -> Vec<Option<&CompiledOption>> {
    let Mover::Joint(joint) = &turn.mover else {
        return vec![];
    };
    let picks = joint.picks(profile).into_iter().enumerate();
    picks
        .map(|(j, pick)| {
            let own = pick < joint.options[j].len() - 1;
            own.then(|| &turn.options[turn.groups[j] + pick])
        })
        .collect()
}

impl Filler<'_> {
    /// Tells payments by draws apart, if any of them depends on what another than its actor knows.
    fn draw(&mut self, accounts: &[Account], terms: &[Payment]) {
        let game = self.game;
        let beliefs = &game.beliefs;
        let reads = |role: usize, code: &Code| code.reads(&game.hidden_from(beliefs.actor(role)));
        let options = game.turns.iter().flat_map(|t| &t.options);
        let mut paid = options
            .flat_map(|o| o.payoff.iter().chain(&o.cost))
            .chain(self.receipts.iter().chain(&self.later).flatten());
        let shared = terms
            .iter()
            .any(|(a, code, _)| reads(accounts[*a].role, code))
            || paid.any(|(role, code, _)| reads(*role, code));
        if shared {
            let levels = |profile| {
                let types = beliefs.types(profile).into_iter().enumerate();
                let roles = types.map(|(i, type_)| beliefs.role(i, type_));
                roles.flat_map(|role| game.known[role].clone()).collect()
            };
            self.draws = beliefs.profiles().map(levels).collect();
        }
    }

    /// Books `sign` times a payment in the account at `at` of every draw in `row`.
    fn book(
        &mut self,
        row: &mut [f64],
        at: usize,
        (sign, what): (f64, &str),
        (role, code, span): (usize, &Code, Span),
        slots: &mut [u16],
    ) {
        let game = self.game;
        let width = row.len() / self.draws.len();
        game.know(role, slots);
        let hidden = game.hidden_from(game.beliefs.actor(role));
        if self.draws.len() == 1 || !code.reads(&hidden) {
            let value = sign * self.number((code, span), what, slots);
            let all = row.iter_mut().skip(at).step_by(width);
            all.for_each(|x| *x += value);
            return;
        }
        for d in 0..self.draws.len() {
            for (slot, level) in &self.draws[d] {
                slots[*slot] = *level;
            }
            game.know(role, slots);
            row[d * width + at] += sign * self.number((code, span), what, slots);
        }
    }

    /// Opens the accounts of a role, and says how it weighs and chooses.
    fn role(&mut self, role: usize, payments: &mut Payments, terms: &mut Vec<Payment>) {
        let game = self.game;
        let actor = &game.scenario.actors[game.beliefs.actor(role)];
        let zero = vec![0u16; game.slots()];
        for (name, expr) in &actor.payoff {
            terms.push((payments.accounts.len(), game.code_of(role, expr), expr.span));
            let kind = AccountKind::Term(name.id.clone(), name.label.clone());
            payments.accounts.push(Account { role, kind });
        }
        self.costs.push(payments.accounts.len());
        for kind in [AccountKind::Costs, AccountKind::Once] {
            payments.accounts.push(Account { role, kind });
        }
        let patience = game.code_of(role, &actor.patience).at(&zero);
        if game.scenario.time.shadow.is_none() && patience >= 1.0 {
            self.faults.push(endless(actor, patience));
        }
        payments.patience.push(patience);
        let precision = match (game.plays[role], &actor.precision) {
            (Plays::Random | Plays::Script, _) => 0.0,
            // adding 0 makes 0 of -0, division by which gives -∞
            (_, Some(e)) => {
                let mut slots = zero.clone();
                game.know(role, &mut slots);
                game.code_of(role, e).at(&slots) + 0.0
            }
            (_, None) => f64::INFINITY,
        };
        payments.precision.push(precision);
        payments.myopic.push(game.plays[role] == Plays::Myopic);
        payments.scripted.push(game.plays[role] == Plays::Script);
        payments.ties_first.push(actor.ties == Ties::First);
    }

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
            let message = format!("{what} is too large to add up: {value:e}");
            let help = "payoffs and costs must be at most 1e100: measure them in a larger unit";
            self.fault(span, message, slots, help);
        }
        value
    }

    fn slots(&self, s: &Structure, node: impl Into<Node>) -> Vec<u16> {
        let mut slots = s.levels(node);
        slots.resize(self.game.slots(), 0);
        slots
    }

    fn moves(&mut self, s: &Structure, payments: &mut Payments, width: usize) {
        let mut rows = Rows::new(width * self.draws.len());
        let longest = |m: &CompiledTurn| match &m.mover {
            Mover::Vote(t) => t.costs(|actor| self.game.beliefs.type_count(actor)),
            _ => 0,
        };
        payments.ballot_width = self.game.turns.iter().map(longest).max().unwrap_or(0);
        let told = |m: &CompiledTurn| match m.mover {
            Mover::Chance(Some(i)) => self.game.beliefs.type_count(i),
            _ => 0,
        };
        payments.kinds = self.game.turns.iter().map(told).max().unwrap_or(0);
        let kinds = payments.kinds;
        payments.evidence.resize(s.all_moves().len() * kinds, 0.0);
        let mut ballots = Rows::new(payments.ballot_width);
        for (k, turn) in s.all_turns().zip(&self.game.turns) {
            for p in s.positions_of(k) {
                let mut slots = self.slots(s, p);
                for m in s.moves_of(p) {
                    let mut row = vec![0.0; width * self.draws.len()];
                    let chance = self.play(turn, s.played(k, m), &mut slots, &mut row);
                    let ended = s.finish(s.next(m)).filter(|f| s.terminal(*f).is_some());
                    if let Some(finish) = ended {
                        let mut after = self.slots(s, s.next(m));
                        self.receive(s.outcome(finish), &mut after, &mut row);
                    }
                    payments.pay.push(rows.add(&row));
                    payments.chance.push(chance);
                }
                match &turn.mover {
                    Mover::Chance(None) => {
                        let own = s.moves_of(p).range();
                        self.chances(turn, s, p, &slots, &mut payments.chance[own.clone()]);
                        let all = payments
                            .evidence
                            .chunks_exact_mut(kinds.max(1))
                            .skip(own.start);
                        let pairs = all.zip(&payments.chance[own]);
                        pairs.for_each(|(by_type, chance)| by_type.fill(*chance));
                    }
                    Mover::Chance(Some(i)) => self.evidence(turn, *i, s, p, &mut slots, payments),
                    Mover::Vote(template) => {
                        for call in s.roll_calls(p, template) {
                            let row =
                                self.ballot(turn, template, call.draft, &mut slots, ballots.width);
                            payments.ballot.push(ballots.add(&row));
                        }
                    }
                    Mover::Actor(i) => {
                        if self.scripted(*i) {
                            let chances = &payments.chance[s.moves_of(p).range()];
                            self.whole(chances, &turn.options[0], &slots);
                        }
                    }
                    Mover::Joint(joint) => self.scripts(turn, joint, s, p, &mut slots, payments),
                }
            }
        }
        payments.rows = rows.all;
        payments.ballot_rows = ballots.all;
    }

    /// Books what is played, and gives its chance; 0 if it has none.
    fn play(
        &mut self,
        turn: &CompiledTurn,
        played: Played,
        slots: &mut [u16],
        row: &mut [f64],
    ) -> f64 {
        match played {
            Played::Vote(voted) => {
                self.vote_move(turn, voted, slots, row);
                0.0
            }
            Played::Profile(profile) => {
                for option in picked(turn, profile).into_iter().flatten() {
                    self.plain_move(option, slots, row);
                }
                0.0
            }
            // chance may do nothing, which is none of its options
            Played::Option(option) => match turn.options.get(option) {
                Some(option) => self.plain_move(option, slots, row),
                None => 0.0,
            },
        }
    }

    /// Books what a choice pays and costs, and gives its chance.
    fn plain_move(&mut self, option: &CompiledOption, slots: &mut [u16], row: &mut [f64]) -> f64 {
        let chosen = self.game.chosen_slot();
        slots[chosen] = option.chosen.unwrap_or(0);
        for (role, code, span) in &option.payoff {
            let (at, paid) = (self.costs[*role] + 1, (*role, code, *span));
            self.book(row, at, (1.0, "this payoff"), paid, slots);
        }
        for (role, code, span) in &option.cost {
            let (at, paid) = (self.costs[*role], (*role, code, *span));
            self.book(row, at, (-1.0, "this cost"), paid, slots);
        }
        let chance = self.chance(option, slots);
        slots[chosen] = 0;
        chance
    }

    /// The chance of a choice; 0 if it has none.
    fn chance(&mut self, option: &CompiledOption, slots: &[u16]) -> f64 {
        let Some((code, span)) = &option.chance else {
            return 0.0;
        };
        let chance = self.number((code, *span), "this chance", slots);
        if !(-1e-12..=1.0 + 1e-12).contains(&chance) {
            let message = format!("a chance must be from 0 to 1, but it is {chance}");
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
    fn whole(&mut self, chances: &[f64], first: &CompiledOption, slots: &[u16]) {
        let sum: f64 = chances.iter().sum();
        let span = first.chance.as_ref().map(|c| c.1).unwrap_or_default();
        if (sum - 1.0).abs() > 1e-9 {
            let message = format!("the chances of the open options add up to {sum}, not to 1");
            let help =
                "give one option the rest, such as \"1 - …\", or close the others with `when`";
            self.fault(span, message, slots, help);
        }
    }

    /// What scripts say where several actors move at once.
    fn scripts(
        &mut self,
        turn: &CompiledTurn,
        joint: &Joint,
        s: &Structure,
        p: Position,
        slots: &mut [u16],
        payments: &mut Payments,
    ) {
        if !joint.actors.iter().any(|i| self.scripted(*i)) {
            return;
        }
        payments.script.resize(s.all_cells().len(), 0.0);
        let parties = s.open(p).iter().zip(s.party_cells(p));
        for (j, (open, cells)) in parties.enumerate() {
            for (pick, cell) in open.iter().zip(cells.clone()) {
                let own = *pick < joint.options[j].len() - 1;
                payments.script[cell.get()] = if own {
                    let option = &turn.options[turn.groups[j] + pick];
                    slots[self.game.chosen_slot()] = option.chosen.unwrap_or(0);
                    self.chance(option, slots)
                } else {
                    1.0
                };
            }
            if self.scripted(joint.actors[j]) {
                let chances = &payments.script[cells.range()];
                self.whole(chances, &turn.options[turn.groups[j]], slots);
            }
        }
    }

    /// Gives the rest of the probabilities of a position's moves to "nothing happens"; refuses a sum above 1.
    fn chances(
        &mut self,
        turn: &CompiledTurn,
        s: &Structure,
        p: Position,
        slots: &[u16],
        chances: &mut [f64],
    ) {
        let last = s.moves_of(p).range().end - 1;
        let span = turn.options[0].chance.as_ref().map(|n| n.1);
        let sum: f64 = chances.iter().sum();
        if sum > 1.0 + 1e-12 {
            let message = format!("the chances of this turn add up to {sum}, more than 1");
            let help = "lower them, or divide each by their sum";
            self.fault(span.unwrap_or_default(), message, slots, help);
        }
        if let Some(rest) = chances.last_mut()
            && s.option(Move::new(last)) == turn.options.len()
        {
            *rest = (1.0 - sum).max(0.0);
        }
        let sum: f64 = chances.iter().sum();
        if sum > 1.0 {
            chances.iter_mut().for_each(|c| *c /= sum);
        }
    }

    /// The chances of a turn that tells of actor `i`, for each of its types, and their mean before play.
    fn evidence(
        &mut self,
        turn: &CompiledTurn,
        i: usize,
        s: &Structure,
        p: Position,
        slots: &mut [u16],
        payments: &mut Payments,
    ) {
        let game = self.game;
        let moves = s.moves_of(p);
        payments.chance[moves.range()].fill(0.0);
        for (type_, role) in game.beliefs.roles(i).enumerate() {
            game.know(role, slots);
            let mut chances = vec![];
            for m in moves.clone() {
                let option = turn.options.get(s.option(m));
                slots[game.chosen_slot()] = option.and_then(|o| o.chosen).unwrap_or(0);
                chances.push(option.map_or(0.0, |o| self.chance(o, slots)));
            }
            slots[game.chosen_slot()] = 0;
            self.chances(turn, s, p, slots, &mut chances);
            for (m, chance) in moves.clone().zip(chances) {
                payments.evidence[m.get() * payments.kinds + type_] = chance;
                payments.chance[m.get()] += game.beliefs.prior[role] * chance;
            }
        }
    }

    /// Books what the result of a vote costs.
    fn vote_move(&mut self, turn: &CompiledTurn, voted: Voted, slots: &mut [u16], row: &mut [f64]) {
        let draft = self.game.draft_slot();
        slots[draft] = voted.draft().map_or(0, level);
        for (role, occasion, code, span) in &turn.costs {
            let due = match occasion {
                Occasion::Propose => true,
                Occasion::Passes => matches!(voted, Voted::Passed(_)),
                Occasion::Fails => matches!(voted, Voted::Failed(_)),
                _ => false,
            };
            if due {
                let (at, paid) = (self.costs[*role], (*role, code, *span));
                self.book(row, at, (-1.0, "this cost"), paid, slots);
            }
        }
        slots[draft] = 0;
    }

    fn ballot(
        &mut self,
        turn: &CompiledTurn,
        template: &Template,
        called: usize,
        slots: &mut [u16],
        width: usize,
    ) -> Vec<f64> {
        let draft = self.game.draft_slot();
        slots[draft] = level(called);
        let mut row = vec![0.0; width];
        let beliefs = &self.game.beliefs;
        for (role, occasion, code, span) in &turn.costs {
            let actor = beliefs.actor(*role);
            let member = template.members.iter().position(|m| *m == actor);
            if let (Some(m), Some(cost)) = (member, due_of_member(*occasion)) {
                let at = template.cost(m, beliefs.type_of(*role), cost);
                self.game.know(*role, slots);
                row[at] += self.number((code, *span), "this cost", slots);
            }
        }
        slots[draft] = 0;
        row
    }

    fn receive(&mut self, outcome: usize, slots: &mut [u16], row: &mut [f64]) {
        let receipts = std::mem::take(&mut self.receipts[outcome]);
        for (role, code, span) in &receipts {
            let (at, paid) = (self.costs[*role] + 1, (*role, code, *span));
            self.book(row, at, (1.0, "this payoff"), paid, slots);
        }
        self.receipts[outcome] = receipts;
    }

    fn flows(&mut self, s: &Structure, payments: &mut Payments, terms: &[Payment], width: usize) {
        let game = self.game;
        let flows = std::mem::take(&mut self.later);
        for finish in s.finishes() {
            let mut slots = self.slots(s, s.node(finish));
            let terminal = s.terminal(finish).is_some();
            let own: &[Payment] = if terminal {
                &flows[s.outcome(finish)]
            } else {
                &[]
            };
            let mut row = |slots: &mut [u16]| {
                let mut row = vec![0.0; width * self.draws.len()];
                for (account, code, span) in terms {
                    let role = payments.accounts[*account].role;
                    if !own.iter().any(|(i, ..)| *i == role) {
                        let paid = (role, code, *span);
                        self.book(&mut row, *account, (1.0, "this payoff"), paid, slots);
                    }
                }
                for (role, code, span) in own {
                    let (at, paid) = (self.costs[*role] + 1, (*role, code, *span));
                    self.book(&mut row, at, (1.0, "this flow"), paid, slots);
                }
                row
            };
            let now = row(&mut slots);
            if terminal {
                let mut reset = slots.clone();
                game.begin(&mut reset);
                let later = row(&mut reset);
                payments.later.extend(later);
            }
            payments.flow.extend(now);
        }
    }

    /// The outcome that names a history at each round end.
    fn names(&mut self, s: &mut Structure) {
        let scenario = self.game.scenario;
        for end in s.ends() {
            let slots = self.slots(s, s.node(end));
            let holds = |o: &usize| {
                let when = self.game.outcomes[*o].as_ref();
                !scenario.outcomes[*o].ends && when.is_none_or(|w| w.at(&slots) != 0.0)
            };
            match (0..scenario.outcomes.len()).find(holds) {
                Some(o) => s.name_outcome(end, o),
                None => {
                    let last = scenario
                        .outcomes
                        .last()
                        .map_or(Span::default(), |o| o.name.span);
                    self.faults.push(
                        Diagnostic::error(last, "no outcome covers this final state")
                            .label(format!(
                                "no outcome holds where {}",
                                self.game.describe(&slots)
                            ))
                            .help("add an outcome with `otherwise = true`"),
                    );
                    return;
                }
            }
        }
    }
}

/// What a member pays on this occasion.
fn due_of_member(occasion: Occasion) -> Option<Cost> {
    match occasion {
        Occasion::Yes => Some(Cost::Choice(0)),
        Occasion::No => Some(Cost::Choice(1)),
        Occasion::Abstain => Some(Cost::Choice(2)),
        Occasion::Veto => Some(Cost::Veto),
        Occasion::LoneVeto => Some(Cost::LoneVeto),
        Occasion::Propose | Occasion::Passes | Occasion::Fails => None,
    }
}

/// The level that stands for a draft in expressions: 0 is `none`.
fn level(draft: usize) -> u16 {
    to_u16(draft + 1)
}
