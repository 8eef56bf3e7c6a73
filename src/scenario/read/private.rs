//! Reading `[private]`: variables that only their owners know, and the types that their levels make.

use super::types::{MOST_TYPES, TOLERANCE};
use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, Span, suggestion};
use crate::language::{Expr, Kind, Operator, Type, VariableKind, is_name};
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{
    Actor, ActorType, EachRound, Name, Plays, Private, Scenario, Ties, Variable,
};

/// The owner of what nobody knows.
const NATURE: &str = "nature";

impl Reader {
    /// All private variables, then one for each actor with types whose id is free.
    pub(super) fn private(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Private> {
        let entries = tree.table("private").0.iter();
        let mut all: Vec<Private> = entries
            .filter_map(|e| self.private_variable(e, tree, scenario))
            .collect();
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
    ) -> Option<Private> {
        let table = entry.node.as_table()?;
        let owner = self.owner(entry, table, tree);
        let variable = self.variable(entry)?;
        let prior = self.priors(entry, table, &variable, tree, scenario)?;
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

    /// The probability of each level.
    fn priors(
        &mut self,
        entry: &Entry,
        table: &Table,
        variable: &Variable,
        tree: &Table,
        scenario: &Scenario,
    ) -> Option<Vec<Expr>> {
        let levels: Vec<String> = (0..variable.size()).map(|l| variable.level(l)).collect();
        let Some(node) = table.get("prior") else {
            return self.refuse(
                entry.key_span,
                format!("the private variable `{}` has no prior", entry.key),
                format!(
                    "add `prior = {{ {} }}`: the probabilities that the others give its levels before play",
                    levels.iter().map(|l| format!("{l} = …")).collect::<Vec<_>>().join(", ")
                ),
            );
        };
        // the check of shapes complains about what is no table
        let given = node.as_table()?;
        for key in given.0.iter().filter(|e| !levels.contains(&e.key)) {
            let message = format!("`{}` is not a level of {}", key.key, entry.key);
            let help = suggestion(&key.key, levels.iter().map(String::as_str));
            self.keep(Diagnostic::error(key.key_span, message).help(help));
        }
        let before = self.diagnostics.len();
        let mut priors = vec![];
        let (mut sum, mut rest) = (0.0, vec![]);
        for (l, level) in levels.iter().enumerate() {
            let Some(node) = given.get(level) else {
                rest.push(l);
                priors.push(Expr::number(0.0, entry.key_span));
                continue;
            };
            let prior = self.prior(node, entry, tree, scenario)?;
            sum += scenario.number(&prior);
            priors.push(prior);
        }
        if let Some(l) = rest.first() {
            let span = entry.key_span;
            let message = format!(
                "the prior of `{}` says nothing of `{}`",
                entry.key, levels[*l]
            );
            self.error(span, message, "give every level a probability, if only 0");
        } else if self.diagnostics.len() == before && (sum - 1.0).abs() > TOLERANCE {
            self.error(
                entry.key_span,
                format!("the probabilities of the levels add up to {sum}, not 1"),
                "one of them can be an expression, such as \"1 - p\"",
            );
        }
        Some(priors)
    }

    /// The probability of a level: from 0 to 1, of parameters alone.
    fn prior(
        &mut self,
        node: &Node,
        entry: &Entry,
        tree: &Table,
        scenario: &Scenario,
    ) -> Option<Expr> {
        let text = node.as_text().unwrap_or("");
        let words = || text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let mut all = tree.table("private").0.iter().map(|e| e.key.as_str());
        if let Some(other) = all.find(|name| words().any(|word| word == *name)) {
            return self.refuse(
                node.span,
                format!("the prior of `{}` reads the private variable `{other}`", entry.key),
                "private variables are drawn independently of each other: correlated ones are not possible yet",
            );
        }
        let help = "the probabilities of the levels add up to 1";
        self.probability(node, &scope::parameters(scenario), scenario, help)
    }

    /// Makes types of the levels of private variables, and adds nature if it owns any.
    pub(super) fn types_of_private(&mut self, actors: &mut Vec<Actor>, scenario: &Scenario) {
        let nature = actors.len();
        let mut own = scenario.private.iter();
        if let Some(first) = own.find(|p| p.owner == nature) {
            actors.push(the_nature(first.variable.name.span));
        }
        for (i, actor) in actors.iter_mut().enumerate() {
            let own = scenario.private.iter().enumerate();
            for (p, private) in own.filter(|(_, p)| p.owner == i) {
                if private.prior.is_empty() {
                    for (level, type_) in (0..).zip(&mut actor.types) {
                        type_.levels.insert(0, (p, level));
                    }
                } else {
                    actor.types = with_levels(actor, p, private);
                }
            }
            let declared = |p: &&Private| p.owner == i && !p.prior.is_empty();
            let Some(last) = scenario.private.iter().rfind(declared) else {
                continue;
            };
            let span = last.variable.name.span;
            if actor.types.len() > MOST_TYPES {
                let message = format!(
                    "the private variables of {} have {} levels together, more than {MOST_TYPES}",
                    actor.name.label,
                    actor.types.len()
                );
                let help = "the grid of beliefs about more would be too large: merge some levels";
                self.error(span, message, help);
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

/// The types of `actor`, each with every level of one more private variable.
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
        for (level, prior) in (0..).zip(&private.prior) {
            let shown = variable.level(usize::from(level));
            let (id, label) = match variable.kind {
                VariableKind::Named(_) => (shown.clone(), shown.replace('_', " ")),
                VariableKind::Numbered(_) | VariableKind::YesNo => (
                    format!("{}_{shown}", variable.name.id),
                    format!("{}: {shown}", variable.name.label),
                ),
            };
            let (id, label, prior) = match type_.name.id.as_str() {
                "" => (id, label, prior.clone()),
                first => (
                    format!("{first}_{id}"),
                    format!("{}, {label}", type_.name.label),
                    times(&type_.prior, prior),
                ),
            };
            let mut made = type_.clone();
            made.name = Name { id, label, span };
            made.prior = prior;
            made.levels.push((p, level));
            all.push(made);
        }
    }
    all
}

/// The product of two numbers.
fn times(a: &Expr, b: &Expr) -> Expr {
    Expr {
        kind: Kind::Binary(Operator::Multiply, Box::new(a.clone()), Box::new(b.clone())),
        ty: Type::Number,
        span: b.span,
    }
}
