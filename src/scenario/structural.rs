//! Which parameters decide where play can lead.

use super::model::{Scenario, TurnKind};
use crate::language::{Expr, Kind};

impl Scenario {
    /// For each parameter whether a condition or a change of the state reads it, directly or through
    /// tables and definitions, or something that is checked as the file is read: a patience, a
    /// precision, a prior. One that none reads may change and leave every position, and every move
    /// between them, as it is.
    pub fn structural(&self) -> Vec<bool> {
        let mut found = vec![false; self.parameters.len()];
        let mut seen = (
            vec![false; self.tables.len()],
            vec![false; self.definitions.len()],
        );
        let mut left: Vec<&Expr> = vec![];
        for turn in &self.turns {
            left.extend(&turn.when);
            for (_, choice) in turn.choices() {
                left.extend(&choice.when);
                left.extend(choice.set.iter().map(|(_, e)| e));
            }
            if let TurnKind::Vote(vote) = &turn.kind {
                for draft in &vote.drafts {
                    left.extend(&draft.when);
                    left.extend(draft.set.iter().map(|(_, e)| e));
                }
            }
        }
        for actor in &self.actors {
            left.push(&actor.patience);
            left.extend(&actor.precision);
            left.extend(actor.types.iter().map(|t| &t.prior));
        }
        // what names a history is read anew each time
        let ending = self.outcomes.iter().filter(|o| o.ends);
        left.extend(ending.filter_map(|o| o.when.as_ref()));
        while let Some(expr) = left.pop() {
            expr.walk(&mut |e| match e.kind {
                Kind::Parameter(i) => found[i] = true,
                Kind::Table(i, _) if !std::mem::replace(&mut seen.0[i], true) => {
                    left.extend(&self.tables[i].entries);
                }
                Kind::Definition(i) if !std::mem::replace(&mut seen.1[i], true) => {
                    left.push(&self.definitions[i].expr);
                }
                _ => {}
            });
        }
        found
    }
}
