//! What is read off a [`Occupancy`]. All are linear in it, so the same functions serve probabilities
//! and simulated shares.

use super::Occupancy;
use crate::game::{
    AccountKind, CHOICE_NAMES, Cost, Game, Joint, Mover, Template, Turn, TypeProfile,
};

/// For each reported round, the share of histories at each finish; a play that ended stays where it
/// ended.
pub fn standing(game: &Game, occupancy: &Occupancy) -> Vec<Vec<f64>> {
    let ends = game.structure.ends().len();
    let mut ended = vec![0.0; game.structure.finishes().len() - ends];
    let mut all = vec![];
    for here in &occupancy.ends {
        let mut now = here.clone();
        for (f, sum) in ended.iter_mut().enumerate() {
            *sum += here[ends + f];
            now[ends + f] = *sum;
        }
        all.push(now);
    }
    all
}

/// For each reported round the share of each outcome if the report ended there.
pub fn outcomes_by_round(game: &Game, occupancy: &Occupancy, count: usize) -> Vec<Vec<f64>> {
    let s = &game.structure;
    let name = |now: &Vec<f64>| {
        let mut shares = vec![0.0; count];
        for (finish, x) in s.finishes().zip(now) {
            shares[s.outcome(finish)] += x;
        }
        shares
    };
    standing(game, occupancy).iter().map(name).collect()
}

/// The share of each outcome at the end of the last reported round.
pub fn outcomes(game: &Game, occupancy: &Occupancy, count: usize) -> Vec<f64> {
    outcomes_by_round(game, occupancy, count)
        .pop()
        .unwrap_or_default()
}

/// `[variable][round][level]`: shares at the ends of the reported rounds.
pub fn course(game: &Game, occupancy: &Occupancy) -> Vec<Vec<Vec<f64>>> {
    let s = &game.structure;
    let standing = standing(game, occupancy);
    let mut all: Vec<Vec<Vec<f64>>> = s
        .radix
        .iter()
        .map(|n| vec![vec![0.0; *n]; standing.len()])
        .collect();
    for finish in s.finishes() {
        let levels = s.levels(s.node(finish));
        for (t, now) in standing.iter().enumerate() {
            for (v, level) in levels.iter().enumerate() {
                all[v][t][*level as usize] += now[finish.get()];
            }
        }
    }
    all
}

/// For each reported round the share of histories that stand at a node of `event`.
pub fn events_at(game: &Game, occupancy: &Occupancy, event: &[bool]) -> Vec<f64> {
    let number: Vec<f64> = event.iter().map(|e| f64::from(*e)).collect();
    means_at(game, occupancy, &number)
}

/// For each reported round the mean of `number`, given for every node.
pub fn means_at(game: &Game, occupancy: &Occupancy, number: &[f64]) -> Vec<f64> {
    let tail = &number[game.structure.positions().len()..];
    let mean = |now: &Vec<f64>| {
        now.iter()
            .zip(tail)
            .filter(|(x, _)| **x != 0.0)
            .map(|(x, y)| x * y)
            .sum()
    };
    standing(game, occupancy).iter().map(mean).collect()
}

/// How an option is used.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Use {
    pub turn: usize,
    /// Whose; none for chance.
    pub actor: Option<usize>,
    pub id: String,
    pub label: String,
    /// By round: how often it was open, and how often it was used.
    pub open: Vec<f64>,
    pub used: Vec<f64>,
}

/// The use of every option of every turn by round: of actors and chance, of proposers, and of
/// members for each draft. `by_who` has the occupancies of all that actors can be, and the weights with which they make up
/// `occupancy`: an option is not open to types to which it is closed.
pub fn uses(game: &Game, occupancy: &Occupancy, by_who: (&[Occupancy], &[f64])) -> Vec<Use> {
    let s = &game.structure;
    let of = |k: Turn| {
        let count = |occupancy: &Occupancy| match &s.turn(k).mover {
            Mover::Actor(i) => options(game, occupancy, k, Some(*i)),
            Mover::Chance(_) => options(game, occupancy, k, None),
            Mover::Joint(joint) => at_once(game, occupancy, k, joint),
            Mover::Vote(template) => votes(game, occupancy, k, template),
        };
        let mut all = count(occupancy);
        if game.closed.any() {
            let pairs = by_who.0.iter().zip(by_who.1);
            for (who, (occupancy, weight)) in game.who().zip(pairs) {
                let types = game.beliefs.types(who.now);
                shut(game, occupancy, k, (&types, *weight), &mut all);
            }
        }
        all
    };
    s.all_turns().flat_map(of).collect()
}

/// Takes away from how often the options of turn `k` were open how often they were closed to actors of these types,
/// whose histories have this weight.
fn shut(
    game: &Game,
    occupancy: &Occupancy,
    k: Turn,
    (types, weight): (&[usize], f64),
    all: &mut [Use],
) {
    let s = &game.structure;
    for (t, taken) in occupancy.taken.iter().enumerate() {
        for p in s.positions_of(k) {
            let here: f64 = taken[s.moves_of(p).range()].iter().sum();
            let mut close = |at: usize| all[at].open[t] -= weight * here;
            match &s.turn(k).mover {
                Mover::Actor(i) => s
                    .moves_of(p)
                    .filter(|m| game.closed.of_move(*m, types[*i]))
                    .for_each(|m| close(s.option(m))),
                Mover::Joint(joint) => {
                    let mut first = 0;
                    let open = s.open(p).iter().zip(s.party_cells(p));
                    for ((i, options), (open, cells)) in
                        joint.actors.iter().zip(&joint.options).zip(open)
                    {
                        open.iter()
                            .zip(cells)
                            .filter(|(_, c)| game.closed.of_cell(*c, types[*i]))
                            .for_each(|(o, _)| close(first + o));
                        first += options.len() - 1;
                    }
                }
                Mover::Chance(_) | Mover::Vote(_) => {}
            }
        }
    }
}

impl Use {
    /// Never open, so far.
    fn new(game: &Game, k: Turn, actor: Option<usize>, id: &str, label: &str) -> Self {
        Use {
            turn: k.get(),
            actor,
            id: id.to_string(),
            label: label.to_string(),
            open: vec![0.0; game.rounds],
            used: vec![0.0; game.rounds],
        }
    }

    fn add(&mut self, t: usize, open: f64, used: f64) {
        self.open[t] += open;
        self.used[t] += used;
    }
}

/// Of an actor, or chance, that moves alone.
fn options(game: &Game, occupancy: &Occupancy, k: Turn, actor: Option<usize>) -> Vec<Use> {
    let s = &game.structure;
    let options = s.turn(k).options.iter();
    let mut all: Vec<Use> = options
        .map(|(id, label)| Use::new(game, k, actor, id, label))
        .collect();
    for (t, taken) in occupancy.taken.iter().enumerate() {
        for p in s.positions_of(k) {
            let here: f64 = taken[s.moves_of(p).range()].iter().sum();
            for m in s.moves_of(p) {
                all[s.option(m)].add(t, here, taken[m.get()]);
            }
        }
    }
    all
}

/// Of several who move at once, one after the other.
fn at_once(game: &Game, occupancy: &Occupancy, k: Turn, joint: &Joint) -> Vec<Use> {
    let s = &game.structure;
    let mut all = vec![];
    // each one's first use; the last of its options is to do nothing
    let mut first = vec![];
    for (actor, options) in joint.actors.iter().zip(&joint.options) {
        first.push(all.len());
        let own = options[..options.len() - 1].iter();
        all.extend(own.map(|(id, label)| Use::new(game, k, Some(*actor), id, label)));
    }
    let used = |party: usize, option: usize| {
        let own = joint.options[party].len() - 1;
        (option < own).then(|| first[party] + option)
    };
    for (t, taken) in occupancy.taken.iter().enumerate() {
        for p in s.positions_of(k) {
            let here: f64 = taken[s.moves_of(p).range()].iter().sum();
            for (party, open) in s.open(p).iter().enumerate() {
                let open = open.iter().filter_map(|option| used(party, *option));
                open.for_each(|at| all[at].add(t, here, 0.0));
            }
            for m in s.moves_of(p) {
                for (party, option) in joint.picks(s.profile(m)).into_iter().enumerate() {
                    if let Some(at) = used(party, option) {
                        all[at].add(t, 0.0, taken[m.get()]);
                    }
                }
            }
        }
    }
    all
}

/// Of a vote: calling nothing, each draft, then each member's choices on each draft.
fn votes(game: &Game, occupancy: &Occupancy, k: Turn, template: &Template) -> Vec<Use> {
    let s = &game.structure;
    let mut all = vec![Use::new(game, k, template.proposer, "none", "call nothing")];
    let drafts = template.drafts.iter();
    all.extend(drafts.map(|(id, label)| Use::new(game, k, template.proposer, id, label)));
    let first = all.len();
    for actor in &template.members {
        for (id, label) in &template.drafts {
            for choice in CHOICE_NAMES {
                let (id, label) = (format!("{id}.{choice}"), format!("{choice} on {label}"));
                all.push(Use::new(game, k, Some(*actor), &id, &label));
            }
        }
    }
    let used = |member: usize, draft: usize, choice: usize| {
        first + (member * template.drafts.len() + draft) * CHOICE_NAMES.len() + choice
    };
    for t in 0..game.rounds {
        let (taken, cast) = (&occupancy.taken[t], &occupancy.cast[t]);
        for p in s.positions_of(k) {
            let here: f64 = taken[s.moves_of(p).range()].iter().sum();
            if here == 0.0 {
                continue;
            }
            if let Some(nothing) = s.no_draft(p) {
                all[0].add(t, here, taken[nothing.get()]);
            }
            for roll in s.roll_calls(p, template) {
                let called = taken[roll.pass.get()] + taken[roll.fail.get()];
                all[1 + roll.draft].add(t, here, called);
                for (c, call) in template.calls.iter().enumerate() {
                    let share = |choice| cast[roll.cells.at(template.cell(c, choice)).get()];
                    let reached: f64 = (0..CHOICE_NAMES.len()).map(share).sum();
                    for (choice, _) in call.open() {
                        let at = used(call.member, roll.draft, choice);
                        all[at].add(t, reached, share(choice));
                    }
                }
            }
        }
    }
    all
}

/// What each account receives in the reported rounds, discounted to the start, given the occupancies of
/// [all that actors can be](Game::who) and their weights: of a role, given that it is drawn, and as whatever it
/// becomes.
pub fn by_account(game: &Game, occupancies: &[Occupancy], weights: &[f64]) -> Vec<f64> {
    let beliefs = &game.beliefs;
    let accounts = &game.payments.accounts;
    let mut sums = vec![0.0; accounts.len()];
    let mut whole = vec![0.0; beliefs.prior.len()];
    let first = |role: usize| accounts.partition_point(|a| a.role < role);
    for (who, (occupancy, weight)) in game.who().zip(occupancies.iter().zip(weights)) {
        let [drawn, types] = [who.drawn, who.now].map(|profile| beliefs.types(profile));
        if who.now == who.drawn {
            let roles = drawn.iter().enumerate();
            roles.for_each(|(i, type_)| whole[beliefs.role(i, *type_)] += weight);
        }
        let received = received(game, occupancy, who.now, &types);
        for (i, (drawn, type_)) in drawn.iter().zip(&types).enumerate() {
            let [to, from] = [*drawn, *type_].map(|t| first(beliefs.role(i, t)));
            let end = first(beliefs.role(i, *type_) + 1);
            let pairs = sums[to..].iter_mut().zip(&received[from..end]);
            pairs.for_each(|(sum, received)| *sum += weight * received);
        }
    }
    for (sum, account) in sums.iter_mut().zip(accounts) {
        *sum /= whole[account.role].max(f64::MIN_POSITIVE);
    }
    sums
}

/// What each account receives while actors are of the types of `profile`, which are `types`.
fn received(game: &Game, occupancy: &Occupancy, profile: TypeProfile, types: &[usize]) -> Vec<f64> {
    let s = &game.structure;
    let payments = &game.payments;
    let width = payments.accounts.len();
    let mut all = vec![0.0; width];
    let mut worth: Vec<f64> = vec![1.0; payments.patience.len()];
    let ends = s.ends().len();
    let mut ended = vec![0.0; s.finishes().len() - ends];
    for t in 0..game.rounds {
        let mut round = vec![0.0; width];
        let mut add = |rows: &[f64], row: usize, times: f64| {
            if times != 0.0 {
                let row = payments.by_account(rows, row, profile);
                round
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, x)| *sum += times * x);
            }
        };
        for (m, times) in occupancy.taken[t].iter().enumerate() {
            add(&payments.rows, payments.pay[m] as usize, *times);
        }
        for (e, times) in occupancy.ends[t].iter().enumerate() {
            add(&payments.flow, e, *times);
        }
        for (f, sum) in ended.iter_mut().enumerate() {
            add(&payments.later, f, *sum);
            *sum += occupancy.ends[t][ends + f];
        }
        ballots(game, &occupancy.cast[t], types, &mut round);
        for ((account, sum), round) in payments.accounts.iter().zip(&mut all).zip(&round) {
            *sum += worth[account.role] * round;
        }
        for (worth, patience) in worth.iter_mut().zip(&payments.patience) {
            *worth *= patience;
        }
    }
    all
}

/// Books what voting costs.
fn ballots(game: &Game, cast: &[f64], types: &[usize], round: &mut [f64]) {
    let s = &game.structure;
    let accounts = game.payments.accounts.iter().enumerate();
    let costs: Vec<usize> = accounts
        .filter(|(_, account)| account.kind == AccountKind::Costs)
        .map(|(a, _)| a)
        .collect();
    for k in s.all_turns() {
        let Mover::Vote(template) = &s.turn(k).mover else {
            continue;
        };
        // the type and the account of costs of each member
        let member = |actor: &usize| {
            let type_ = types[*actor];
            (type_, costs[game.beliefs.role(*actor, type_)])
        };
        let members: Vec<(usize, usize)> = template.members.iter().map(member).collect();
        for roll in s.positions_of(k).flat_map(|p| s.roll_calls(p, template)) {
            let costs = game.payments.ballot_costs(roll.ballot);
            let cast = &cast[roll.cells.range()];
            for (c, call) in template.calls.iter().enumerate() {
                let (type_, account) = members[call.member];
                for choice in 0..CHOICE_NAMES.len() {
                    let cost = costs[template.cost(call.member, type_, Cost::Choice(choice))];
                    round[account] -= cost * cast[template.cell(c, choice)];
                }
            }
            for l in 0..template.leaves.len() {
                let enough = cast[template.leaf_cell(l, true)];
                for (m, (type_, account)) in members.iter().enumerate() {
                    round[*account] -= template.veto(costs, m, *type_, l) * enough;
                }
            }
        }
    }
}
