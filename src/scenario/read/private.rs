//! Reading `[private]`: variables that only their owners know, and the types that their levels make.

use super::types::MOST_TYPES;
use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, Span, suggestion};
use crate::language::{Expr, Kind, Operator, VariableKind, is_name};
use crate::scenario::document::tree::{Entry, Table};
use crate::scenario::draws::binary;
use crate::scenario::{
    Actor, ActorType, EachRound, Name, Plays, Private, Scenario, Ties, Variable,
};

/// The owner of what nobody knows.
const NATURE: &str = "nature";

impl Reader {
    /// All private variables, then one for each actor with types whose id is free.
    pub(super) fn private(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Private> {
        let mut all: Vec<Private> = vec![];
        for entry in &tree.table("private").0 {
            let more = self.private_variable(entry, tree, scenario, &all);
            all.extend(more);
        }
        let sections = ["parameters", "state", "private", "tables", "define"];
        for (owner, actor) in tree.table("actors").0.iter().enumerate() {
            let taken = |section: &&str| tree.table(section).get(&actor.key).is_some();
            let Some(table) = actor.node.as_table() else {
                continue;
            };
            let types = table.table("types").0.iter();
            let levels: Vec<String> = types.map(|t| t.key.clone()).collect();
            let named = is_name(&actor.key) && levels.iter().all(|l| is_name(l));
            if levels.is_empty() || !named || sections.iter().any(taken) {
                continue;
            }
            all.push(Private {
                variable: Variable {
                    name: self.name(actor),
                    kind: VariableKind::Named(levels),
                    start: 0,
                    each_round: EachRound::Stays,
                },
                owner,
                prior: vec![],
            });
        }
        all
    }

    fn private_variable(
        &mut self,
        entry: &Entry,
        tree: &Table,
        scenario: &Scenario,
        before: &[Private],
    ) -> Option<Private> {
        let table = entry.node.as_table()?;
        let owner = self.owner(entry, table, tree);
        let variable = self.variable(entry)?;
        let scope = scope::priors(scenario, before);
        // where priors cannot be read, equal ones stand in: whatever reads the variable is checked all the same
        let equal = Expr::number(1.0 / variable.size() as f64, entry.key_span);
        let prior = self.priors(entry, table, &variable, tree, &scope);
        let prior = prior.unwrap_or_else(|| vec![equal; variable.size()]);
        if variable.size() > MOST_TYPES {
            return self.refuse(
                entry.key_span,
                format!("a private variable has at most {MOST_TYPES} levels"),
                "the grid of beliefs about more would be too large: merge some levels",
            );
        }
        Some(Private {
            variable,
            owner: owner?,
            prior,
        })
    }

    fn owner(&mut self, entry: &Entry, table: &Table, tree: &Table) -> Option<usize> {
        let actors = &tree.table("actors").0;
        let ids = || actors.iter().map(|a| a.key.as_str());
        let Some(node) = table.get("owner") else {
            return self.refuse(
                entry.key_span,
                format!("the private variable `{}` has no owner", entry.key),
                "add `owner = \"…\"`: the actor who knows it, or \"nature\", if nobody does",
            );
        };
        let name = node.as_text().unwrap_or("");
        if let Some(i) = ids().position(|id| id == name) {
            return Some(i);
        }
        if name == NATURE {
            return Some(actors.len());
        }
        self.keep(
            Diagnostic::error(node.span, format!("there is no actor `{name}`"))
                .help(suggestion(name, ids().chain([NATURE])))
                .unknown(name),
        );
        None
    }

    /// Makes types of the levels of private variables, and adds nature if it owns any.
    pub(super) fn types_of_private(&mut self, actors: &mut Vec<Actor>, scenario: &Scenario) {
        let nature = actors.len();
        let mut own = scenario.private.iter();
        if let Some(first) = own.find(|p| p.owner == nature) {
            actors.push(the_nature(first.variable.name.span));
        }
        for (i, actor) in actors.iter_mut().enumerate() {
            let own = (0..scenario.private.len()).filter(|p| scenario.private[*p].owner == i);
            let declared = |p: &usize| !scenario.private[*p].prior.is_empty();
            let (drawn, named): (Vec<usize>, Vec<usize>) = own.partition(declared);
            for (level, type_) in (0..).zip(&mut actor.types) {
                type_.levels.extend(named.iter().map(|p| (*p, level)));
            }
            let Some(last) = drawn.last().copied() else {
                continue;
            };
            let span = scenario.private[last].variable.name.span;
            let count = scenario.ways_to_draw(&drawn) * actor.types.len().max(1);
            if count > MOST_TYPES {
                let message = format!(
                    "the private variables of {} have {count} levels together, more than {MOST_TYPES}",
                    actor.name.label
                );
                let help = "the grid of beliefs about more would be too large: merge some levels";
                self.error(span, message, help);
                continue;
            }
            for p in drawn {
                actor.types = with_levels(actor, p, &scenario.private[p]);
            }
            for type_ in &mut actor.types {
                let own = type_.levels.iter();
                let own = own.map(|(p, level)| (*p, usize::from(*level)));
                let drawn =
                    scenario.prior_of(&own.filter(|(p, _)| declared(p)).collect::<Vec<_>>());
                let before = type_.prior.clone();
                type_.prior = match (drawn, &before.kind) {
                    (None, _) => before,
                    (Some(drawn), Kind::Number(1.0)) => drawn,
                    (Some(drawn), _) => binary(Operator::Multiply, before, drawn),
                };
            }
            if actor.precision.is_none() {
                self.keep(super::actors::not_exact(
                    span,
                    &actor.name.id,
                    "has private variables",
                ));
            }
        }
    }
}

/// Nature: it never moves and receives nothing.
fn the_nature(span: Span) -> Actor {
    Actor {
        name: Name {
            id: NATURE.to_string(),
            label: NATURE.to_string(),
            span,
        },
        patience: Expr::number(0.0, span),
        precision: Some(Expr::number(0.0, span)),
        ties: Ties::Shared,
        plays: Plays::Random,
        payoff: vec![],
        types: vec![],
        nature: true,
    }
}

/// The types of `actor`, each with every level of one more private variable; their priors stay as they are.
fn with_levels(actor: &Actor, p: usize, private: &Private) -> Vec<ActorType> {
    let variable = &private.variable;
    let span = variable.name.span;
    let alone = [ActorType {
        name: Name::default(),
        prior: Expr::number(1.0, span),
        parameters: vec![],
        levels: vec![],
        plays: actor.plays,
    }];
    let before = match actor.types.is_empty() {
        true => &alone[..],
        false => &actor.types,
    };
    let mut all = vec![];
    for type_ in before {
        for level in (0..).take(variable.size()) {
            let shown = variable.level(usize::from(level));
            let (id, label) = match variable.kind {
                VariableKind::Named(_) => (shown.clone(), shown.replace('_', " ")),
                VariableKind::Numbered(_) | VariableKind::YesNo => (
                    format!("{}_{shown}", variable.name.id),
                    format!("{}: {shown}", variable.name.label),
                ),
            };
            let (id, label) = match type_.name.id.as_str() {
                "" => (id, label),
                first => (
                    format!("{first}_{id}"),
                    format!("{}, {label}", type_.name.label),
                ),
            };
            let mut made = type_.clone();
            made.name = Name { id, label, span };
            made.levels.push((p, level));
            all.push(made);
        }
    }
    all
}
