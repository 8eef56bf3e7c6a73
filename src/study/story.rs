//! One history, step by step: who did what, how likely that was, what else was open, what was
//! learnt; and where it parts from the same history of another scenario.

use super::position::{Probabilities, at_once, strategy};
use super::session::Session;
use crate::game::{CHOICE_NAMES, Joint, Mover, MoverTypes, Node, Place, RollCall, Template, Turn};
use crate::simulate::{Player, Step};
use crate::solve::View;
use indexmap::IndexMap;

/// Which history of a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Which {
    /// The seed of the luck.
    pub seed: u64,
    /// Its number among the histories of that seed, from 0.
    pub history: u64,
}

/// A move of a history.
#[derive(Clone, Debug)]
pub struct Move {
    /// The round, from 1.
    pub round: usize,
    /// The turn.
    pub turn: Turn,
    /// Who moves; none is chance.
    pub actor: Option<usize>,
    /// The id of what is done.
    pub option: String,
    /// How likely that was to its mover, being what it is.
    pub probability: f64,
    /// What was open to the mover, and how likely each was.
    pub open: Probabilities,
    /// The node that has the state after the move.
    pub node: Node,
    /// What all believe after the step, on every axis of the grid of beliefs.
    pub held: Vec<f64>,
    /// The actors of whose types something was learnt by the step that ends with this move.
    pub learnt: Vec<usize>,
    /// What an actor becomes, unseen, by that step: a role.
    pub became: Option<usize>,
}

/// One history.
#[derive(Clone, Debug)]
pub struct Story {
    /// The true type, at first, of each actor that has several, as a role.
    pub roles: Vec<usize>,
    /// Its moves, in order: of a vote several.
    pub moves: Vec<Move>,
    /// The outcome.
    pub outcome: usize,
    /// The round in which it ends, from 1.
    pub last: usize,
}

/// A history in two scenarios that meet the same luck.
pub struct StoryPair {
    /// How it goes in the first.
    pub one: Story,
    /// How it goes in the second.
    pub other: Story,
    /// The first move, from 0, at which the two part; none if they do not.
    pub parting: Option<usize>,
    /// This history, or the first of those that follow, that parts; none if none of the next
    /// [`LOOKED_THROUGH`] does.
    pub first: Option<u64>,
}

/// How many histories after the one asked for are looked through for one that parts.
pub const LOOKED_THROUGH: u64 = 1000;

/// The least change of a probability by which something is learnt of a type: a point.
const LEARNT: f64 = 0.01;

impl Session {
    /// Plays one history.
    pub fn story(&self, which: Which) -> Story {
        self.play(|player| self.played(&player, which))
    }

    fn played(&self, player: &Player, Which { seed, history }: Which) -> Story {
        let game = &self.game;
        let types = game.beliefs.types(player.draw(seed, history));
        let typed = (0..types.len()).filter(|i| game.beliefs.type_count(*i) > 1);
        let roles = typed.map(|i| game.beliefs.role(i, types[i])).collect();
        let narrator = Narrator { session: self };
        let mut moves = vec![];
        let (end, last) = player.play(seed, history, |step| narrator.tell(step, &mut moves));
        Story {
            roles,
            moves,
            outcome: game.structure.outcome(end),
            last,
        }
    }

    /// The history in this scenario and in `other`, where the two part, and which is the next to
    /// part if this one does not.
    pub fn pair(&self, other: &Session, which: Which) -> StoryPair {
        self.play(|player| other.play(|second| self.pair_by(&player, (other, &second), which)))
    }

    fn pair_by(
        &self,
        player: &Player,
        (other, second): (&Session, &Player),
        which: Which,
    ) -> StoryPair {
        let stories = |which| (self.played(player, which), other.played(second, which));
        let (one, second) = stories(which);
        let parting = parting((self, &one), (other, &second));
        let first = parting.map(|_| which.history).or_else(|| {
            let parts = |history: &u64| {
                let (a, b) = stories(Which {
                    history: *history,
                    ..which
                });
                self::parting((self, &a), (other, &b)).is_some()
            };
            let next = which.history.saturating_add(1);
            (next..next.saturating_add(LOOKED_THROUGH)).find(parts)
        });
        StoryPair {
            one,
            other: second,
            parting,
            first,
        }
    }
}

/// The first move at which two histories part: another is made, or it leads elsewhere.
fn parting(one: (&Session, &Story), other: (&Session, &Story)) -> Option<usize> {
    let (own, others) = (&one.1.moves, &other.1.moves);
    let mut pairs = own.iter().zip(others);
    let differ = pairs.position(|(a, b)| !same((one.0, a), (other.0, b)));
    let shorter = own.len().min(others.len());
    let longer = own.len().max(others.len());
    differ.or((shorter < longer).then_some(shorter))
}

/// Whether two moves are the same by name and lead to the same levels of the variables that both
/// scenarios have.
fn same((one, a): (&Session, &Move), (other, b): (&Session, &Move)) -> bool {
    let did = |session: &Session, m: &Move| {
        let turn = session.game.structure.turn(m.turn).id.clone();
        let actor = m.actor.map(|i| session.scenario.actors[i].name.id.clone());
        (m.round, turn, actor, m.option.clone())
    };
    if did(one, a) != did(other, b) {
        return false;
    }
    let (here, there) = (
        one.equilibrium().state(a.node),
        other.equilibrium().state(b.node),
    );
    let mut shared = here.iter().filter(|(v, _)| there.contains_key(*v));
    shared.all(|(v, level)| there[v] == *level)
}

/// Tells what is done at each step of a history.
struct Narrator<'a> {
    session: &'a Session,
}

/// Where a step is told.
struct Scene<'a> {
    step: &'a Step<'a>,
    /// Its turn.
    turn: Turn,
    /// The solution at its beliefs.
    view: View<'a>,
    /// The types of those who move.
    types: MoverTypes,
}

impl Scene<'_> {
    /// A move of this step, which leads to the state of `node`.
    fn entry(
        &self,
        actor: Option<usize>,
        option: String,
        open: Probabilities,
        node: impl Into<Node>,
    ) -> Move {
        Move {
            round: self.step.round,
            turn: self.turn,
            actor,
            probability: open.get(&option).copied().unwrap_or(1.0),
            option,
            open,
            node: node.into(),
            held: self.step.after.to_vec(),
            learnt: vec![],
            became: None,
        }
    }
}

impl Narrator<'_> {
    /// Adds the moves of a step: of a vote several. The last says what was learnt by the step.
    fn tell(&self, step: &Step, moves: &mut Vec<Move>) {
        let Session { game, solution, .. } = self.session;
        let s = &game.structure;
        let k = s.turn_of(step.position);
        let scene = Scene {
            step,
            turn: k,
            view: solution.view(game, step.round, step.before),
            types: game.layout.movers_of(k, &game.beliefs.types(step.who[0])),
        };
        let before = moves.len();
        match &s.turn(k).mover {
            Mover::Vote(template) => self.vote(&scene, template, moves),
            Mover::Joint(joint) => self.joint(&scene, joint, moves),
            Mover::Actor(i) => moves.push(self.single(&scene, Some(*i))),
            Mover::Chance(_) => moves.push(self.single(&scene, None)),
        }
        // a step in which nobody has a choice adds no move, and teaches nothing
        if let [.., last] = &mut moves[before..] {
            last.learnt = self.learnt(step);
            last.became = self.became(step);
        }
    }

    /// What an actor becomes by a step.
    fn became(&self, step: &Step) -> Option<usize> {
        let beliefs = &self.session.game.beliefs;
        let [before, after] = step.who.map(|who| beliefs.types(who));
        let i = (0..after.len()).find(|i| before[*i] != after[*i])?;
        Some(beliefs.role(i, after[i]))
    }

    /// The actors of whose types something is learnt by a step.
    fn learnt(&self, step: &Step) -> Vec<usize> {
        let beliefs = &self.session.game.beliefs;
        let moved = |i: &usize| {
            let before = beliefs.probabilities(*i, step.before);
            let after = beliefs.probabilities(*i, step.after);
            let mut pairs = before.iter().zip(&after);
            pairs.any(|(a, b)| (a - b).abs() >= LEARNT)
        };
        let typed = (0..beliefs.actors()).filter(|i| beliefs.type_count(*i) > 1);
        typed.filter(moved).collect()
    }

    /// The move of one actor, or of chance.
    fn single(&self, scene: &Scene, actor: Option<usize>) -> Move {
        let game = &self.session.game;
        let Step {
            position,
            taken,
            next,
            ..
        } = *scene.step;
        let open = strategy(game, position, &scene.view, scene.types);
        let option = game.structure.option_id(scene.turn, taken);
        scene.entry(actor, option, open, next)
    }

    /// The moves of those who move at once and have a choice.
    fn joint(&self, scene: &Scene, joint: &Joint, moves: &mut Vec<Move>) {
        let game = &self.session.game;
        let Step {
            position,
            taken,
            next,
            ..
        } = *scene.step;
        let picks = joint.picks(game.structure.profile(taken));
        let true_types = game.beliefs.types(scene.step.who[0]);
        for (role, open) in at_once(game, position, &scene.view, joint) {
            let i = game.beliefs.actor(role);
            if game.beliefs.role(i, true_types[i]) != role || open.contains_key("nothing") {
                continue;
            }
            let Some(party) = joint.party(i) else {
                continue;
            };
            let option = joint.options[party][picks[party]].0.clone();
            moves.push(scene.entry(Some(i), option, open, next));
        }
    }

    /// Which draft is called, how each member votes on it, and what becomes of it.
    fn vote(&self, scene: &Scene, template: &Template, moves: &mut Vec<Move>) {
        let s = &self.session.game.structure;
        let Step {
            position,
            taken,
            next,
            ..
        } = *scene.step;
        let share = |place| scene.view.share(position, place, scene.types);
        let mut open = IndexMap::new();
        if let Some(nothing) = s.no_draft(position) {
            open.insert("none".to_string(), share(Place::Move(nothing)));
        }
        let mut called = None;
        for roll in s.roll_calls(position, template) {
            let draft = &template.drafts[roll.draft].0;
            open.insert(draft.clone(), share(Place::Either(roll.pass, roll.fail)));
            if taken == roll.pass || taken == roll.fail {
                called = Some((roll, draft.clone()));
            }
        }
        if let Some(proposer) = template.proposer {
            let called = called.as_ref();
            let picked = called.map_or("none".to_string(), |(_, draft)| draft.clone());
            moves.push(scene.entry(Some(proposer), picked, open, position));
        }
        if let Some((roll, draft)) = called {
            self.votes(scene, template, &roll, &draft, moves);
            let id = s.option_id(scene.turn, taken);
            let open = IndexMap::from([(id.clone(), 1.0)]);
            moves.push(scene.entry(None, id, open, next));
        }
    }

    /// How each member votes on the draft of this roll call; its proposer need not say.
    fn votes(
        &self,
        scene: &Scene,
        template: &Template,
        roll: &RollCall,
        draft: &str,
        moves: &mut Vec<Move>,
    ) {
        let position = scene.step.position;
        let name = |choice: usize| format!("{draft}.{}", CHOICE_NAMES[choice]);
        for cell in scene.step.cast.iter().filter_map(|c| roll.cells.place(*c)) {
            let c = template.reached_by(cell);
            let Some(call) = template.calls.get(c) else {
                break;
            };
            let member = template.members[call.member];
            if template.proposer == Some(member) {
                continue;
            }
            let own = |choice: usize| template.cell(c, choice);
            let Some((cast, _)) = call.open().find(|(choice, _)| own(*choice) == cell) else {
                unreachable!("only open choices are cast")
            };
            let open = call.open().map(|(choice, _)| {
                let share = scene
                    .view
                    .cell(position, roll.cells.at(own(choice)), scene.types);
                (name(choice), share)
            });
            let open = open.collect();
            moves.push(scene.entry(Some(member), name(cast), open, position));
        }
    }
}
