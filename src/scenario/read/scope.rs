//! The names that a scenario's expressions may use.

use crate::language::{Expr, Kind, NamedDefinition, NamedTable, Scope};
use crate::scenario::{Private, Scenario};

/// Everything that a scenario names.
pub fn scope(scenario: &Scenario) -> Scope<'_> {
    let parameters = scenario.parameters.iter();
    let private = scenario.private.iter().map(|p| &p.variable);
    let variables = scenario.variables.iter().chain(private);
    let tables = scenario.tables.iter().map(|t| NamedTable {
        name: &t.name.id,
        by: &t.by,
        bulk: &t.bulk,
    });
    let definitions = scenario.definitions.iter().map(|d| NamedDefinition {
        name: &d.name.id,
        ty: d.expr.ty,
        bulk: &d.bulk,
    });
    Scope {
        parameters: parameters.map(|p| p.name.id.as_str()).collect(),
        variables: variables.map(|v| (v.name.id.as_str(), &v.kind)).collect(),
        private: scenario.private.len(),
        tables: tables.collect(),
        definitions: definitions.collect(),
        drafts: None,
        chosen: None,
    }
}

/// The parameters alone.
pub fn parameters(scenario: &Scenario) -> Scope<'_> {
    let parameters = scenario.parameters.iter();
    Scope {
        parameters: parameters.map(|p| p.name.id.as_str()).collect(),
        ..Scope::default()
    }
}

/// What the priors of private variables may name: parameters, and the private variables `before`; the state, so that
/// what reads it can be told why it may not.
pub(super) fn priors<'a>(scenario: &'a Scenario, before: &'a [Private]) -> Scope<'a> {
    let private = before.iter().map(|p| &p.variable);
    let variables = scenario.variables.iter().chain(private);
    Scope {
        variables: variables.map(|v| (v.name.id.as_str(), &v.kind)).collect(),
        private: before.len(),
        ..parameters(scenario)
    }
}

/// Whether the expression reads only numbers and parameters.
pub fn fixed(expr: &Expr) -> bool {
    let mut fixed = true;
    expr.walk(&mut |e| {
        fixed &= !matches!(
            e.kind,
            Kind::Index(_) | Kind::Value(_) | Kind::Table(..) | Kind::Definition(_)
        )
    });
    fixed
}
