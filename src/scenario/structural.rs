//! Which parameters decide where play can lead, and a walk through all that expressions name.

use super::model::{Scenario, TurnKind};
use crate::diagnostics::Failure;
use crate::language::{Expr, Kind};

/// The largest precision that is looked for where a file gives no range.
const MOST_PRECISE: f64 = 1000.0;

impl Scenario {
    /// For each parameter, whether the structure of the game depends on it: it is [shaping](Scenario::shaping), or a prior reads it, which is
    /// checked as the file is read. Any other parameter may change without changing a position or a move; what precision and patience may be,
    /// [`sound`](Scenario::sound) says.
    pub fn structural(&self) -> Vec<bool> {
        let mut found = self.shaping();
        let priors = self.actors.iter().flat_map(|a| &a.types).map(|t| &t.prior);
        self.walk_through(priors, &mut |e| {
            if let Kind::Parameter(i) = e.kind {
                found[i] = true;
            }
        });
        found
    }

    /// Whether patience and precision are what they may be, with parameters that have been set since the file was read.
    ///
    /// # Errors
    /// A precision is below 0, or a patience not from 0 to 1.
    pub fn sound(&self) -> Result<(), Box<Failure>> {
        for actor in &self.actors {
            let patience = self.number(&actor.patience);
            let precision = actor.precision.as_ref().map_or(0.0, |p| self.number(p));
            let wrong = match ((0.0..=1.0).contains(&patience), precision >= 0.0) {
                (false, _) => format!("the patience of {} would be {patience}", actor.name.id),
                (true, false) => format!("the precision of {} would be {precision}", actor.name.id),
                (true, true) => continue,
            };
            let help = "patience is from 0 to 1, and precision 0 or more";
            return Err(Box::new(Failure::general(wrong, help)));
        }
        Ok(())
    }

    /// For each parameter, whether a condition or a change of the state reads it, directly or through tables and definitions: then
    /// it decides where play can lead.
    pub fn shaping(&self) -> Vec<bool> {
        let mut found = vec![false; self.parameters.len()];
        let mut left: Vec<&Expr> = vec![];
        for turn in &self.turns {
            left.extend(&turn.when);
            for (_, choice) in turn.choices() {
                left.extend(&choice.when);
                left.extend(choice.set.iter().map(|(_, e)| e));
            }
            if let TurnKind::Vote(vote) = &turn.kind {
                left.extend(vote.counting());
                for draft in &vote.drafts {
                    left.extend(&draft.when);
                    left.extend(draft.set.iter().map(|(_, e)| e));
                }
            }
        }
        // the names of histories are not part of the structure
        let ending = self.outcomes.iter().filter(|o| o.ends);
        left.extend(ending.filter_map(|o| o.when.as_ref()));
        self.walk_through(left, &mut |e| {
            if let Kind::Parameter(i) = e.kind {
                found[i] = true;
            }
        });
        found
    }

    /// Within what a parameter without a range must lie, if an actor's precision or patience reads it.
    pub fn within(&self, parameter: usize) -> Option<(f64, f64)> {
        let reads = |expr: &Expr| {
            let mut found = false;
            self.walk_through([expr], &mut |e| {
                found |= matches!(e.kind, Kind::Parameter(i) if i == parameter);
            });
            found
        };
        let patient = self.actors.iter().any(|a| reads(&a.patience));
        let precise = self
            .actors
            .iter()
            .any(|a| a.precision.as_ref().is_some_and(reads));
        match (patient, precise) {
            (true, _) => Some((0.0, 1.0)),
            (false, true) => Some((0.0, MOST_PRECISE)),
            (false, false) => None,
        }
    }

    /// Calls `visit` for every part of these expressions and of the tables and definitions that they
    /// name, directly or not. Each table and definition is visited once.
    pub(super) fn walk_through<'a>(
        &'a self,
        all: impl IntoIterator<Item = &'a Expr>,
        visit: &mut impl FnMut(&Expr),
    ) {
        let mut left: Vec<&Expr> = all.into_iter().collect();
        let mut tables = vec![false; self.tables.len()];
        let mut definitions = vec![false; self.definitions.len()];
        while let Some(expr) = left.pop() {
            expr.walk(&mut |e| {
                visit(e);
                match e.kind {
                    Kind::Table(i, _) if !std::mem::replace(&mut tables[i], true) => {
                        left.extend(&self.tables[i].entries);
                    }
                    Kind::Definition(i) if !std::mem::replace(&mut definitions[i], true) => {
                        left.push(&self.definitions[i].expr);
                    }
                    _ => {}
                }
            });
        }
    }
}
