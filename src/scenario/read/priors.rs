//! Reading the priors of private variables: numbers, or expressions that may read parameters and the private
//! variables before.

use super::Reader;
use super::actors::state_read;
use super::types::TOLERANCE;
use crate::diagnostics::{Diagnostic, suggestion};
use crate::language::{Expr, Scope};
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::draws::MOST_DRAWS;
use crate::scenario::{Private, Scenario, Variable};

impl Reader {
    /// The probability of each level.
    pub(super) fn priors(
        &mut self,
        entry: &Entry,
        table: &Table,
        variable: &Variable,
        tree: &Table,
        scope: &Scope,
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
        let mut priors = vec![];
        let mut missing = None;
        for level in &levels {
            match given.get(level) {
                Some(node) => priors.push(self.prior(node, entry, tree, scope)?),
                None => missing = missing.or(Some(level)),
            }
        }
        if let Some(level) = missing {
            return self.refuse(
                entry.key_span,
                format!("the prior of `{}` says nothing of `{level}`", entry.key),
                "give every level a probability, if only 0",
            );
        }
        Some(priors)
    }

    /// The probability of a level, of parameters and the private variables before.
    fn prior(&mut self, node: &Node, entry: &Entry, tree: &Table, scope: &Scope) -> Option<Expr> {
        let text = node.as_text().unwrap_or("");
        let words = || text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let all = tree.table("private").0.iter().map(|e| e.key.as_str());
        let mut later = all.skip_while(|name| *name != entry.key);
        if let Some(other) = later.find(|name| words().any(|word| word == *name)) {
            return match other == entry.key {
                true => self.refuse(
                    node.span,
                    format!("the prior of `{other}` reads `{other}` itself"),
                    "it may read parameters, and private variables that stand before it",
                ),
                false => self.refuse(
                    node.span,
                    format!(
                        "the prior of `{}` reads `{other}`, which is drawn after it",
                        entry.key
                    ),
                    format!(
                        "private variables are drawn in the order of the file: put `{other}` first"
                    ),
                ),
            };
        }
        let prior = self.expr(node, scope)?;
        if let Some((span, name)) = state_read(&prior, scope) {
            return self.refuse(
                span,
                format!("the prior of `{}` reads the state variable `{name}`", entry.key),
                "private variables are drawn before play: their priors read parameters and each other",
            );
        }
        Some(prior)
    }

    /// Checks that the probabilities of each private variable's levels are from 0 to 1 and add up to 1, however the
    /// variables are drawn that they read.
    pub(super) fn check_priors(&mut self, scenario: &Scenario) {
        for (p, private) in scenario.private.iter().enumerate() {
            self.check_prior(p, private, scenario);
        }
    }

    fn check_prior(&mut self, p: usize, private: &Private, scenario: &Scenario) {
        let name = &private.variable.name;
        if scenario.ways_to_draw(&scenario.drawn_with(&[p])) > MOST_DRAWS {
            let message = format!(
                "the prior of `{}` hangs on too many private variables",
                name.id
            );
            let help = format!(
                "all that it hangs on may be drawn in {MOST_DRAWS} ways, its own levels counted in"
            );
            return self.error(name.span, message, help);
        }
        let read: Vec<usize> = scenario.told_by(private).into_iter().collect();
        for draw in scenario.draws(&read) {
            let place = draw.iter().map(|(q, level)| {
                let variable = &scenario.private[*q].variable;
                format!("{} is {}", variable.name.id, variable.level(*level))
            });
            let place = match place.collect::<Vec<_>>().join(", ") {
                place if place.is_empty() => place,
                place => format!(" where {place}"),
            };
            let mut sum = 0.0;
            let before = self.diagnostics.len();
            for prior in &private.prior {
                let value = scenario.number(&scenario.drawn(prior, &draw));
                sum += value;
                if !(0.0..=1.0).contains(&value) {
                    let message = format!("a prior must be from 0 to 1, but it is {value}{place}");
                    let help = "the probabilities of the levels add up to 1";
                    self.error(prior.span, message, help);
                }
            }
            let whole = private.prior.is_empty() || (sum - 1.0).abs() <= TOLERANCE;
            if !whole && self.diagnostics.len() == before {
                let message =
                    format!("the probabilities of the levels add up to {sum}, not 1{place}");
                let help = "one of them can be an expression, such as \"1 - p\"";
                self.error(name.span, message, help);
            }
            if self.diagnostics.len() > before {
                // one draw shows what is wrong
                return;
            }
        }
    }
}
