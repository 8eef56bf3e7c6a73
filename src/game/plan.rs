//! A scenario with all its expressions compiled: what the search and the numbers are worked from.

use super::{Mover, Template};
use crate::language::{Code, Evaluator, Expr, Kind, VariableKind};
use crate::scenario::{Choice, Occasion, Scenario, TurnKind};
use crate::source::Span;

/// An option, event or draft with compiled expressions.
pub(super) struct Motive {
    pub when: Option<Code>,
    pub set: Vec<(usize, Code, Span)>,
    /// An option's cost or an event's chance.
    pub number: Option<(Code, Span)>,
    /// The chance, if it is a literal number.
    pub constant: Option<f64>,
    pub payoff: Vec<(usize, Code, Span)>,
    pub choose: Option<usize>,
    pub chosen: Option<u16>,
    chosen_slot: usize,
}

impl Motive {
    pub fn open(&self, slots: &mut [u16]) -> bool {
        slots[self.chosen_slot] = self.chosen.unwrap_or(0);
        self.when.as_ref().is_none_or(|w| w.at(slots) != 0.0)
    }
}

/// A turn with compiled expressions.
pub(super) struct Motion {
    pub mover: Mover,
    pub when: Option<Code>,
    pub options: Vec<Motive>,
    /// Whether a vote has the move `none`.
    pub calls_nothing: bool,
    /// What a vote costs.
    pub costs: Vec<(usize, Occasion, Code, Span)>,
    pub names: Vec<(String, String)>,
}

impl Motion {
    /// Whether the turn comes up: its condition holds and something is open.
    pub fn active(&self, slots: &mut [u16]) -> bool {
        self.when.as_ref().is_none_or(|w| w.at(slots) != 0.0)
            && self.options.iter().any(|o| o.open(slots))
    }
}

/// A scenario with all expressions compiled.
pub(super) struct Compiled<'a> {
    pub scenario: &'a Scenario,
    pub radix: Vec<usize>,
    pub motions: Vec<Motion>,
    /// For each outcome its condition; none holds otherwise.
    pub outcomes: Vec<Option<Code>>,
    levels: Vec<Vec<f64>>,
    parameters: Vec<f64>,
    tables: Vec<Vec<Expr>>,
    definitions: Vec<Expr>,
    sizes: Vec<usize>,
}

impl<'a> Compiled<'a> {
    pub fn new(scenario: &'a Scenario) -> Self {
        let radix: Vec<usize> = scenario.variables.iter().map(|v| v.size()).collect();
        let largest_draft = scenario.turns.iter().map(|t| match &t.kind {
            TurnKind::Vote(vote) => vote.drafts.len() + 1,
            _ => 1,
        });
        let mut sizes = radix.clone();
        sizes.push(largest_draft.max().unwrap_or(1));
        sizes.push(radix.iter().copied().max().unwrap_or(1));
        let mut compiled = Compiled {
            scenario,
            levels: scenario.variables.iter().map(|v| v.values()).collect(),
            parameters: scenario.values(),
            tables: scenario.tables.iter().map(|t| t.entries.clone()).collect(),
            definitions: scenario
                .definitions
                .iter()
                .map(|d| d.expr.clone())
                .collect(),
            radix,
            sizes,
            motions: vec![],
            outcomes: vec![],
        };
        compiled.outcomes = scenario
            .outcomes
            .iter()
            .map(|o| o.when.as_ref().map(|w| compiled.code(w)))
            .collect();
        compiled.motions = scenario.turns.iter().map(|t| compiled.motion(t)).collect();
        compiled
    }

    /// `expr` compiled.
    pub fn code(&self, expr: &Expr) -> Code {
        self.sized(expr, &self.sizes)
    }

    fn sized(&self, expr: &Expr, sizes: &[usize]) -> Code {
        let evaluator = Evaluator {
            parameters: &self.parameters,
            values: &self.levels,
            tables: &self.tables,
            definitions: &self.definitions,
        };
        Code::compile(expr, &evaluator, sizes)
    }

    fn motive(&self, choice: &Choice, chosen: Option<u16>) -> Motive {
        let mut sizes = self.sizes.clone();
        let last = sizes.len() - 1;
        sizes[last] = choice.choose.map_or(1, |v| self.radix[v]);
        let code = |e: &Expr| self.sized(e, &sizes);
        Motive {
            when: choice.when.as_ref().map(code),
            set: choice
                .set
                .iter()
                .map(|(v, e)| (*v, code(e), e.span))
                .collect(),
            number: choice.number.as_ref().map(|e| (code(e), e.span)),
            constant: choice.number.as_ref().and_then(|e| match e.kind {
                Kind::Number(x) => Some(x),
                _ => None,
            }),
            payoff: choice
                .payoff
                .iter()
                .map(|(i, e)| (*i, code(e), e.span))
                .collect(),
            choose: choice.choose,
            chosen,
            chosen_slot: self.radix.len() + 1,
        }
    }

    fn motion(&self, turn: &crate::scenario::Turn) -> Motion {
        let mut motion = Motion {
            mover: Mover::Chance,
            when: turn.when.as_ref().map(|w| self.code(w)),
            options: vec![],
            calls_nothing: false,
            costs: vec![],
            names: vec![],
        };
        let choices = match &turn.kind {
            TurnKind::Actor(actor, choices) => {
                motion.mover = Mover::Actor(*actor);
                choices
            }
            TurnKind::Chance(choices) => choices,
            TurnKind::Vote(vote) => {
                let yes = self.code(&vote.seats_yes).at(&vec![0; self.sizes.len()]);
                motion.mover = Mover::Vote(Box::new(Template::build(vote, yes)));
                motion.calls_nothing = vote.proposer.is_some();
                motion.costs = vote
                    .costs
                    .iter()
                    .map(|(a, o, e)| (*a, *o, self.code(e), e.span))
                    .collect();
                motion.options = vote.drafts.iter().map(|d| self.motive(d, None)).collect();
                motion.names.push(("none".into(), "call nothing".into()));
                for draft in &vote.drafts {
                    let (id, label) = (&draft.name.id, &draft.name.label);
                    motion
                        .names
                        .push((format!("{id}.passes"), format!("{label} passes")));
                    motion
                        .names
                        .push((format!("{id}.fails"), format!("{label} fails")));
                }
                return motion;
            }
        };
        for choice in choices {
            let Some(v) = choice.choose else {
                motion.options.push(self.motive(choice, None));
                motion
                    .names
                    .push((choice.name.id.clone(), choice.name.label.clone()));
                continue;
            };
            let variable = &self.scenario.variables[v];
            for level in 0..variable.size() {
                motion.options.push(self.motive(choice, Some(level as u16)));
                let shown = variable.level(level).replace('_', " ");
                let id = match variable.kind {
                    VariableKind::Named(_) => variable.level(level),
                    _ => level.to_string(),
                };
                motion.names.push((
                    format!("{}.{id}", choice.name.id),
                    format!("{} {shown}", choice.name.label),
                ));
            }
        }
        if matches!(motion.mover, Mover::Chance) {
            motion
                .names
                .push(("nothing".into(), "nothing happens".into()));
        }
        motion
    }

    /// Sets back what each later round begins with.
    pub fn begin(&self, slots: &mut [u16]) {
        for (slot, variable) in slots.iter_mut().zip(&self.scenario.variables) {
            *slot = variable.each_round.map_or(*slot, |l| l as u16);
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

    /// The level of variable `v` that a number in `set` means.
    pub fn level(&self, v: usize, value: f64) -> Option<u16> {
        match &self.scenario.variables[v].kind {
            VariableKind::Numbered(values) => {
                let step = if values.len() > 1 {
                    (values[1] - values[0]).abs()
                } else {
                    1.0
                };
                let near = values.iter().position(|x| (x - value).abs() <= 1e-6 * step);
                near.map(|l| l as u16)
            }
            VariableKind::YesNo => Some(u16::from(value != 0.0)),
            VariableKind::Named(_) => Some(value as u16),
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
