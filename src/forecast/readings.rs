//! What is read off a [`Flow`]. All are linear in it, so the same functions serve probabilities
//! and simulated shares.

use super::Flow;
use crate::game::{CHOICES, Game, Mover, RollCall};

/// For each reported round, the share of histories at each round end or frozen node; a play that
/// ended stays where it ended.
fn standing(game: &Game, flow: &Flow) -> Vec<Vec<f64>> {
    let s = &game.structure;
    let mut ended = vec![0.0; s.nodes() - s.positions - s.ends];
    let mut all = vec![];
    for ends in &flow.ends {
        let mut now = ends.clone();
        for (f, sum) in ended.iter_mut().enumerate() {
            *sum += ends[s.ends + f];
            now[s.ends + f] = *sum;
        }
        all.push(now);
    }
    all
}

/// For each reported round the share of each outcome, were the report to end there.
pub fn outcomes_by_round(game: &Game, flow: &Flow, count: usize) -> Vec<Vec<f64>> {
    let s = &game.structure;
    let name = |now: &Vec<f64>| {
        let mut shares = vec![0.0; count];
        for (e, x) in now.iter().enumerate() {
            shares[s.outcome(s.positions + e)] += x;
        }
        shares
    };
    standing(game, flow).iter().map(name).collect()
}

/// The share of each outcome at the end of the last reported round.
pub fn outcomes(game: &Game, flow: &Flow, count: usize) -> Vec<f64> {
    outcomes_by_round(game, flow, count)
        .pop()
        .unwrap_or_default()
}

/// `[variable][round][level]`: shares at the ends of the reported rounds.
pub fn course(game: &Game, flow: &Flow) -> Vec<Vec<Vec<f64>>> {
    let s = &game.structure;
    let standing = standing(game, flow);
    let mut all: Vec<Vec<Vec<f64>>> = s
        .radix
        .iter()
        .map(|n| vec![vec![0.0; *n]; standing.len()])
        .collect();
    for e in 0..s.nodes() - s.positions {
        let levels = s.levels(s.positions + e);
        for (t, now) in standing.iter().enumerate() {
            for (v, level) in levels.iter().enumerate() {
                all[v][t][*level as usize] += now[e];
            }
        }
    }
    all
}

/// For each reported round the share of histories that stand at a node of `event`.
pub fn events_at(game: &Game, flow: &Flow, event: &[bool]) -> Vec<f64> {
    let number: Vec<f64> = event.iter().map(|e| f64::from(*e)).collect();
    means_at(game, flow, &number)
}

/// For each reported round the mean of `number`, given for every node.
pub fn means_at(game: &Game, flow: &Flow, number: &[f64]) -> Vec<f64> {
    let tail = &number[game.structure.positions..];
    let mean = |now: &Vec<f64>| {
        now.iter()
            .zip(tail)
            .filter(|(x, _)| **x != 0.0)
            .map(|(x, y)| x * y)
            .sum()
    };
    standing(game, flow).iter().map(mean).collect()
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
/// members for each draft.
pub fn uses(game: &Game, flow: &Flow) -> Vec<Use> {
    let s = &game.structure;
    let mut all: Vec<Use> = vec![];
    for (k, turn) in s.turns.iter().enumerate() {
        let positions = s.steps[k] as usize..s.steps[k + 1] as usize;
        let entry = |actor, (id, label): &(String, String)| Use {
            turn: k,
            actor,
            id: id.clone(),
            label: label.clone(),
            open: vec![0.0; game.rounds],
            used: vec![0.0; game.rounds],
        };
        let first = all.len();
        if let Mover::Joint(joint) = &turn.mover {
            for (actor, options) in joint.actors.iter().zip(&joint.options) {
                let options = options[..options.len() - 1].iter();
                all.extend(options.map(|o| entry(Some(*actor), o)));
            }
            for (t, taken) in flow.taken.iter().enumerate() {
                for p in positions.clone() {
                    let open = joint.open(&s.option[s.moves_of(p)]);
                    let here: f64 = taken[s.moves_of(p)].iter().sum();
                    let mut at = first;
                    for (j, options) in joint.options.iter().enumerate() {
                        let own = options.len() - 1;
                        let mine = open[j].iter().filter(|o| **o < own);
                        mine.for_each(|o| all[at + o].open[t] += here);
                        for m in s.moves_of(p) {
                            let pick = joint.picks(s.option[m])[j];
                            if pick < own {
                                all[at + pick].used[t] += taken[m];
                            }
                        }
                        at += own;
                    }
                }
            }
            continue;
        }
        let Mover::Vote(template) = &turn.mover else {
            let actor = match turn.mover {
                Mover::Actor(i) => Some(i),
                _ => None,
            };
            all.extend(turn.options.iter().map(|o| entry(actor, o)));
            for (t, taken) in flow.taken.iter().enumerate() {
                for p in positions.clone() {
                    let here: f64 = taken[s.moves_of(p)].iter().sum();
                    for m in s.moves_of(p) {
                        all[first + s.option[m] as usize].open[t] += here;
                        all[first + s.option[m] as usize].used[t] += taken[m];
                    }
                }
            }
            continue;
        };
        let none = [("none".to_string(), "call nothing".to_string())];
        all.extend(
            none.iter()
                .chain(&template.drafts)
                .map(|d| entry(template.proposer, d)),
        );
        for actor in &template.members {
            for (id, label) in &template.drafts {
                for choice in ["yes", "no", "abstain"] {
                    all.push(entry(
                        Some(*actor),
                        &(format!("{id}.{choice}"), format!("{choice} on {label}")),
                    ));
                }
            }
        }
        let votes = first + 1 + template.drafts.len();
        for t in 0..game.rounds {
            for p in positions.clone() {
                let taken = &flow.taken[t];
                let here: f64 = taken[s.moves_of(p)].iter().sum();
                if here == 0.0 {
                    continue;
                }
                if let Some(nothing) = s.no_draft(p) {
                    all[first].open[t] += here;
                    all[first].used[t] += taken[nothing];
                }
                for RollCall {
                    draft,
                    cells,
                    pass,
                    fail,
                } in s.roll_calls(p, template)
                {
                    let called = taken[pass] + taken[fail];
                    all[first + 1 + draft].open[t] += here;
                    all[first + 1 + draft].used[t] += called;
                    for (c, call) in template.calls.iter().enumerate() {
                        let at = votes + (call.member * template.drafts.len() + draft) * CHOICES;
                        let cast = &flow.cast[t][cells.start + c * CHOICES..][..CHOICES];
                        let reached: f64 = cast.iter().sum();
                        for choice in 0..CHOICES {
                            if call.next[choice].is_some() {
                                all[at + choice].open[t] += reached;
                                all[at + choice].used[t] += cast[choice];
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

/// What each account receives in the reported rounds, discounted to the start, given the flow of
/// each draw of types and the draws' weights: of a role, given that it is drawn.
pub fn by_account(game: &Game, flows: &[Flow], weights: &[f64]) -> Vec<f64> {
    let beliefs = &game.beliefs;
    let accounts = &game.numbers.accounts;
    let mut sums = vec![0.0; accounts.len()];
    let mut whole = vec![0.0; beliefs.prior.len()];
    for (draw, (flow, weight)) in flows.iter().zip(weights).enumerate() {
        let types = beliefs.draw(draw);
        let drawn = |role: usize| {
            let actor = beliefs.actor(role);
            beliefs.first[actor] + types[actor] == role
        };
        (0..whole.len())
            .filter(|r| drawn(*r))
            .for_each(|r| whole[r] += weight);
        let received = received(game, flow, &types);
        for (a, (role, ..)) in accounts.iter().enumerate() {
            if drawn(*role) {
                sums[a] += weight * received[a];
            }
        }
    }
    for (sum, (role, ..)) in sums.iter_mut().zip(accounts) {
        *sum /= whole[*role].max(f64::MIN_POSITIVE);
    }
    sums
}

/// What each account receives with actors of these types.
fn received(game: &Game, flow: &Flow, types: &[usize]) -> Vec<f64> {
    let s = &game.structure;
    let numbers = &game.numbers;
    let width = numbers.accounts.len();
    let mut all = vec![0.0; width];
    let mut worth: Vec<f64> = vec![1.0; numbers.patience.len()];
    let mut ended = vec![0.0; s.nodes() - s.positions - s.ends];
    for t in 0..game.rounds {
        let mut round = vec![0.0; width];
        let mut add = |rows: &[f64], row: usize, times: f64| {
            if times != 0.0 {
                let row = &rows[row * width..(row + 1) * width];
                round
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, x)| *sum += times * x);
            }
        };
        for (m, times) in flow.taken[t].iter().enumerate() {
            add(&numbers.rows, numbers.pay[m] as usize, *times);
        }
        for (e, times) in flow.ends[t].iter().enumerate() {
            add(&numbers.flow, e, *times);
        }
        for (f, sum) in ended.iter_mut().enumerate() {
            add(&numbers.later, f, *sum);
            *sum += flow.ends[t][s.ends + f];
        }
        ballots(game, &flow.cast[t], types, &mut round);
        for (a, (role, ..)) in numbers.accounts.iter().enumerate() {
            all[a] += worth[*role] * round[a];
        }
        for (worth, patience) in worth.iter_mut().zip(&numbers.patience) {
            *worth *= patience;
        }
    }
    all
}

/// Books what voting costs.
fn ballots(game: &Game, cast: &[f64], types: &[usize], round: &mut [f64]) {
    let s = &game.structure;
    let numbers = &game.numbers;
    let accounts = numbers.accounts.iter().enumerate();
    let costs: Vec<usize> = accounts
        .filter(|(_, (_, id, _))| id == "costs")
        .map(|(a, _)| a)
        .collect();
    let stride = numbers.ballot_width;
    let mut ballot = 0;
    for (k, turn) in s.turns.iter().enumerate() {
        let Mover::Vote(template) = &turn.mover else {
            continue;
        };
        let calls = template.calls.len();
        let kind = |m: usize| types[template.members[m]];
        let account = |actor: usize| costs[game.beliefs.first[actor] + types[actor]];
        let cells =
            s.cells[s.steps[k] as usize] as usize..s.cells[s.steps[k + 1] as usize] as usize;
        for cells in cast[cells].chunks_exact(template.cells()) {
            let row = &numbers.ballot_costs[numbers.ballot[ballot] as usize * stride..][..stride];
            ballot += 1;
            for (c, call) in template.calls.iter().enumerate() {
                for choice in 0..CHOICES {
                    let cost = row[template.cost(call.member, kind(call.member), choice)];
                    round[account(template.members[call.member])] -=
                        cost * cells[c * CHOICES + choice];
                }
            }
            for l in 0..template.leaves.len() {
                for (m, actor) in template.members.iter().enumerate() {
                    let cost = template.veto(row, m, kind(m), l);
                    round[account(*actor)] -= cost * cells[calls * CHOICES + 2 * l];
                }
            }
        }
    }
}
