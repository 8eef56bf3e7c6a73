//! A move as a sentence.

use crate::game::{Mover, TurnInfo};
use crate::study::Session;
use crate::study::story::Move;

/// Options below this probability are not said to have been open.
const SHOWN: f64 = 0.005;

/// Who did what, how likely that was, what else was open, and what was learnt.
pub(super) fn sentence(session: &Session, m: &Move) -> String {
    let turn = session.game.structure.turn(m.turn);
    let actors = &session.scenario.actors;
    let who = m.actor.map_or(&turn.label, |i| &actors[i].name.label);
    let others = m.open.iter();
    let others = others.filter(|(o, p)| **o != m.option && **p >= SHOWN);
    let mut others: Vec<(&String, &f64)> = others.collect();
    others.sort_by(|a, b| b.1.total_cmp(a.1));
    let others: Vec<String> = others
        .iter()
        .map(|(o, p)| format!("{} {:.0}%", label(turn, o), 100.0 * **p))
        .collect();
    let chance = if m.open.len() > 1 {
        format!(" ({:.0}%)", 100.0 * m.probability)
    } else {
        String::new()
    };
    let rest = if others.is_empty() {
        String::new()
    } else {
        format!("; also open: {}", others.join(", "))
    };
    let learnt = if m.learnt.is_empty() {
        String::new()
    } else {
        format!(". {}", learnt(session, m))
    };
    let became = m.became.map_or(String::new(), |role| {
        let beliefs = &session.game.beliefs;
        let name = &actors[beliefs.actor(role)].name.label;
        format!(". In truth {name} is {} now", beliefs.names[role].1)
    });
    let done = label(turn, &m.option);
    format!("{who}: {done}{chance}{rest}{became}{learnt}")
}

/// What an option of a turn is called; that of a vote is a member's choice, or the call of a draft.
pub(super) fn label(turn: &TurnInfo, id: &str) -> String {
    let joint = match &turn.mover {
        Mover::Joint(joint) => joint.options.as_slice(),
        Mover::Actor(_) | Mover::Chance(_) | Mover::Vote(_) => &[],
    };
    let mut all = turn.options.iter().chain(joint.iter().flatten());
    if let Some((_, label)) = all.find(|(option, _)| option == id) {
        return label.clone();
    }
    let drafts = match &turn.mover {
        Mover::Vote(template) => template.drafts.as_slice(),
        Mover::Actor(_) | Mover::Chance(_) | Mover::Joint(_) => &[],
    };
    let draft = |id: &str| {
        let found = drafts.iter().find(|d| d.0 == id);
        found.map_or(id.to_string(), |d| d.1.clone())
    };
    match id.rsplit_once('.') {
        Some((id, vote)) => format!("{vote} on {}", draft(id)),
        None => format!("call a vote on {}", draft(id)),
    }
}

/// What all now believe of those of whose types something was learnt.
fn learnt(session: &Session, m: &Move) -> String {
    let beliefs = &session.game.beliefs;
    let of = |i: &usize| {
        let names = beliefs.roles(*i).map(|r| beliefs.names[r].1.as_str());
        let shares = names.zip(beliefs.probabilities(*i, &m.held));
        let shares: Vec<String> = shares
            .map(|(name, p)| format!("{name} {:.0}%", 100.0 * p))
            .collect();
        let name = &session.scenario.actors[*i].name.label;
        format!("{name} is now believed to be {}", shares.join(", "))
    };
    let all: Vec<String> = m.learnt.iter().map(of).collect();
    all.join("; ")
}
