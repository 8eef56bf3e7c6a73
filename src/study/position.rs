//! A solved scenario at some of its positions: who does what there, by name, what is believed, and
//! what play is worth from there on.

use super::request::{PositionQuestion, held, places};
use super::session::Session;
use crate::game::{Beliefs, CHOICES, Game, Joint, Limits, Mover, Spot, Template};
use crate::scenario::Scenario;
use crate::solve::{View, values};
use crate::source::Failure;
use indexmap::IndexMap;

/// Probabilities by name, in the order of the file; each from 0 to 1.
pub type Probabilities = IndexMap<String, f64>;

/// A solved scenario at the positions that are asked about.
pub struct Positions {
    /// The scenario, solved.
    pub session: Session,
    /// The round, from 1.
    pub round: usize,
    /// The positions, at least one.
    pub positions: Vec<usize>,
    /// What is believed there, on every axis of the grid of beliefs, from 0 to 1.
    pub held: Vec<f64>,
    /// Expected payoffs, discounted to this round: nodes × roles × points of belief.
    values: Vec<f64>,
    /// The same by account: nodes × accounts × points of belief.
    accounts: Vec<f64>,
}

impl Positions {
    /// Solves `scenario` and looks at the positions that `question` is about. What is wrong with
    /// the question is found before the game is solved; `progress` is told the share solved.
    ///
    /// # Errors
    /// As [`Overrides::compile`](super::Overrides::compile), [`places`], [`held`] and
    /// [`equilibrium`](super::equilibrium).
    pub fn find(
        scenario: Scenario,
        question: &PositionQuestion,
        limits: &Limits,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<Self, Box<Failure>> {
        let game = question.overrides.compile(&scenario, limits)?;
        let positions = places(&question.places, &scenario, &game)?;
        let held = held(question.beliefs, &scenario, &game.beliefs)?;
        let session = Session::solve(scenario, game, progress)?;
        let round = question.places.round;
        let [values, accounts] = values(&session.game, &session.solution, round);
        Ok(Positions {
            session,
            round,
            positions,
            held,
            values,
            accounts,
        })
    }

    /// The solution in this round where beliefs are as they are held.
    pub fn view(&self) -> View<'_> {
        let Session { game, solution, .. } = &self.session;
        solution.view(game, self.round, &self.held)
    }

    /// What each role expects from position `p` on, discounted to this round.
    pub fn expected(&self, p: usize) -> Vec<f64> {
        let beliefs = &self.session.game.beliefs;
        let spot = beliefs.spot(&self.held);
        let roles = 0..beliefs.prior.len();
        roles.map(|r| self.value(p, r, &spot)).collect()
    }

    /// What a role expects from `node` on, discounted to this round, where beliefs are at `spot`.
    pub(super) fn value(&self, node: usize, role: usize, spot: &Spot) -> f64 {
        let roles = self.session.game.beliefs.prior.len();
        self.read(&self.values, roles, node, role, spot)
    }

    /// The part of it that goes to one account of that role.
    pub(super) fn paid(&self, node: usize, account: usize, spot: &Spot) -> f64 {
        let width = self.session.game.numbers.accounts.len();
        self.read(&self.accounts, width, node, account, spot)
    }

    /// The number of `column` in `values`, nodes × `width` × points of belief.
    fn read(&self, values: &[f64], width: usize, node: usize, column: usize, spot: &Spot) -> f64 {
        let beliefs = &self.session.game.beliefs;
        let row = &values[(node * width + column) * beliefs.count..][..beliefs.count];
        beliefs.read(row, spot)
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

/// The probability of each move of position `p`, by its option's id, for those drawn as `drawn`.
pub(super) fn strategy(game: &Game, p: usize, view: &View, drawn: usize) -> Probabilities {
    let s = &game.structure;
    let k = s.turn_of(p);
    let turn = &s.turns[k];
    s.moves_of(p)
        .zip(view.moves(k, p, drawn))
        .map(|(m, share)| (turn.option_id(s.option[m]), share))
        .collect()
}

/// What each actor who moves at once with others does: its role, and the open options' ids.
pub(super) fn at_once(
    game: &Game,
    p: usize,
    view: &View,
    joint: &Joint,
) -> Vec<(usize, Probabilities)> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let mut cell = s.cells[p] as usize;
    let mut all = vec![];
    let open = joint.open(&s.option[s.moves_of(p)]);
    for ((i, options), open) in joint.actors.iter().zip(&joint.options).zip(open) {
        for role in beliefs.roles(*i) {
            let drawn = layout.swap(k, 0, *i, role - beliefs.first[*i], beliefs);
            let shares = open
                .iter()
                .enumerate()
                .map(|(n, o)| (options[*o].0.clone(), view.cell(k, cell + n, drawn)));
            all.push((role, shares.collect()));
        }
        cell += open.len();
    }
    all
}

/// Who does what at position `p`: an actor's or chance's options; at a vote what becomes of the
/// drafts, then how each member votes. By type where who moves has types.
pub fn strategies(
    scenario: &Scenario,
    game: &Game,
    p: usize,
    view: &View,
) -> IndexMap<String, Probabilities> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let turn = &s.turns[k];
    match &turn.mover {
        Mover::Actor(i) => beliefs
            .roles(*i)
            .map(|role| {
                let kind = role - beliefs.first[*i];
                let all = strategy(game, p, view, kind);
                (role_id(scenario, beliefs, role), all)
            })
            .collect(),
        Mover::Joint(joint) => at_once(game, p, view, joint)
            .into_iter()
            .map(|(role, all)| (role_id(scenario, beliefs, role), all))
            .collect(),
        Mover::Chance => IndexMap::from([("chance".to_string(), strategy(game, p, view, 0))]),
        Mover::Vote(template) => {
            let mut strategies = IndexMap::new();
            for drawn in 0..layout.kinds[k] {
                let types: Vec<String> = layout.cast[k]
                    .iter()
                    .map(|i| {
                        let kind = layout.kind_of(k, drawn, *i, beliefs);
                        beliefs.names[beliefs.first[*i] + kind].0.clone()
                    })
                    .collect();
                let tail = if types.is_empty() {
                    String::new()
                } else {
                    format!(".{}", types.join("."))
                };
                strategies.insert(format!("{}{tail}", turn.id), strategy(game, p, view, drawn));
                for (member, votes) in votes(game, p, template, view, drawn) {
                    let kind = layout.kind_of(k, drawn, member, beliefs);
                    let role = beliefs.first[member] + kind;
                    strategies
                        .entry(role_id(scenario, beliefs, role))
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
    p: usize,
    template: &Template,
    view: &View,
    drawn: usize,
) -> Vec<(usize, Probabilities)> {
    let s = &game.structure;
    let k = s.turn_of(p);
    let mut all: Vec<_> = template
        .members
        .iter()
        .map(|m| (*m, IndexMap::new()))
        .collect();
    for call in s.roll_calls(p, template) {
        let draft = &template.drafts[call.draft].0;
        let cells: Vec<f64> = call.cells.map(|c| view.cell(k, c, drawn)).collect();
        let reach = template.reach(&cells);
        for (c, call) in template.calls.iter().enumerate() {
            for (choice, word) in ["yes", "no", "abstain"].iter().enumerate() {
                if call.next[choice].is_some() {
                    let name = format!("{draft}.{word}");
                    let sum: &mut f64 = all[call.member].1.entry(name).or_insert(0.0);
                    *sum += reach[c] * cells[c * CHOICES + choice];
                }
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
        .filter(|i| beliefs.kinds(*i) > 1)
        .map(|i| {
            let names = beliefs.roles(i).map(|r| beliefs.names[r].0.clone());
            let all = names.zip(beliefs.probabilities(i, at));
            (scenario.actors[i].name.id.clone(), all.collect())
        })
        .collect()
}
