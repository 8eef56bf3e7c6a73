//! A scenario with all its expressions compiled: what the search and the numbers are worked from.

use super::super::{Beliefs, Count, Joint, Mover, Template, TurnInfo, to_u16};
use super::draws::Draws;
use crate::diagnostics::Span;
use crate::language::{Code, Evaluator, Expr, Kind, VariableKind};
use crate::scenario::{Choice, Occasion, Plays, Scenario, TurnKind, Variable, Vote};
use std::sync::Arc;

/// What a role receives or pays.
pub(in crate::game) type Payment = (usize, Code, Span);

/// An option, event or draft with compiled expressions.
pub(in crate::game) struct CompiledOption {
    /// What all levels that a choice stands for have in common.
    parts: Arc<Parts>,
    pub chosen: Option<u16>,
    chosen_slot: usize,
}

impl std::ops::Deref for CompiledOption {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// The compiled expressions of a choice.
pub(in crate::game) struct Parts {
    pub when: Option<Code>,
    /// If the condition reads what only its actor knows: what that is for each of its types, slots and levels.
    pub knowers: Vec<Vec<(usize, u16)>>,
    pub set: Vec<(usize, Code, Span)>,
    /// Private variables that it sets, unseen.
    pub unseen: Vec<(usize, Code, Span)>,
    /// What an option costs its actor, by role.
    pub cost: Vec<Payment>,
    /// An event's chance, or that of a scripted option.
    pub chance: Option<(Code, Span)>,
    /// The chance, if it is a literal number.
    pub constant: Option<f64>,
    /// Received once, by role.
    pub payoff: Vec<Payment>,
    pub choose: Option<usize>,
}

impl CompiledOption {
    /// Whether it is open to any type of its actor.
    pub fn open(&self, slots: &mut [u16]) -> bool {
        match self.knowers.len() {
            0 => self.holds(slots),
            types => (0..types).any(|type_| self.open_to(type_, slots)),
        }
    }

    /// Whether it is open to its actor, if of this type.
    pub fn open_to(&self, type_: usize, slots: &mut [u16]) -> bool {
        for (slot, level) in self.knowers.get(type_).into_iter().flatten() {
            slots[*slot] = *level;
        }
        self.holds(slots)
    }

    fn holds(&self, slots: &mut [u16]) -> bool {
        slots[self.chosen_slot] = self.chosen.unwrap_or(0);
        self.when.as_ref().is_none_or(|w| w.at(slots) != 0.0)
    }
}

/// A turn with compiled expressions.
pub(in crate::game) struct CompiledTurn {
    pub mover: Mover,
    /// If nobody else sees what is done: whose type it may change, if it has several.
    pub hidden: Option<usize>,
    pub when: Option<Code>,
    pub options: Vec<CompiledOption>,
    /// Where several actors move at once, the first option of each.
    pub groups: Vec<usize>,
    /// Whether a vote has the move `none`.
    pub calls_nothing: bool,
    /// What a vote costs, by role.
    pub costs: Vec<(usize, Occasion, Code, Span)>,
    pub names: Vec<(String, String)>,
}

impl CompiledTurn {
    /// The options of who moves, or of party `j` of several who move at once.
    fn of_party(&self, j: usize) -> &[CompiledOption] {
        let end = self.groups.get(j + 1).copied();
        let first = self.groups.get(j).copied().unwrap_or(0);
        &self.options[first..end.unwrap_or(self.options.len())]
    }

    /// Whether nothing is open to who moves, or to party `j`, if of this type.
    pub fn idle(&self, j: usize, type_: usize, slots: &mut [u16]) -> bool {
        let mut own = self.of_party(j).iter();
        !own.any(|o| o.open_to(type_, slots))
    }

    /// Whether nothing is open to some type of who moves, or of party `j`.
    pub fn may_idle(&self, j: usize, slots: &mut [u16]) -> bool {
        let types = self.of_party(j).iter().map(|o| o.knowers.len()).max();
        (0..types.unwrap_or(0)).any(|type_| self.idle(j, type_, slots))
    }

    /// Whether the turn comes up: its condition holds and something is open.
    pub fn active(&self, slots: &mut [u16]) -> bool {
        self.when.as_ref().is_none_or(|w| w.at(slots) != 0.0)
            && self.options.iter().any(|o| o.open(slots))
    }
}

/// A scenario with all expressions compiled.
pub(in crate::game) struct Compiled<'a> {
    pub scenario: &'a Scenario,
    pub radix: Vec<usize>,
    pub turns: Vec<CompiledTurn>,
    /// For each outcome its condition; none holds otherwise.
    pub outcomes: Vec<Option<Code>>,
    /// Roles and the grid of beliefs, which says nothing yet about its points.
    pub beliefs: Beliefs,
    /// For each role how it chooses.
    pub plays: Vec<Plays>,
    /// For each role the levels of its actor's private variables: slots and levels.
    pub known: Vec<Vec<(usize, u16)>>,
    levels: Vec<Vec<f64>>,
    /// As all see them, then as each role has them.
    parameters: Vec<Vec<f64>>,
    tables: Vec<Vec<Expr>>,
    definitions: Vec<Expr>,
    sizes: Vec<usize>,
}

impl<'a> Compiled<'a> {
    pub fn new(scenario: &'a Scenario, points: usize) -> Self {
        let radix: Vec<usize> = scenario.variables.iter().map(Variable::size).collect();
        let largest_draft = scenario.turns.iter().map(|t| match &t.kind {
            TurnKind::Vote(vote) => vote.drafts.len() + 1,
            _ => 1,
        });
        let mut sizes = radix.clone();
        sizes.push(largest_draft.max().unwrap_or(1));
        sizes.push(radix.iter().copied().max().unwrap_or(1));
        let private = || scenario.private.iter().map(|p| &p.variable);
        sizes.extend(private().map(Variable::size));
        let mut compiled = Compiled {
            scenario,
            beliefs: Beliefs::default(),
            plays: vec![],
            known: vec![],
            levels: scenario
                .variables
                .iter()
                .chain(private())
                .map(Variable::values)
                .collect(),
            parameters: vec![scenario.values()],
            tables: scenario.tables.iter().map(|t| t.entries.clone()).collect(),
            definitions: scenario
                .definitions
                .iter()
                .map(|d| d.expr.clone())
                .collect(),
            radix,
            sizes,
            turns: vec![],
            outcomes: vec![],
        };
        compiled.roles(points);
        compiled.outcomes = scenario
            .outcomes
            .iter()
            .map(|o| o.when.as_ref().map(|w| compiled.code(w)))
            .collect();
        compiled.turns = scenario.turns.iter().map(|t| compiled.turn(t)).collect();
        compiled
    }

    /// Roles: each actor's types that have a prior above 0. One left is what all know it to be.
    fn roles(&mut self, points: usize) {
        let scenario = self.scenario;
        let drawn = Draws::new(scenario);
        let mut types = vec![];
        for (actor, possible) in scenario.actors.iter().zip(&drawn.possible) {
            let possible: Vec<_> = possible.iter().map(|k| &actor.types[*k]).collect();
            let named = possible.iter().map(|t| {
                (
                    t.name.id.clone(),
                    t.name.label.clone(),
                    scenario.number(&t.prior),
                )
            });
            types.push(if possible.len() > 1 {
                named.collect()
            } else {
                vec![]
            });
            for kind in &possible {
                let mut own = scenario.values();
                kind.parameters
                    .iter()
                    .for_each(|(p, e)| own[*p] = scenario.number(e));
                self.parameters.push(own);
                self.plays.push(kind.plays);
                let levels = kind.levels.iter();
                let levels = levels.map(|(p, level)| (self.private_slot(*p), *level));
                self.known.push(levels.collect());
            }
            if possible.is_empty() {
                self.parameters.push(scenario.values());
                self.plays.push(actor.plays);
                self.known.push(vec![]);
            }
        }
        let shown = (0..types.len()).map(|i| if shows(scenario, i) { points } else { 1 });
        self.beliefs = Beliefs::frame(&types, &shown.collect::<Vec<_>>());
        if let Some(factors) = drawn.factors {
            self.beliefs.correlate(factors);
        }
    }

    /// `expr`, of which no type's own parameters are read, compiled.
    pub fn code(&self, expr: &Expr) -> Code {
        self.sized(expr, &self.sizes, 0)
    }

    /// `expr` as `role` has it.
    pub fn code_of(&self, role: usize, expr: &Expr) -> Code {
        self.sized(expr, &self.sizes, role + 1)
    }

    /// Payments to actors, by role.
    pub fn payments(&self, all: &[(usize, Expr)]) -> Vec<Payment> {
        let roles = |(i, e)| self.beliefs.roles(i).map(move |r| (r, e));
        all.iter()
            .flat_map(|(i, e)| roles((*i, e)))
            .map(|(r, e)| (r, self.code_of(r, e), e.span))
            .collect()
    }

    fn sized(&self, expr: &Expr, sizes: &[usize], parameters: usize) -> Code {
        let evaluator = Evaluator {
            parameters: &self.parameters[parameters],
            values: &self.levels,
            states: self.radix.len(),
            tables: &self.tables,
            definitions: &self.definitions,
        };
        Code::compile(expr, &evaluator, sizes)
    }

    /// An option of these parts, with this level chosen.
    fn option(&self, parts: &Arc<Parts>, chosen: Option<u16>) -> CompiledOption {
        CompiledOption {
            parts: parts.clone(),
            chosen,
            chosen_slot: self.chosen_slot(),
        }
    }

    /// `choice` of `actor`, or of nobody.
    fn parts(&self, choice: &Choice, actor: Option<usize>) -> Arc<Parts> {
        let mut sizes = self.sizes.clone();
        sizes[self.chosen_slot()] = choice.choose.map_or(1, |v| self.radix[v]);
        let code = |e: &Expr| self.sized(e, &sizes, 0);
        let changes = |all: &[(usize, Expr)]| {
            let all = all.iter().map(|(v, e)| (*v, code(e), e.span));
            all.collect()
        };
        let of_roles = |i: usize, e: &Expr| -> Vec<Payment> {
            let roles = self.beliefs.roles(i);
            roles
                .map(|r| (r, self.sized(e, &sizes, r + 1), e.span))
                .collect()
        };
        Arc::new(Parts {
            when: choice.when.as_ref().map(code),
            knowers: self.knowers(choice, actor),
            set: changes(&choice.set),
            unseen: changes(&choice.unseen),
            cost: match (actor, &choice.cost) {
                (Some(i), Some(cost)) => of_roles(i, cost),
                _ => vec![],
            },
            chance: choice.chance.as_ref().map(|e| (code(e), e.span)),
            constant: choice.chance.as_ref().and_then(|e| match e.kind {
                Kind::Number(x) => Some(x),
                _ => None,
            }),
            payoff: choice
                .payoff
                .iter()
                .flat_map(|(i, e)| of_roles(*i, e))
                .collect(),
            choose: choice.choose,
        })
    }

    fn turn(&self, turn: &crate::scenario::Turn) -> CompiledTurn {
        let mut compiled = CompiledTurn {
            mover: Mover::Chance(None),
            hidden: turn.hidden.filter(|i| self.beliefs.type_count(*i) > 1),
            when: turn.when.as_ref().map(|w| self.code(w)),
            options: vec![],
            groups: vec![],
            calls_nothing: false,
            costs: vec![],
            names: vec![],
        };
        let nothing = ("nothing".to_string(), "nothing happens".to_string());
        match &turn.kind {
            TurnKind::Actor(actor, choices) => {
                compiled.mover = Mover::Actor(*actor);
                compiled.names = self.family(choices, Some(*actor), &mut compiled.options);
                if compiled.options.iter().any(|o| o.knowers.len() > 1) {
                    compiled.names.push(nothing);
                }
            }
            TurnKind::Chance(choices) => {
                compiled.names = self.family(choices, None, &mut compiled.options);
                compiled.names.push(nothing);
                compiled.mover = Mover::Chance(compiled.hidden.or(self.evidence(choices)));
            }
            TurnKind::Joint(all) => {
                let mut options = vec![];
                for (actor, choices) in all {
                    compiled.groups.push(compiled.options.len());
                    let mut names = self.family(choices, Some(*actor), &mut compiled.options);
                    names.push(nothing.clone());
                    options.push(names);
                }
                let actors = all.iter().map(|(i, _)| *i).collect();
                compiled.mover = Mover::Joint(Box::new(Joint { actors, options }));
            }
            TurnKind::Vote(vote) => self.vote(vote, &mut compiled),
        }
        compiled
    }

    /// What each type of `actor` knows, if the condition of its choice reads that.
    fn knowers(&self, choice: &Choice, actor: Option<usize>) -> Vec<Vec<(usize, u16)>> {
        let (Some(when), Some(i)) = (&choice.when, actor) else {
            return vec![];
        };
        match self.scenario.secrets(when).is_empty() {
            true => vec![],
            false => self.known[self.beliefs.roles(i)].to_vec(),
        }
    }

    /// Whose private variables the chances of these events read.
    fn evidence(&self, events: &[Choice]) -> Option<usize> {
        let read = self.scenario.told(events).next()?;
        let owner = self.scenario.private[read].owner;
        // what has one level left is no secret
        (self.beliefs.type_count(owner) > 1).then_some(owner)
    }

    /// The slot of the draft on the table; state variables come before it.
    pub fn draft_slot(&self) -> usize {
        self.radix.len()
    }

    /// The slot of the level that an option with `choose` picks.
    pub fn chosen_slot(&self) -> usize {
        self.radix.len() + 1
    }

    /// The slot of private variable `p`.
    pub fn private_slot(&self, p: usize) -> usize {
        self.radix.len() + 2 + p
    }

    /// Number of slots.
    pub fn slots(&self) -> usize {
        self.sizes.len()
    }

    /// Puts what `role` knows into the slots of its actor's private variables.
    pub fn know(&self, role: usize, slots: &mut [u16]) {
        for (slot, level) in &self.known[role] {
            slots[*slot] = *level;
        }
    }

    /// The slots of private variables that actor `i` does not own.
    pub fn hidden_from(&self, i: usize) -> impl Fn(usize) -> bool + use<'_> {
        let first = self.private_slot(0);
        move |slot| {
            let private = slot.checked_sub(first).map(|p| &self.scenario.private[p]);
            private.is_some_and(|p| p.owner != i)
        }
    }

    fn vote(&self, vote: &Vote, compiled: &mut CompiledTurn) {
        let number = |e: &Expr| self.code(e).at(&vec![0; self.sizes.len()]);
        let count = Count {
            yes: number(&vote.seats_yes),
            needs: number(&vote.needs),
            weights: vote.weights.iter().map(number).collect(),
        };
        let types = |i: usize| self.beliefs.type_count(i);
        let template = Template::build(vote, &count, &types);
        compiled.names = template.result_names();
        compiled.mover = Mover::Vote(Box::new(template));
        compiled.calls_nothing = vote.proposer.is_some();
        for (i, occasion, e) in &vote.costs {
            let costs = self.beliefs.roles(*i);
            let costs = costs.map(|r| (r, *occasion, self.code_of(r, e), e.span));
            compiled.costs.extend(costs);
        }
        let option = |d: &Choice| self.option(&self.parts(d, None), None);
        compiled.options = vote.drafts.iter().map(option).collect();
    }

    /// Adds the options that `choices` stand for, one for each level where they choose one, and
    /// gives their names.
    fn family(
        &self,
        choices: &[Choice],
        actor: Option<usize>,
        options: &mut Vec<CompiledOption>,
    ) -> Vec<(String, String)> {
        let mut names = vec![];
        for choice in choices {
            let parts = self.parts(choice, actor);
            let Some(v) = choice.choose else {
                options.push(self.option(&parts, None));
                names.push((choice.name.id.clone(), choice.name.label.clone()));
                continue;
            };
            let variable = &self.scenario.variables[v];
            for level in 0..variable.size() {
                options.push(self.option(&parts, Some(to_u16(level))));
                let shown = variable.level(level).replace('_', " ");
                let id = match variable.kind {
                    VariableKind::Named(_) => variable.level(level),
                    _ => level.to_string(),
                };
                names.push((
                    format!("{}.{id}", choice.name.id),
                    format!("{} {shown}", choice.name.label),
                ));
            }
        }
        names
    }

    /// Who moves at each turn, and what its options are called.
    pub fn turn_infos(&self) -> Vec<TurnInfo> {
        let info = |(compiled, turn): (&CompiledTurn, &crate::scenario::Turn)| TurnInfo {
            id: turn.name.id.clone(),
            label: turn.name.label.clone(),
            mover: compiled.mover.clone(),
            hidden: compiled.hidden,
            options: compiled.names.clone(),
        };
        self.turns
            .iter()
            .zip(&self.scenario.turns)
            .map(info)
            .collect()
    }

    /// Sets back what each later round begins with.
    pub fn begin(&self, slots: &mut [u16]) {
        for (slot, variable) in slots.iter_mut().zip(&self.scenario.variables) {
            *slot = to_u16(variable.renewed(*slot as usize));
        }
    }

    /// The first ending outcome that holds.
    pub fn ended(&self, slots: &[u16]) -> Option<usize> {
        let ends = |o: &usize| self.scenario.outcomes[*o].ends;
        (0..self.outcomes.len()).filter(ends).find(|o| {
            self.outcomes[*o]
                .as_ref()
                .is_some_and(|w| w.at(slots) != 0.0)
        })
    }

    /// The level of a variable that a number in `set` means.
    pub fn level(&self, variable: &Variable, value: f64) -> Option<u16> {
        match &variable.kind {
            VariableKind::Numbered(values) => {
                let step = if values.len() > 1 {
                    (values[1] - values[0]).abs()
                } else {
                    1.0
                };
                let near = values.iter().position(|x| (x - value).abs() <= 1e-6 * step);
                near.map(to_u16)
            }
            VariableKind::YesNo => Some(u16::from(value != 0.0)),
            VariableKind::Named(_) => Some(to_u16(value as usize)),
        }
    }

    /// A state in words.
    pub fn describe(&self, slots: &[u16]) -> String {
        let levels = self.scenario.variables.iter().zip(slots);
        levels
            .map(|(v, l)| format!("{} = {}", v.name.id, v.level(*l as usize)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Whether something in play can tell of who actor `i` is, or change it: it moves, or chance tells of it.
fn shows(scenario: &Scenario, i: usize) -> bool {
    scenario.turns.iter().any(|turn| {
        let moves = match &turn.kind {
            TurnKind::Actor(actor, _) => *actor == i,
            TurnKind::Joint(all) => all.iter().any(|(actor, _)| *actor == i),
            TurnKind::Vote(vote) => vote.proposer == Some(i) || vote.members.contains(&i),
            TurnKind::Chance(events) => {
                let mut told = scenario.told(events);
                told.any(|p| scenario.private[p].owner == i)
            }
        };
        moves || turn.hidden == Some(i)
    })
}
