//! A solved scenario at some of its positions: who does what there, by name, what is believed, and
//! what play is worth from there on.

use super::record::foretold;
use super::request::{PositionQuestion, every_place, held, places};
use super::session::{Equilibrium, Session};
use super::several::{Several, several};
use crate::error::Error;
use crate::forecast::{Occupancy, usual_beliefs, whole};
use crate::game::{
    BeliefPoint, Beliefs, CHOICE_NAMES, Game, Joint, Limits, Mover, MoverTypes, Node, Position,
    Rows, Template,
};
use crate::scenario::Scenario;
use crate::solve::{View, values};
use crate::task::Task;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Probabilities by name, in the order of the file; each from 0 to 1.
pub type Probabilities = IndexMap<String, f64>;

/// A solved scenario at some of its positions.
pub struct Positions<'a> {
    /// The scenario, solved.
    pub of: Equilibrium<'a>,
    /// The round, from 1.
    pub round: usize,
    /// The positions, at least one.
    pub positions: Vec<Position>,
    /// What is believed there, on every axis of the grid of beliefs, from 0 to 1.
    pub held: Vec<f64>,
    /// Expected payoffs, discounted to this round: nodes × roles × points of belief.
    values: Vec<f64>,
    /// The same by account: nodes × accounts × points of belief.
    accounts: Vec<f64>,
}

/// Solves `scenario` and looks at the positions that `question` is about: what `tell` makes of them.
/// What is wrong with the question is found before the game is solved; `task` hears the share solved.
///
/// # Errors
/// As [`Overrides::compile`](super::Overrides::compile), [`places`], [`held`] and
/// [`equilibrium`](super::equilibrium).
pub fn ask<T>(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    task: &dyn Task,
    tell: impl FnOnce(&Positions) -> T,
) -> Result<T, Error> {
    let Place {
        game,
        positions,
        held,
    } = find(&scenario, question, limits)?;
    let session = Session::solve(scenario, game, task)?;
    let round = question.places.round.unwrap_or(1);
    let known = session.equilibrium();
    let usual = usual(known, question, |flows, game| {
        usual_beliefs(game, flows, round, &positions)
    });
    Ok(tell(&known.at(round, positions, usual.unwrap_or(held))))
}

/// What `read` makes of the occupancies of all that actors can be, if what all believe at a place hangs on what is done
/// unseen before it, and the question does not say what it is.
fn usual<T>(
    of: Equilibrium,
    question: &PositionQuestion,
    read: impl FnOnce(&[Occupancy], &Game) -> T,
) -> Option<T> {
    let wanted = of.game.changes.any() && question.beliefs.is_empty();
    let flows = || {
        foretold((of.scenario, of.game, of.solution), 0, |on| {
            read(on.by_who, of.game)
        })
    };
    wanted.then(flows).and_then(Result::ok)
}

/// The same, with other equilibria to which so many `searches` lead: what `tell` makes of the
/// positions in the principal one, and of all of them.
///
/// # Errors
/// As [`ask`] and [`several`].
pub fn ask_several<T>(
    scenario: Scenario,
    question: &PositionQuestion,
    searches: usize,
    limits: &Limits,
    task: &dyn Task,
    tell: impl FnOnce(&Positions, &Several) -> T,
) -> Result<T, Error> {
    let place = find(&scenario, question, limits)?;
    let several = several(&scenario, &place.game, searches, task)?;
    let principal = Equilibrium {
        scenario: &scenario,
        game: &place.game,
        solution: &several.all[0].solution,
    };
    let round = question.places.round.unwrap_or(1);
    let usual = usual(principal, question, |flows, game| {
        usual_beliefs(game, flows, round, &place.positions)
    });
    let at = principal.at(round, place.positions, usual.unwrap_or(place.held));
    Ok(tell(&at, &several))
}

/// The same at the positions, of those that `question` is about, at which play is most often: each in the round in
/// which it is likeliest, if the question names none; what `tell` makes of each and of the share of histories
/// that come there in that round, the most frequent first.
///
/// # Errors
/// As [`ask`].
pub fn ask_often<T>(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    task: &dyn Task,
    tell: impl Fn(&Positions, f64) -> T,
) -> Result<Vec<T>, Error> {
    let game = question.overrides.compile(&scenario, limits)?;
    let positions = every_place(&question.places, &scenario, &game)?;
    let held = held(question.beliefs, &scenario, &game.beliefs)?;
    let session = Session::solve(scenario, game, task)?;
    let mut often = often(&session, &positions, question.places.round);
    let choice = |(p, ..): &(Position, usize, f64)| session.game.structure.moves_of(*p).len() > 1;
    if question.places.condition.is_none() && often.iter().any(choice) {
        // of a whole turn only what is decided there
        often.retain(choice);
    }
    often.truncate(question.places.most);
    let usual = usual(session.equilibrium(), question, |flows, game| {
        let at = |(p, t, _): &(Position, usize, f64)| usual_beliefs(game, flows, *t, &[*p]);
        often.iter().map(at).collect::<Vec<_>>()
    });
    let mut told: Vec<(usize, T)> = vec![];
    let mut by_round: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, (_, round, _)) in often.iter().enumerate() {
        by_round.entry(*round).or_default().push(n);
    }
    // the values of a round are worked out once
    for (round, numbers) in by_round {
        let mut found = session.equilibrium().at(round, vec![], held.clone());
        for n in numbers {
            let (position, _, share) = often[n];
            found.positions = vec![position];
            if let Some(usual) = &usual {
                found.held.clone_from(&usual[n]);
            }
            told.push((n, tell(&found, share)));
        }
    }
    told.sort_by_key(|(n, _)| *n);
    Ok(told.into_iter().map(|(_, told)| told).collect())
}

/// These positions, the most frequent first, each with a round and the share of histories that come there in it:
/// the given round, or the likeliest, of equals the first.
fn often(
    session: &Session,
    positions: &[Position],
    round: Option<usize>,
) -> Vec<(Position, usize, f64)> {
    let Session {
        scenario,
        game,
        solution,
    } = session;
    let of = (scenario, game, solution);
    let occupancy = foretold(of, 0, |on| whole(game, on.by_who));
    let occupancy = occupancy.expect("what is known can have come about");
    let share = |p: Position, round: usize| -> f64 {
        occupancy.taken[round - 1][game.structure.moves_of(p).range()]
            .iter()
            .sum()
    };
    let place = |p: &Position| {
        let rounds = round.map_or(1..=game.rounds, |t| t..=t);
        let shares = rounds.map(|t| (*p, t, share(*p, t)));
        let more = |best: (Position, usize, f64), next: (Position, usize, f64)| {
            if next.2 > best.2 { next } else { best }
        };
        shares.reduce(more).expect("there is a round")
    };
    let mut all: Vec<(Position, usize, f64)> = positions.iter().map(place).collect();
    all.sort_by(|a, b| b.2.total_cmp(&a.2));
    all
}

/// What a question is about, before the game is solved.
struct Place {
    game: Game,
    positions: Vec<Position>,
    held: Vec<f64>,
}

fn find(scenario: &Scenario, question: &PositionQuestion, limits: &Limits) -> Result<Place, Error> {
    let game = question.overrides.compile(scenario, limits)?;
    Ok(Place {
        positions: places(&question.places, scenario, &game)?,
        held: held(question.beliefs, scenario, &game.beliefs)?,
        game,
    })
}

impl<'a> Equilibrium<'a> {
    /// These positions in round `round` (from 1), where beliefs are `held`, a share on every axis.
    pub fn at(self, round: usize, positions: Vec<Position>, held: Vec<f64>) -> Positions<'a> {
        let [values, accounts] = values(self.game, self.solution, round);
        Positions {
            of: self,
            round,
            positions,
            held,
            values,
            accounts,
        }
    }
}

impl Positions<'_> {
    /// The solution in this round where beliefs are as they are held.
    pub fn view(&self) -> View<'_> {
        self.of.solution.view(self.of.game, self.round, &self.held)
    }

    /// What each role expects from position `p` on, discounted to this round.
    pub fn expected(&self, p: Position) -> Vec<f64> {
        let beliefs = &self.of.game.beliefs;
        let belief = beliefs.belief(&self.held);
        let roles = 0..beliefs.prior.len();
        roles.map(|r| self.value(p, r, &belief)).collect()
    }

    /// The same by the role's id, without nature, which receives nothing.
    pub fn values_of_all(&self, p: Position) -> IndexMap<String, f64> {
        let (scenario, beliefs) = (self.of.scenario, &self.of.game.beliefs);
        let all = self.expected(p).into_iter().enumerate();
        all.filter(|(role, _)| !scenario.actors[beliefs.actor(*role)].nature)
            .map(|(role, value)| (role_id(scenario, beliefs, role), value))
            .collect()
    }

    /// What a role expects from `node` on, discounted to this round, where beliefs are at `belief`.
    pub(super) fn value(&self, node: impl Into<Node>, role: usize, belief: &BeliefPoint) -> f64 {
        let roles = self.of.game.beliefs.prior.len();
        self.read(&self.values, roles, node.into(), role, belief)
    }

    /// The part of it that goes to one account of that role.
    pub(super) fn paid(&self, node: Node, account: usize, belief: &BeliefPoint) -> f64 {
        let width = self.of.game.payments.accounts.len();
        self.read(&self.accounts, width, node, account, belief)
    }

    /// The number of `column` in `values`, nodes × `width` × points of belief.
    fn read(
        &self,
        values: &[f64],
        width: usize,
        node: Node,
        column: usize,
        belief: &BeliefPoint,
    ) -> f64 {
        let beliefs = &self.of.game.beliefs;
        let rows = Rows {
            inner: width,
            points: beliefs.count,
        };
        beliefs.read(&values[rows.row(node.get(), column)], belief)
    }
}

/// Who a role is: its actor's id and, if it has one, its type's.
pub fn role_id(scenario: &Scenario, beliefs: &Beliefs, role: usize) -> String {
    let actor = &scenario.actors[beliefs.actor(role)].name.id;
    match beliefs.names[role].0.as_str() {
        "" => actor.clone(),
        kind => format!("{actor}.{kind}"),
    }
}

/// The probability of each move of position `p`, by its option's id, for movers of these types.
pub(super) fn strategy(game: &Game, p: Position, view: &View, types: MoverTypes) -> Probabilities {
    let s = &game.structure;
    let k = s.turn_of(p);
    let type_ = match &s.turn(k).mover {
        Mover::Actor(i) => game.layout.type_of(k, types, *i),
        Mover::Chance(_) | Mover::Joint(_) | Mover::Vote(_) => 0,
    };
    s.moves_of(p)
        .zip(view.moves(p, types))
        .filter(|(m, _)| !game.closed.of_move(*m, type_))
        .map(|(m, share)| (s.option_id(k, m), share))
        .collect()
}

/// What each actor who moves at once with others does: its role, and the open options' ids.
pub(super) fn at_once(
    game: &Game,
    p: Position,
    view: &View,
    joint: &Joint,
) -> Vec<(usize, Probabilities)> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let mut all = vec![];
    let parties = joint.actors.iter().zip(&joint.options);
    let open = s.open(p).iter().zip(s.party_cells(p));
    for ((i, options), (open, cells)) in parties.zip(open) {
        for role in beliefs.roles(*i) {
            let types = layout.alone(k, *i, beliefs.type_of(role));
            let shares = open.iter().zip(cells.clone());
            let shares = shares.filter(|(_, c)| !game.closed.of_cell(*c, beliefs.type_of(role)));
            let shares = shares.map(|(o, c)| (options[*o].0.clone(), view.cell(p, c, types)));
            all.push((role, shares.collect()));
        }
    }
    all
}

/// Who does what at position `p`: an actor's or chance's options; at a vote what becomes of the
/// drafts, then how each member votes. By type where who moves has types.
pub fn strategies(
    scenario: &Scenario,
    game: &Game,
    p: Position,
    view: &View,
) -> IndexMap<String, Probabilities> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let turn = s.turn(k);
    match &turn.mover {
        Mover::Actor(i) => beliefs
            .roles(*i)
            .map(|role| {
                let types = layout.alone(k, *i, beliefs.type_of(role));
                (
                    role_id(scenario, beliefs, role),
                    strategy(game, p, view, types),
                )
            })
            .collect(),
        Mover::Joint(joint) => at_once(game, p, view, joint)
            .into_iter()
            .map(|(role, all)| (role_id(scenario, beliefs, role), all))
            .collect(),
        Mover::Chance(Some(i)) => beliefs
            .roles(*i)
            .map(|role| {
                let types = layout.alone(k, *i, beliefs.type_of(role));
                let name = format!("chance.{}", beliefs.names[role].0);
                (name, strategy(game, p, view, types))
            })
            .collect(),
        Mover::Chance(None) => {
            let all = strategy(game, p, view, MoverTypes::default());
            IndexMap::from([("chance".to_string(), all)])
        }
        Mover::Vote(template) => {
            let mut strategies = IndexMap::new();
            for types in layout.mover_types(k) {
                let role = |i| beliefs.role(i, layout.type_of(k, types, i));
                let movers = layout.typed_movers(k);
                let names: Vec<&str> = movers.map(|i| beliefs.names[role(i)].0.as_str()).collect();
                let tail = if names.is_empty() {
                    String::new()
                } else {
                    format!(".{}", names.join("."))
                };
                strategies.insert(format!("{}{tail}", turn.id), strategy(game, p, view, types));
                for (member, votes) in votes(game, p, template, view, types) {
                    strategies
                        .entry(role_id(scenario, beliefs, role(member)))
                        .or_insert(votes);
                }
            }
            strategies
        }
    }
}

/// How each member votes on each draft that may be called at `p`: the average over the calls it may
/// come to, as often as it does once the draft is called.
fn votes(
    game: &Game,
    p: Position,
    template: &Template,
    view: &View,
    types: MoverTypes,
) -> Vec<(usize, Probabilities)> {
    let s = &game.structure;
    let members = template.members.iter();
    let mut all: Vec<_> = members.map(|m| (*m, IndexMap::new())).collect();
    for roll in s.roll_calls(p, template) {
        let draft = &template.drafts[roll.draft].0;
        let cells: Vec<f64> = roll.cells.map(|c| view.cell(p, c, types)).collect();
        let reach = template.reach(&cells);
        for (c, call) in template.calls.iter().enumerate() {
            for (choice, _) in call.open() {
                let name = format!("{draft}.{}", CHOICE_NAMES[choice]);
                let sum: &mut f64 = all[call.member].1.entry(name).or_insert(0.0);
                *sum += reach[c] * cells[template.cell(c, choice)];
            }
        }
    }
    all
}

/// What all believe of each actor with types.
pub fn believed(
    scenario: &Scenario,
    beliefs: &Beliefs,
    at: &[f64],
) -> IndexMap<String, Probabilities> {
    (0..beliefs.actors())
        .filter(|i| beliefs.type_count(*i) > 1)
        .map(|i| {
            let names = beliefs.roles(i).map(|r| beliefs.names[r].0.clone());
            let all = names.zip(beliefs.probabilities(i, at));
            (scenario.actors[i].name.id.clone(), all.collect())
        })
        .collect()
}
