//! What the file says, turn by turn and date by date: a `when` that landed in the wrong place shows.

use crate::language::Expr;
use crate::percent::percent;
use crate::report::screen::{Screen, wrap};
use crate::scenario::{Choice, Moment, Scenario, TurnKind, Vote};
use std::fmt::Write;

/// The text of an expression as the file has it.
fn written<'a>(scenario: &'a Scenario, expr: &Expr) -> &'a str {
    let span = expr.span;
    let text = &scenario.sources.0[span.file as usize].text;
    text.get(span.start as usize..span.end as usize)
        .unwrap_or("")
}

/// Every option with its condition.
pub(super) fn turns(text: &mut String, scenario: &Scenario, screen: Screen) {
    let _ = writeln!(text, "\n{}", screen.bold("TURNS, in order"));
    let when = |expr: &Option<Expr>| {
        let expr = expr.as_ref();
        expr.map_or(String::new(), |e| format!("when {}", written(scenario, e)))
    };
    let mut line = |label: &str, words: &str| line(text, label, words, screen);
    let actor = |i: usize| scenario.actors[i].name.label.as_str();
    for turn in &scenario.turns {
        let who = match &turn.kind {
            TurnKind::Actor(i, _) => actor(*i).to_string(),
            TurnKind::Joint(all) => {
                let names: Vec<&str> = all.iter().map(|(i, _)| actor(*i)).collect();
                format!("{} at once", names.join(", "))
            }
            TurnKind::Chance(events) => told(scenario, events),
            TurnKind::Vote(vote) => vote_line(scenario, vote, &actor),
        };
        let who = match (&turn.kind, turn.hidden) {
            (_, None) => who,
            (TurnKind::Chance(_), Some(i)) if !scenario.actors[i].nature => {
                format!("chance; only {} sees what happens", actor(i))
            }
            (TurnKind::Chance(_), Some(_)) => "chance; nobody sees what happens".to_string(),
            (_, Some(_)) => format!("{who}; nobody else sees what it does"),
        };
        let rest = when(&turn.when);
        let stop = if rest.is_empty() { "" } else { "; " };
        line(&turn.name.id, &format!("{who}{stop}{rest}"));
        let together = matches!(turn.kind, TurnKind::Joint(_));
        for (owner, choice) in turn.choices() {
            let family = choice.choose.map(|v| &scenario.variables[v]);
            let family = family.map_or(String::new(), |v| {
                format!("for each of {} levels of {} ", v.size(), v.name.id)
            });
            let words = when(&choice.when);
            let words = if words.is_empty() {
                "always open"
            } else {
                &words
            };
            let of = owner.filter(|_| together);
            let of = of.map_or(String::new(), |i| format!("{}.", actor(i)));
            line(
                &format!("  {of}{}", choice.name.id),
                &format!("{family}{words}"),
            );
        }
    }
}

/// What only some know, and how likely the others think each level.
pub(super) fn private(text: &mut String, scenario: &Scenario, screen: Screen) {
    if scenario.private.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", screen.bold("WHAT ONLY SOME KNOW"));
    for (p, private) in scenario.private.iter().enumerate() {
        let owner = &scenario.actors[private.owner];
        let variable = &private.variable;
        let share = |level: usize| {
            let known = |(q, l): &(usize, u16)| *q == p && usize::from(*l) == level;
            let own = owner.types.iter().filter(|t| t.levels.iter().any(known));
            own.map(|t| scenario.number(&t.prior)).sum::<f64>()
        };
        let levels = (0..variable.size())
            .map(|level| format!("{} {}", variable.level(level), percent(share(level))));
        let read = scenario.told_by(private);
        let names = read
            .iter()
            .map(|q| scenario.private[*q].variable.name.id.as_str());
        let with = match names.collect::<Vec<_>>().join(" and ") {
            names if names.is_empty() => names,
            names => format!("; correlated with {names}"),
        };
        let who = match owner.nature {
            true => "nobody knows",
            false => owner.name.label.as_str(),
        };
        let words = format!("{who}: {}{with}", levels.collect::<Vec<_>>().join(", "));
        line(text, &variable.name.id, &words, screen);
    }
}

/// A line of a list: a label, and words that may take several lines.
fn line(text: &mut String, label: &str, words: &str, screen: Screen) {
    let lines = wrap(words, screen.width.saturating_sub(27).max(30));
    for (i, words) in lines.iter().enumerate() {
        let label = if i == 0 { label } else { "" };
        let _ = writeln!(text, "{}", format!("{label:<26} {words}").trim_end());
    }
}

/// Chance, and what private variables its events tell of.
fn told(scenario: &Scenario, events: &[Choice]) -> String {
    let chances = events.iter().filter_map(|e| e.chance.as_ref());
    let mut read: Vec<usize> = chances.flat_map(|e| scenario.secrets(e)).collect();
    read.sort_unstable();
    read.dedup();
    let names = read
        .iter()
        .map(|p| scenario.private[*p].variable.name.id.as_str());
    match names.collect::<Vec<_>>().join(", ").as_str() {
        "" => "chance".to_string(),
        names => format!("chance; it tells of {names}"),
    }
}

/// Who votes, and what passes.
fn vote_line<'a>(scenario: &Scenario, vote: &Vote, actor: &impl Fn(usize) -> &'a str) -> String {
    let names = |all: Vec<usize>| all.into_iter().map(actor).collect::<Vec<_>>().join(", ");
    let total = vote.members.len() + vote.seats;
    let veto = (0..vote.members.len()).filter(|m| vote.veto[*m]);
    let veto = names(veto.map(|m| vote.members[m]).collect());
    let others = if vote.seats > 0 {
        format!(" and {} seats nobody plays", vote.seats)
    } else {
        String::new()
    };
    let together = if vote.together { ", together" } else { "" };
    let mut line = format!(
        "vote of {total}{together}: {}{others}; {} yes pass",
        names(vote.members.clone()),
        scenario.number(&vote.needs)
    );
    let heavy = vote.members.iter().zip(&vote.weights);
    let heavy = heavy.map(|(i, w)| (actor(*i), scenario.number(w)));
    let heavy: Vec<String> = heavy
        .filter(|(_, w)| *w != 1.0)
        .map(|(name, w)| format!("{name} {w}"))
        .collect();
    if !heavy.is_empty() {
        line.push_str(&format!("; votes weigh: {}", heavy.join(", ")));
    }
    if !veto.is_empty() {
        line.push_str(&format!("; veto: {veto}"));
    }
    if let Some(i) = vote.proposer {
        line.push_str(&format!("; {} picks the draft", actor(i)));
    }
    line
}

/// Which round each date means.
pub(super) fn readings(text: &mut String, scenario: &Scenario, screen: Screen) {
    let _ = writeln!(
        text,
        "\n{}",
        screen.bold("WHEN MEASURES AND MILESTONES ARE READ")
    );
    let label = |moment: &Moment| match moment {
        Moment::At(t) => format!("at the end of {}", scenario.time.label(*t)),
        Moment::By(t) => format!("by the end of {}", scenario.time.label(*t)),
        Moment::During(a, b) if a == b => format!("during {}", scenario.time.label(*a)),
        Moment::During(a, b) => {
            let [a, b] = [a, b].map(|t| scenario.time.label(*t));
            format!("from {a} to the end of {b}")
        }
    };
    let measures = scenario.measures.iter().map(|m| (&m.name, &m.moment));
    for (name, moment) in measures.chain(scenario.milestones.iter().map(|m| (&m.name, &m.moment))) {
        let _ = writeln!(text, "{:<26} {}", name.id, label(moment));
    }
}
