//! What a study is asked, in the words of a command line: settings and their values, thresholds,
//! positions, beliefs. Texts come in; typed questions go out, or what is wrong and what to try.

use super::at_nodes;
use super::game_model::GameModel;
use super::model::{Model, Target};
use super::sweep::{Question, Vary};
use crate::game::{Beliefs, Game};
use crate::language::{check, parse};
use crate::scenario::{Scenario, scope};
use crate::source::{Failure, Span, suggestion};
use std::collections::BTreeSet;

/// Values of a range that does not say how many.
const VALUES: usize = 21;

/// The most values of a range.
const MOST_VALUES: usize = 10_000;

/// The most variants of a sweep: each is kept until all are shown.
const MOST_VARIANTS: usize = 100_000;

/// What a sweep is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// Settings and their values, as [`varied`] reads them.
    pub vary: &'a [String],
    /// Measures to be read, by id.
    pub measures: &'a [String],
    /// Thresholds, as ID=X.
    pub thresholds: &'a [String],
    /// Tipping points are found to this share of the range.
    pub tolerance: f64,
}

/// The question that these texts ask of `variants`.
///
/// # Errors
/// A text that cannot be read, a setting varied twice, or too many variants.
pub fn question(asked: &Asked, variants: &GameModel) -> Result<Question, Failure> {
    let scenario = &variants.scenario;
    let mut vary = vec![];
    for text in asked.vary {
        vary.push(varied(text, variants)?);
    }
    together(&vary, variants)?;
    let mut thresholds = vec![];
    for text in asked.thresholds {
        let found = threshold(text, scenario)?;
        if !thresholds.contains(&found) {
            thresholds.push(found);
        }
    }
    let mut targets = vec![];
    for id in asked.measures {
        targets.push(target(id, scenario)?);
    }
    targets.extend(thresholds.iter().map(|(target, _)| *target));
    let mut measures = vec![];
    for target in targets {
        if let Target::Measure(m) = target
            && !measures.contains(&m)
        {
            measures.push(m);
        }
    }
    Ok(Question {
        vary,
        measures,
        thresholds,
        tolerance: asked.tolerance,
    })
}

/// Whether one sweep can vary these settings.
fn together(vary: &[Vary], variants: &GameModel) -> Result<(), Failure> {
    if !(1..=2).contains(&vary.len()) {
        return Err(Failure::general(
            format!(
                "a sweep varies one setting or two, and here are {}",
                vary.len()
            ),
            "fix the others with --set, one sweep for each of their values",
        ));
    }
    if let [first, second] = vary {
        let (a, b) = (keys(&first.path, variants), keys(&second.path, variants));
        if a.starts_with(&b) || b.starts_with(&a) {
            return Err(Failure::general(
                format!(
                    "`{}` and `{}` are the same setting or a part of it",
                    first.path, second.path
                ),
                "vary it once, or name another setting for the map",
            ));
        }
    }
    let count: usize = vary.iter().map(|v| v.values.len()).product();
    if count > MOST_VARIANTS {
        return Err(Failure::general(
            format!("these values make {count} variants, more than {MOST_VARIANTS}"),
            "take fewer values, as --vary retaliation=0.1..0.9:100",
        ));
    }
    Ok(())
}

/// The keys of the value that a path sets, however it is written.
fn keys(path: &str, variants: &GameModel) -> Vec<String> {
    let owned = |keys: &[&str]| keys.iter().map(|k| k.to_string()).collect();
    if let Some(p) = variants.parameter(path) {
        let id = &variants.scenario.parameters[p].name.id;
        return owned(&["parameters", id, "value"]);
    }
    let keys: Vec<&str> = path.split('.').map(str::trim).collect();
    match keys[..] {
        ["state", name] => owned(&["state", name, "start"]),
        _ => owned(&keys),
    }
}

/// A setting and its values: NAME=LOW..HIGH:COUNT, NAME=A,B,C, or the name of a parameter alone,
/// which takes the range that the file gives it.
///
/// # Errors
/// A text that is none of these, or a value that is given twice.
pub fn varied(text: &str, variants: &GameModel) -> Result<Vary, Failure> {
    let (path, values) = match text.split_once('=') {
        Some((path, values)) => (path.trim(), Some(values.trim())),
        None => (text.trim(), None),
    };
    if path.is_empty() {
        return Err(unvaried(format!("`{text}` names no setting")));
    }
    let vary = match values {
        None => whole_range(path, variants)?,
        Some(values) => match values.split_once("..") {
            Some((low, rest)) => between(path, low, rest)?,
            None => Vary {
                path: path.to_string(),
                values: values.split(',').map(|v| v.trim().to_string()).collect(),
            },
        },
    };
    let mut seen = BTreeSet::new();
    for value in &vary.values {
        if value.is_empty() {
            return Err(unvaried(format!("`{text}` has an empty value")));
        }
        let number = value.parse::<f64>().ok();
        if number.is_some_and(|x| !x.is_finite()) && variants.parameter(path).is_some() {
            return Err(unvaried(format!("`{value}` is not a finite number")));
        }
        // adding 0 makes one number of 0 and -0
        let same = number.map_or(value.clone(), |x| format!("{:?}", x + 0.0));
        if !seen.insert(same) {
            return Err(unvaried(format!("`{text}` takes the value {value} twice")));
        }
    }
    Ok(vary)
}

/// What is wrong with a setting and its values.
fn unvaried(message: String) -> Failure {
    Failure::general(
        message,
        "as --vary retaliation=0.1..0.9:21, --vary state.talks.start=none,direct, or \
         --vary retaliation for its range",
    )
}

/// The range that the file gives a parameter.
fn whole_range(path: &str, variants: &GameModel) -> Result<Vary, Failure> {
    let scenario = &variants.scenario;
    let Some(p) = variants.parameter(path) else {
        let ids = scenario.parameters.iter().map(|p| p.name.id.as_str());
        let message = format!("there is no parameter `{path}`");
        return Err(Failure::general(message, suggestion(path, ids)));
    };
    match scenario.parameters[p].range {
        Some((low, high)) => Ok(Vary::even(path, low, high, VALUES)),
        None => Err(unvaried(format!("`{path}` has no range in the file"))),
    }
}

/// LOW..HIGH or LOW..HIGH:COUNT; `rest` follows the dots.
fn between(path: &str, low: &str, rest: &str) -> Result<Vary, Failure> {
    let (high, n) = match rest.split_once(':') {
        Some((high, n)) => (high, n.trim().parse::<usize>().ok()),
        None => (rest, Some(VALUES)),
    };
    let number = |text: &str| text.trim().parse::<f64>();
    let (Ok(low), Ok(high), Some(n)) = (number(low), number(high), n) else {
        return Err(unvaried(format!("`{low}..{rest}` is not LOW..HIGH:COUNT")));
    };
    if !(low < high && (high - low).is_finite() && (2..=MOST_VALUES).contains(&n)) {
        return Err(unvaried(format!(
            "`{low}..{rest}` wants a finite LOW below HIGH and 2 to 10,000 values"
        )));
    }
    Ok(Vary::even(path, low, high, n))
}

/// The outcome or measure called `id`.
///
/// # Errors
/// There is none.
pub fn target(id: &str, scenario: &Scenario) -> Result<Target, Failure> {
    Target::find(scenario, id).ok_or_else(|| {
        let outcomes = scenario.outcomes.iter().map(|o| o.name.id.as_str());
        let measures = scenario.measures.iter().map(|m| m.name.id.as_str());
        let message = format!("there is no outcome or measure `{id}`");
        Failure::general(message, suggestion(id, outcomes.chain(measures)))
    })
}

/// ID=X: an outcome or measure, and the value that it may cross.
///
/// # Errors
/// A text that is not of that form.
pub fn threshold(text: &str, scenario: &Scenario) -> Result<(Target, f64), Failure> {
    let parts = text.split_once('=');
    let number = |x: &str| x.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    match parts.and_then(|(id, x)| Some((id.trim(), number(x)?))) {
        Some((id, x)) => Ok((target(id, scenario)?, x)),
        None => Err(Failure::general(
            format!("`{text}` is not ID=NUMBER"),
            "for instance --threshold strike=0.1",
        )),
    }
}

/// Who a role is: its actor's id and, if it has one, its type's.
pub fn role_id(scenario: &Scenario, beliefs: &Beliefs, role: usize) -> String {
    let actor = &scenario.actors[beliefs.actor(role)].name.id;
    match beliefs.names[role].0.as_str() {
        "" => actor.clone(),
        kind => format!("{actor}.{kind}"),
    }
}

/// What is believed, on every axis, where each text says ACTOR.TYPE=P; the actor's other types keep
/// their proportions, and where nothing is said the priors hold.
///
/// # Errors
/// A text that is not of that form, or a type that there is not.
pub fn held(texts: &[String], scenario: &Scenario, beliefs: &Beliefs) -> Result<Vec<f64>, Failure> {
    let mut at = beliefs.coordinates(beliefs.start);
    for text in texts {
        let parts = text
            .split_once('=')
            .and_then(|(name, p)| Some((name.trim(), p.trim().parse::<f64>().ok()?)));
        let Some((name, p)) = parts.filter(|(_, p)| (0.0..=1.0).contains(p)) else {
            return Err(Failure::general(
                format!("`{text}` is not ACTOR.TYPE=P, P from 0 to 1"),
                "for instance --belief north_korea.keeper=0.8",
            ));
        };
        let typed = (0..beliefs.prior.len()).filter(|r| beliefs.kinds(beliefs.actor(*r)) > 1);
        let ids: Vec<(usize, String)> = typed.map(|r| (r, role_id(scenario, beliefs, r))).collect();
        let Some((role, _)) = ids.iter().find(|(_, id)| id == name) else {
            let help = suggestion(name, ids.iter().map(|(_, id)| id.as_str()));
            return Err(Failure::general(format!("there is no type `{name}`"), help));
        };
        believe(&mut at, *role, p, beliefs);
    }
    Ok(at)
}

/// Moves beliefs to where `role` has probability `p`.
fn believe(at: &mut [f64], role: usize, p: f64, beliefs: &Beliefs) {
    let i = beliefs.actor(role);
    let mut all = beliefs.probabilities(i, at);
    let own = role - beliefs.first[i];
    let rest = 1.0 - all[own];
    for (_, x) in all.iter_mut().enumerate().filter(|(k, _)| *k != own) {
        *x = if rest > 0.0 {
            *x / rest * (1.0 - p)
        } else {
            (1.0 - p) / (beliefs.kinds(i) - 1) as f64
        };
    }
    all[own] = p;
    let mut left = 1.0;
    for (share, x) in at[beliefs.own(i)].iter_mut().zip(&all) {
        *share = if left > 0.0 {
            (x / left).clamp(0.0, 1.0)
        } else {
            0.0
        };
        left -= x;
    }
}

/// Which positions are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// Those at which this condition holds; none asks about the start state.
    pub condition: Option<&'a str>,
    /// Those of this turn.
    pub turn: Option<&'a str>,
    /// Those that play can come to in this round, from 1.
    pub round: usize,
    /// At most so many.
    pub most: usize,
}

/// The positions asked about, at least one.
///
/// # Errors
/// A condition that cannot be read, a turn or a round that there is not, or no position at all.
pub fn places(asked: &Places, scenario: &Scenario, game: &Game) -> Result<Vec<usize>, Failure> {
    let s = &game.structure;
    let Places { round, .. } = *asked;
    if round < 1 || round > game.rounds {
        return Err(Failure::general(
            format!("there is no round {round}"),
            format!("rounds are 1 to {}", game.rounds),
        ));
    }
    let turn = asked.turn.map(|name| turn(name, game)).transpose()?;
    let range = turn.map_or(0..s.positions, |k| {
        s.steps[k] as usize..s.steps[k + 1] as usize
    });
    let Some(text) = asked.condition else {
        let start = s.start as usize;
        let mut at = match turn {
            None => start..start + 1,
            Some(_) => range,
        };
        let Some(p) = at.find(|p| *p < s.positions && s.states[*p] == s.states[start]) else {
            return Err(Failure::general(
                "nobody moves there in the start state",
                "say which state with --where, as --where \"talks == offer\"",
            ));
        };
        if !can_be(game, round)[p] {
            return Err(Failure::general(
                format!("play cannot be in the start state there in round {round}"),
                "say which state with --where, as --where \"talks == offer\"",
            ));
        }
        return Ok(vec![p]);
    };
    let mut failure = Failure::default();
    let file = failure.sources.add("--where", text);
    let place = |range: std::ops::Range<usize>| Span::new(file, range);
    let expr = match parse(text, &place).and_then(|tree| check(&tree, &scope(scenario))) {
        Ok(expr) => expr,
        Err(fault) => {
            failure.diagnostics.push(fault);
            return Err(failure);
        }
    };
    let holds = at_nodes(scenario, game, &expr);
    let can_be = can_be(game, round);
    let found = range.filter(|p| holds[*p] != 0.0 && can_be[*p]);
    let found: Vec<usize> = found.take(asked.most).collect();
    if found.is_empty() {
        return Err(Failure::general(
            format!("no position that can be reached in round {round} is like that"),
            "widen --where, leave --turn out, or ask about another --round",
        ));
    }
    Ok(found)
}

/// The turn called `name`.
fn turn(name: &str, game: &Game) -> Result<usize, Failure> {
    let turns = &game.structure.turns;
    turns.iter().position(|t| t.id == name).ok_or_else(|| {
        let help = suggestion(name, turns.iter().map(|t| t.id.as_str()));
        Failure::general(format!("there is no turn `{name}`"), help)
    })
}

/// For each node whether play can come to it in this round, from 1.
fn can_be(game: &Game, round: usize) -> Vec<bool> {
    let s = &game.structure;
    let mut begins = vec![false; s.nodes()];
    begins[s.start as usize] = true;
    for t in 1.. {
        let mut at = begins.clone();
        // every move leads to a node of a higher number
        for p in 0..s.positions {
            if at[p] {
                s.moves_of(p).for_each(|m| at[s.next[m] as usize] = true);
            }
        }
        if t == round {
            return at;
        }
        let mut next = vec![false; s.nodes()];
        let ends = (0..s.ends).filter(|e| at[s.positions + e]);
        ends.for_each(|e| next[s.restart[e] as usize] = true);
        if next == begins {
            // so it is in every later round
            return at;
        }
        begins = next;
    }
    unreachable!("the round is one of those that there are")
}
