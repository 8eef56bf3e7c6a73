//! Checks that what is private is read only where it may: a parameter that differs by type in the payoffs,
//! costs, patience and precision of its own actor; a private variable in anybody's payoffs, in the conditions of
//! its owner's options, in the chances of a chance turn (evidence), and in measures.

use super::Reader;
use crate::diagnostics::{Diagnostic, Span};
use crate::language::Expr;
use crate::scenario::{Actor, Choice, Plays, Scenario, Turn, TurnKind};

impl Reader {
    /// Keeps an error for every public reading of a private parameter or variable.
    pub(super) fn privacy(&mut self, scenario: &Scenario) {
        for (i, actor) in scenario.actors.iter().enumerate() {
            let own = actor.types.iter().flat_map(|t| &t.parameters);
            for (parameter, value) in own {
                let name = &scenario.parameters[*parameter].name.id;
                let secret = Secret::Parameter(*parameter);
                for (what, span, _) in public_readings(scenario, i, secret) {
                    let message = format!(
                        "`{name}` is private to {} and cannot be read by {what}",
                        actor.name.label
                    );
                    self.keep(
                        Diagnostic::error(span, message)
                            .related(value.span, "it differs by type here")
                            .help("only the actor's own payoffs and costs may depend on its type"),
                    );
                }
            }
        }
        for (p, private) in scenario.private.iter().enumerate() {
            let name = &private.variable.name;
            // an actor that could not be read is missing
            let Some(owner) = scenario.actors.get(private.owner) else {
                continue;
            };
            for (what, span, unseen) in
                public_readings(scenario, private.owner, Secret::Variable(p))
            {
                let message = match owner.nature {
                    true => format!(
                        "`{}` is known to nobody and cannot be read by {what}",
                        name.id
                    ),
                    false => format!(
                        "`{}` is private to {} and cannot be read by {what}",
                        name.id, owner.name.label
                    ),
                };
                self.keep(
                    Diagnostic::error(span, message)
                        .related(name.span, "it is private")
                        .help(match unseen {
                            true => UNSEEN,
                            false => may_read(owner.nature),
                        }),
                );
            }
        }
        for turn in &scenario.turns {
            self.evidence(turn, scenario);
        }
    }

    /// Keeps an error for a chance turn that reads what several owners know.
    fn evidence(&mut self, turn: &Turn, scenario: &Scenario) {
        let TurnKind::Chance(events) = &turn.kind else {
            return;
        };
        let mut first: Option<usize> = None;
        for chance in events.iter().filter_map(|e| e.chance.as_ref()) {
            for p in scenario.secrets(chance) {
                let before = *first.get_or_insert(p);
                let [one, other] = [before, p].map(|p| &scenario.private[p]);
                if one.owner != other.owner {
                    let [one, other] = [one, other].map(|p| &p.variable.name.id);
                    let message = format!(
                        "a chance turn cannot read both `{one}` and `{other}`: they have different owners"
                    );
                    self.error(
                        chance.span,
                        message,
                        "let two chance turns after each other read one each",
                    );
                    return;
                }
            }
        }
    }
}

/// What may read a private variable.
fn may_read(natures: bool) -> &'static str {
    match natures {
        true => {
            "payoffs and costs of options may read it, measures, and the chances of a chance turn, from which all learn"
        }
        false => {
            "payoffs and costs of options may read it, its owner's precision, conditions of its owner's options, measures, and the chances of a chance turn, from which all learn"
        }
    }
}

/// What may read it at a turn that nobody sees.
const UNSEEN: &str = "at a turn that nobody sees, what its owner receives may read it, and what changes there, as it was before";

/// What reads something, where, and whether that is at a turn that nobody sees.
type Found = (String, Span, bool);

/// What is private.
#[derive(Clone, Copy)]
enum Secret {
    /// A parameter that differs by type, by number: its owner's payoffs may read it.
    Parameter(usize),
    /// A private variable, by number: all payoffs may read it, and chance.
    Variable(usize),
}

/// Where what is private to actor `owner` is read by what all can see, or, of a parameter, by what another
/// actor receives: what reads it, and the place.
fn public_readings(scenario: &Scenario, owner: usize, secret: Secret) -> Vec<Found> {
    let mut search = Search {
        scenario,
        owner,
        secret,
        found: vec![],
    };
    for (j, actor) in scenario.actors.iter().enumerate() {
        search.types(j, actor);
    }
    for (j, actor) in scenario.actors.iter().enumerate() {
        search.received(j, &actor.patience);
        for e in actor.precision.iter().filter(|_| j != owner) {
            search.public(&format!("the precision of {}", actor.name.label), e);
        }
        let paid = actor.payoff.iter().map(|(_, e)| e);
        paid.for_each(|e| search.received(j, e));
    }
    scenario.turns.iter().for_each(|turn| search.turn(turn));
    for outcome in &scenario.outcomes {
        outcome
            .when
            .iter()
            .for_each(|e| search.public("an outcome", e));
        let paid = outcome.payoff.iter().chain(&outcome.flow);
        paid.for_each(|(j, e)| search.received(*j, e));
    }
    if matches!(secret, Secret::Parameter(_)) {
        let measures = scenario.measures.iter();
        measures.for_each(|m| search.public("a measure", &m.expr));
    }
    let milestones = scenario.milestones.iter();
    let events = milestones.filter_map(|m| m.seen.event());
    events.for_each(|event| search.public("a milestone", event));
    search.found
}

struct Search<'a> {
    scenario: &'a Scenario,
    owner: usize,
    secret: Secret,
    found: Vec<Found>,
}

impl Search<'_> {
    /// Looks into an expression that all can see, called `what`.
    fn public(&mut self, what: &str, expr: &Expr) {
        self.look(what, expr, false);
    }

    /// Looks into an expression, called `what`, which may not read the secret.
    fn look(&mut self, what: &str, expr: &Expr, unseen: bool) {
        let reads = match self.secret {
            Secret::Parameter(p) => self.scenario.reads(expr, p),
            Secret::Variable(p) => self.scenario.secrets(expr).contains(&p),
        };
        if reads {
            self.found.push((what.to_string(), expr.span, unseen));
        }
    }

    /// Looks into an expression of what actor `j` receives. What the owner receives may read what is
    /// private to it, and what anybody receives may read a private variable.
    fn received(&mut self, j: usize, expr: &Expr) {
        if matches!(self.secret, Secret::Parameter(_)) {
            self.charged(j, expr);
        }
    }

    /// Looks into an expression that only its owner may let depend on what is private to it.
    fn charged(&mut self, j: usize, expr: &Expr) {
        if j != self.owner {
            let name = &self.scenario.actors[j].name.label;
            self.public(&format!("what {name} receives"), expr);
        }
    }

    fn types(&mut self, j: usize, actor: &Actor) {
        for own in &actor.types {
            let name = &own.name.label;
            self.public(&format!("the prior of the type {name}"), &own.prior);
            if j != self.owner {
                let what = format!("a parameter of the type {name}");
                own.parameters
                    .iter()
                    .for_each(|(_, e)| self.public(&what, e));
            }
        }
    }

    /// Looks into what a choice changes unseen, and what others receive then: all that is believed is about what its
    /// owner is after the turn.
    fn unseen(&mut self, turn: &Turn, choice: &Choice) {
        let Some(owner) = turn.hidden else { return };
        let own = owner == self.owner && matches!(self.secret, Secret::Variable(_));
        if !own {
            let told = choice.unseen.iter().map(|(_, e)| e).chain(&choice.chance);
            told.for_each(|e| self.look("what changes unseen", e, true));
            return;
        }
        for (j, e) in choice.payoff.iter().filter(|(j, _)| *j != owner) {
            let name = &self.scenario.actors[*j].name.label;
            let what = format!("what {name} receives at a turn that nobody sees");
            self.look(&what, e, true);
        }
    }

    fn turn(&mut self, turn: &Turn) {
        turn.when
            .iter()
            .for_each(|e| self.public("the condition of a turn", e));
        for (mover, choice) in turn.choices() {
            // who moves may know what it can do
            let mut behaviours = self
                .scenario
                .actors
                .get(self.owner)
                .into_iter()
                .flat_map(Actor::behaviours);
            let scripted = behaviours.any(|plays| plays == Plays::Script);
            let own = mover == Some(self.owner) && matches!(self.secret, Secret::Variable(_));
            let what = match own {
                true if !scripted => None,
                true => Some("the condition of an option of a script"),
                false => Some("a condition"),
            };
            if let (Some(what), Some(when)) = (what, &choice.when) {
                self.public(what, when);
            }
            match (&turn.kind, self.secret) {
                (TurnKind::Chance(_), Secret::Variable(_)) => {}
                _ => choice
                    .chance
                    .iter()
                    .for_each(|e| self.public("a chance", e)),
            }
            let set = choice.set.iter();
            set.for_each(|(_, e)| self.public("a change of the state", e));
            self.unseen(turn, choice);
            choice.payoff.iter().for_each(|(j, e)| self.received(*j, e));
            if let (Some(j), Some(cost)) = (mover, &choice.cost) {
                self.received(j, cost);
            }
        }
        if let TurnKind::Vote(vote) = &turn.kind {
            self.public("the seats of a vote", &vote.seats_yes);
            vote.counting()
                .for_each(|e| self.public("the count of a vote", e));
            vote.costs.iter().for_each(|(j, _, e)| self.charged(*j, e));
        }
    }
}
