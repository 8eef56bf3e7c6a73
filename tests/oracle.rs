//! A naive player, written without the engine: it reads the scenario, walks expressions as trees
//! and plays out everything by plain recursion. The engine must agree on hundreds of random
//! scenarios, to 1e-10.

mod common;

use common::lab;
use common::random::scenario_text;
use demarche::forecast::{by_account, forecast, outcomes};
use demarche::language::{Expr, Function, Kind, Operator, Pick, Place, VariableKind};
use demarche::scenario::{Choice, Occasion, Scenario, Ties, TurnKind, Vote, load_text};

/// Values by actor, and probabilities of outcomes.
type Worth = (Vec<f64>, Vec<f64>);

struct Naive<'a> {
    s: &'a Scenario,
}

#[derive(Clone, Copy)]
struct At<'a> {
    state: &'a [usize],
    draft: usize,
    chosen: usize,
}

fn at(state: &[usize]) -> At<'_> {
    At {
        state,
        draft: 0,
        chosen: 0,
    }
}

impl Naive<'_> {
    fn level(&self, place: Place, at: At) -> usize {
        match place {
            Place::State(v) => at.state[v],
            Place::Draft => at.draft,
            Place::Chosen(_) => at.chosen,
            Place::Private(_) => panic!("random scenarios have no private variables"),
        }
    }

    fn eval(&self, e: &Expr, at: At) -> f64 {
        let go = |e: &Expr| self.eval(e, at);
        let truth = |b: bool| if b { 1.0 } else { 0.0 };
        match &e.kind {
            Kind::Number(x) => *x,
            Kind::Parameter(p) => self.s.parameters[*p].value,
            Kind::Level(l) => *l as f64,
            Kind::Index(place) => self.level(*place, at) as f64,
            Kind::Value(place) => {
                let v = match place {
                    Place::State(v) | Place::Chosen(v) => *v,
                    Place::Draft | Place::Private(_) => panic!("no number of the state"),
                };
                match &self.s.variables[v].kind {
                    VariableKind::Numbered(values) => values[self.level(*place, at)],
                    _ => self.level(*place, at) as f64,
                }
            }
            Kind::Table(t, picks) => {
                let mut number = 0;
                for (pick, v) in picks.iter().zip(&self.s.tables[*t].by) {
                    let level = match pick {
                        Pick::Place(place) => self.level(*place, at),
                        Pick::Level { level, .. } => *level,
                    };
                    number = number * self.s.variables[*v].size() + level;
                }
                go(&self.s.tables[*t].entries[number])
            }
            Kind::Definition(d) => go(&self.s.definitions[*d].expr),
            Kind::Unary(Operator::Not, x) => truth(go(x) == 0.0),
            Kind::Unary(_, x) => -go(x),
            Kind::If(three) => {
                if go(&three[0]) != 0.0 {
                    go(&three[1])
                } else {
                    go(&three[2])
                }
            }
            Kind::Call(f, all) => {
                let all: Vec<f64> = all.iter().map(go).collect();
                match f {
                    Function::Min => all.iter().copied().fold(f64::INFINITY, f64::min),
                    Function::Max => all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                    Function::Abs => all[0].abs(),
                    Function::Exp => all[0].exp(),
                    Function::Ln => all[0].ln(),
                    Function::Clamp => all[0].max(all[1]).min(all[2]),
                }
            }
            Kind::Binary(op, x, y) => {
                let (x, y) = (go(x), go(y));
                match op {
                    Operator::Add => x + y,
                    Operator::Subtract => x - y,
                    Operator::Multiply => x * y,
                    Operator::Divide => x / y,
                    Operator::Power => x.powf(y),
                    Operator::Equal => truth(x == y),
                    Operator::Unequal => truth(x != y),
                    Operator::Less => truth(x < y),
                    Operator::LessEqual => truth(x <= y),
                    Operator::Greater => truth(x > y),
                    Operator::GreaterEqual => truth(x >= y),
                    Operator::And => truth(x != 0.0 && y != 0.0),
                    Operator::Or => truth(x != 0.0 || y != 0.0),
                    Operator::Not | Operator::Negate => unreachable!(),
                }
            }
        }
    }

    fn holds(&self, e: &Option<Expr>, at: At) -> bool {
        e.as_ref().is_none_or(|e| self.eval(e, at) != 0.0)
    }

    fn patience(&self, i: usize) -> f64 {
        self.eval(&self.s.actors[i].patience, at(&[]))
    }

    fn sigma(&self, i: usize, q: &[f64]) -> Vec<f64> {
        let actor = &self.s.actors[i];
        let best = q.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = match &actor.precision {
            Some(e) => {
                let lambda = self.eval(e, at(&[]));
                q.iter().map(|q| (lambda * (q - best)).exp()).collect()
            }
            None => {
                let ties: Vec<f64> = q
                    .iter()
                    .map(|q| if best - q < 1e-10 { 1.0 } else { 0.0 })
                    .collect();
                let first = ties.iter().position(|t| *t == 1.0).unwrap();
                match actor.ties {
                    Ties::Shared => ties,
                    Ties::First => (0..q.len())
                        .map(|a| if a == first { 1.0 } else { 0.0 })
                        .collect(),
                }
            }
        };
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|w| w / sum).collect()
    }

    fn mix(&self, parts: &[(f64, Worth)]) -> Worth {
        let mut v = vec![0.0; self.s.actors.len()];
        let mut d = vec![0.0; self.s.outcomes.len()];
        for (p, (x, y)) in parts {
            v.iter_mut().zip(x).for_each(|(v, x)| *v += p * x);
            d.iter_mut().zip(y).for_each(|(d, y)| *d += p * y);
        }
        (v, d)
    }

    fn apply(&self, c: &Choice, at: At) -> Vec<usize> {
        let mut after = at.state.to_vec();
        if let Some(v) = c.choose {
            after[v] = at.chosen;
        }
        for (v, e) in &c.set {
            let x = self.eval(e, at);
            after[*v] = match &self.s.variables[*v].kind {
                VariableKind::Numbered(values) => {
                    values.iter().position(|y| (x - y).abs() < 1e-9).unwrap()
                }
                _ => x as usize,
            };
        }
        after
    }

    /// After a move: an ending outcome, or the next turn.
    fn after(&self, t: usize, k: usize, state: &[usize]) -> Worth {
        let ended = self
            .s
            .outcomes
            .iter()
            .position(|o| o.ends && self.holds(&o.when, at(state)));
        let Some(o) = ended else {
            return self.turn(t, k + 1, state);
        };
        let outcome = &self.s.outcomes[o];
        let horizon = self.s.time.rounds + self.s.time.shadow.expect("the player counts rounds");
        let flow = |i: usize, state: &[usize]| match outcome.flow.iter().find(|(a, _)| *a == i) {
            Some((_, e)) => self.eval(e, at(state)),
            None => self.s.actors[i]
                .payoff
                .iter()
                .map(|(_, e)| self.eval(e, at(state)))
                .sum(),
        };
        let reset = self.reset(state);
        let mut values = vec![];
        for i in 0..self.s.actors.len() {
            let mut v = flow(i, state);
            for j in 1..=horizon - t {
                v += self.patience(i).powi(j as i32) * flow(i, &reset);
            }
            v += outcome
                .payoff
                .iter()
                .filter(|(a, _)| *a == i)
                .map(|(_, e)| self.eval(e, at(state)))
                .sum::<f64>();
            values.push(v);
        }
        let mut named = vec![0.0; self.s.outcomes.len()];
        named[o] = 1.0;
        (values, named)
    }

    fn reset(&self, state: &[usize]) -> Vec<usize> {
        let all = self.s.variables.iter().zip(state);
        all.map(|(v, l)| v.renewed(*l)).collect()
    }

    fn round_end(&self, t: usize, state: &[usize]) -> Worth {
        let n = self.s.actors.len();
        let horizon = self.s.time.rounds + self.s.time.shadow.expect("the player counts rounds");
        let later = if t < horizon {
            self.turn(t + 1, 0, &self.reset(state))
        } else {
            (vec![0.0; n], vec![0.0; self.s.outcomes.len()])
        };
        let own = |i: usize| -> f64 {
            self.s.actors[i]
                .payoff
                .iter()
                .map(|(_, e)| self.eval(e, at(state)))
                .sum()
        };
        let values = (0..n)
            .map(|i| own(i) + self.patience(i) * later.0[i])
            .collect();
        if t != self.s.time.rounds {
            return (values, later.1);
        }
        let mut named = vec![0.0; self.s.outcomes.len()];
        let o = self
            .s
            .outcomes
            .iter()
            .position(|o| !o.ends && self.holds(&o.when, at(state)))
            .unwrap();
        named[o] = 1.0;
        (values, named)
    }

    fn turn(&self, t: usize, k: usize, state: &[usize]) -> Worth {
        let Some(turn) = self.s.turns.get(k) else {
            return self.round_end(t, state);
        };
        if !self.holds(&turn.when, at(state)) {
            return self.turn(t, k + 1, state);
        }
        match &turn.kind {
            TurnKind::Actor(i, choices) => {
                let mut parts = vec![];
                for c in choices {
                    let levels = c.choose.map_or(1, |v| self.s.variables[v].size());
                    for chosen in 0..levels {
                        let here = At {
                            state,
                            draft: 0,
                            chosen,
                        };
                        if self.holds(&c.when, here) {
                            let mut worth = self.after(t, k, &self.apply(c, here));
                            worth.0[*i] -= c.cost.as_ref().map_or(0.0, |e| self.eval(e, here));
                            c.payoff
                                .iter()
                                .for_each(|(j, e)| worth.0[*j] += self.eval(e, here));
                            parts.push((0.0, worth));
                        }
                    }
                }
                if parts.is_empty() {
                    return self.turn(t, k + 1, state);
                }
                let q: Vec<f64> = parts.iter().map(|(_, w)| w.0[*i]).collect();
                self.sigma(*i, &q)
                    .iter()
                    .zip(&mut parts)
                    .for_each(|(p, part)| part.0 = *p);
                self.mix(&parts)
            }
            TurnKind::Chance(events) => {
                let mut parts = vec![];
                let mut rest = 1.0;
                for c in events.iter().filter(|c| self.holds(&c.when, at(state))) {
                    let p = self.eval(c.chance.as_ref().unwrap(), at(state));
                    rest -= p;
                    let mut worth = self.after(t, k, &self.apply(c, at(state)));
                    c.payoff
                        .iter()
                        .for_each(|(j, e)| worth.0[*j] += self.eval(e, at(state)));
                    parts.push((p, worth));
                }
                if rest > 1e-12 {
                    parts.push((rest, self.turn(t, k + 1, state)));
                }
                self.mix(&parts)
            }
            TurnKind::Joint(_) => unreachable!("none is made"),
            TurnKind::Vote(vote) => self.vote(t, k, vote, state),
        }
    }

    fn paid(&self, vote: &Vote, occasion: Occasion, state: &[usize], draft: usize) -> Vec<f64> {
        let mut all = vec![0.0; self.s.actors.len()];
        for (i, o, e) in &vote.costs {
            if *o == occasion {
                all[*i] += self.eval(
                    e,
                    At {
                        state,
                        draft,
                        chosen: 0,
                    },
                );
            }
        }
        all
    }

    fn vote(&self, t: usize, k: usize, vote: &Vote, state: &[usize]) -> Worth {
        let open: Vec<usize> = (0..vote.drafts.len())
            .filter(|d| self.holds(&vote.drafts[*d].when, at(state)))
            .collect();
        if open.is_empty() {
            return self.turn(t, k + 1, state);
        }
        let less = |mut w: Worth, cost: &[f64]| {
            w.0.iter_mut().zip(cost).for_each(|(v, c)| *v -= c);
            w
        };
        let fail = self.turn(t, k + 1, state);
        let mut parts = vec![];
        if vote.proposer.is_some() {
            parts.push((
                1.0,
                less(fail.clone(), &self.paid(vote, Occasion::Propose, state, 0)),
            ));
        }
        for d in open {
            let pass = self.after(t, k, &self.apply(&vote.drafts[d], at(state)));
            let pass = less(pass, &self.paid(vote, Occasion::Passes, state, d + 1));
            let fail = less(
                fail.clone(),
                &self.paid(vote, Occasion::Fails, state, d + 1),
            );
            let worth = self.call(vote, 0, 0.0, &[], (state, d + 1), &pass, &fail);
            parts.push((
                1.0,
                less(worth, &self.paid(vote, Occasion::Propose, state, d + 1)),
            ));
        }
        if let Some(i) = vote.proposer {
            let q: Vec<f64> = parts.iter().map(|(_, w)| w.0[i]).collect();
            self.sigma(i, &q)
                .iter()
                .zip(&mut parts)
                .for_each(|(p, part)| part.0 = *p);
        }
        self.mix(&parts)
    }

    #[allow(clippy::too_many_arguments)]
    fn call(
        &self,
        vote: &Vote,
        m: usize,
        yes: f64,
        noes: &[usize],
        on: (&[usize], usize),
        pass: &Worth,
        fail: &Worth,
    ) -> Worth {
        let cost = |occasion| self.paid(vote, occasion, on.0, on.1);
        if m == vote.members.len() {
            // each of the other seats in turn
            let p = self.eval(&vote.seats_yes, at(&[]));
            return self.seats(vote.seats, yes, p, &mut |total| {
                if total < self.eval(&vote.needs, at(&[])) - 1e-9 {
                    return fail.clone();
                }
                let mut worth = if noes.is_empty() {
                    pass.clone()
                } else {
                    fail.clone()
                };
                for i in noes {
                    worth.0[*i] -= cost(Occasion::Veto)[*i];
                    if noes.len() == 1 {
                        worth.0[*i] -= cost(Occasion::LoneVeto)[*i];
                    }
                }
                worth
            });
        }
        let i = vote.members[m];
        let mut parts = vec![];
        for (occasion, add) in [
            (Occasion::Yes, self.eval(&vote.weights[m], at(&[]))),
            (Occasion::No, 0.0),
            (Occasion::Abstain, 0.0),
        ] {
            let open = match occasion {
                Occasion::Yes => true,
                Occasion::No => vote.proposer != Some(i),
                _ => vote.abstain && vote.proposer != Some(i),
            };
            if open {
                let mut noes = noes.to_vec();
                if occasion == Occasion::No && vote.veto[m] {
                    noes.push(i);
                }
                let mut worth = self.call(vote, m + 1, yes + add, &noes, on, pass, fail);
                worth.0[i] -= cost(occasion)[i];
                parts.push((0.0, worth));
            }
        }
        let q: Vec<f64> = parts.iter().map(|(_, w)| w.0[i]).collect();
        self.sigma(i, &q)
            .iter()
            .zip(&mut parts)
            .for_each(|(p, part)| part.0 = *p);
        self.mix(&parts)
    }

    fn seats(&self, left: usize, yes: f64, p: f64, count: &mut dyn FnMut(f64) -> Worth) -> Worth {
        if left == 0 {
            return count(yes);
        }
        let with = self.seats(left - 1, yes + 1.0, p, count);
        let without = self.seats(left - 1, yes, p, count);
        self.mix(&[(p, with), (1.0 - p, without)])
    }
}

#[test]
fn the_engine_agrees_with_a_naive_player_on_random_scenarios() {
    let (mut votes, mut chances, mut families, mut ends) = (0, 0, 0, 0);
    for seed in 0..400 {
        let text = scenario_text(seed);
        let scenario = lab::read(&text, &[]);
        let game = lab::compile(&scenario);
        let solution = lab::solve(&game);
        let flow = forecast(&game, &solution, 0);
        let shares = outcomes(&game, &flow[0], scenario.outcomes.len());
        let start: Vec<usize> = scenario.variables.iter().map(|v| v.start).collect();
        let (values, named) = Naive { s: &scenario }.turn(1, 0, &start);
        let close = |a: &[f64], b: &[f64], what: &str| {
            for (x, y) in a.iter().zip(b) {
                assert!(
                    (x - y).abs() < 1e-10 * x.abs().max(1.0),
                    "seed {seed}, {what}: {a:?} {b:?}\n{text}"
                );
            }
        };
        close(&solution.start(&game), &values, "values");
        close(&shares, &named, "outcomes");
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(
            solution.certificate.residual < 1e-12,
            "seed {seed}: {:?}\n{text}",
            solution.certificate
        );
        if scenario.time.shadow == Some(0) {
            // booked by account over all rounds, payoffs add up to the value
            let mut sums = vec![0.0; scenario.actors.len()];
            by_account(&game, &flow, &[1.0])
                .iter()
                .zip(&game.payments.accounts)
                .for_each(|(x, a)| sums[a.role] += x);
            close(&sums, &values, "payoffs by term");
        }
        for turn in &scenario.turns {
            match &turn.kind {
                TurnKind::Vote(_) => votes += 1,
                TurnKind::Chance(_) => chances += 1,
                TurnKind::Joint(_) => unreachable!("none is made"),
                TurnKind::Actor(_, all) => {
                    families += usize::from(all.iter().any(|c| c.choose.is_some()))
                }
            }
        }
        ends += usize::from(
            named
                .iter()
                .zip(&scenario.outcomes)
                .any(|(p, o)| o.ends && *p > 0.01),
        );
    }
    assert!(
        votes > 100 && chances > 100 && families > 100 && ends > 100,
        "{votes} {chances} {families} {ends}"
    );
}

#[test]
fn a_level_is_copied_from_a_variable_of_the_same_levels() {
    let text = r#"
[time]
rounds = 3
[parameters]
precision = 2.0
patience = 0.9
[state]
talks = { levels = ["none", "direct", "deal"] }
held = { levels = ["none", "direct", "deal"], start = "deal" }
last = { levels = ["none", "direct", "deal"] }
[actors.a]
payoff = { x = "(talks == direct) + 2 * (held == direct) + 4 * (last == held)" }
[turns.keep.events]
keep = { chance = 1, set = { held = "talks", last = "if(talks == none, held, none)" } }
[turns.move]
actor = "a"
[turns.move.options]
hold = {}
talk = { when = "talks != direct", cost = 0.3, set = { talks = "direct" } }
sign = { when = "talks == direct", set = { talks = "deal" } }
[outcomes.same]
when = "talks == held"
[outcomes.other]
otherwise = true
"#;
    let scenario = lab::read(text, &[]);
    let game = lab::compile(&scenario);
    let solution = lab::solve(&game);
    let shares = lab::shares(&scenario, &game, &solution);
    let start: Vec<usize> = scenario.variables.iter().map(|v| v.start).collect();
    let (values, named) = Naive { s: &scenario }.turn(1, 0, &start);
    assert!((solution.start(&game)[0] - values[0]).abs() < 1e-12);
    assert!((shares[0] - named[0]).abs() < 1e-12);
    assert!(named[0] > 0.01 && named[1] > 0.01, "{named:?}");
    // other levels, or the same in another order, are other things
    for levels in ["[\"none\", \"direct\"]", "[\"direct\", \"none\", \"deal\"]"] {
        let from = "held = { levels = [\"none\", \"direct\", \"deal\"], start = \"deal\" }";
        let text = text.replace(from, &format!("before = {{ levels = {levels} }}"));
        assert!(load_text("copied", &text, &[]).is_err());
    }
}
