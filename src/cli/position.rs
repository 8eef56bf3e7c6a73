//! `demarche solve` and `demarche explain`: what is played at a position, what it is worth, why.

use super::args::Solve as Args;
use super::{Shown, screen};
use crate::forecast::ends_from;
use crate::game::{CHOICES, Game, Mover, Structure, Template, compile};
use crate::language::{check as typed, parse};
use crate::report::terminal::{signed, wrap};
use crate::report::{CertificateSummary, Head};
use crate::scenario::{Scenario, load, scope};
use crate::solve::{Layer, Solution, accounts};
use crate::source::{Failure, Span, suggestion};
use crate::study::{at_nodes, equilibrium};
use anyhow::Result;
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
struct SolveSummary {
    #[serde(flatten)]
    head: Head,
    certificate: CertificateSummary,
    positions: Vec<PositionEntry>,
}

#[derive(Serialize)]
struct PositionEntry {
    round: usize,
    turn: String,
    state: IndexMap<String, String>,
    strategies: IndexMap<String, IndexMap<String, f64>>,
    values: IndexMap<String, f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionEntry>,
}

#[derive(Serialize)]
struct OptionEntry {
    option: String,
    probability: f64,
    value: f64,
    /// The mover's expected payoff to the horizon, by term.
    terms: IndexMap<String, f64>,
    /// The part of it that would follow, after what the move itself pays.
    later: f64,
    /// How the report would end: outcomes and their probabilities.
    ends: IndexMap<String, f64>,
}

struct Desk {
    scenario: Scenario,
    game: Game,
    solution: Solution,
}

fn desk(args: &Args) -> Result<(Desk, Vec<usize>)> {
    let scenario = load(&args.scenario, &args.common.set)?;
    if args.round < 1 || args.round > scenario.time.rounds {
        let message = format!("there is no round {}", args.round);
        return Err(
            Failure::general(message, format!("rounds are 1 to {}", scenario.time.rounds)).into(),
        );
    }
    let game = compile(&scenario, &args.common.limits())?;
    let positions = places(args, &scenario, &game)?;
    let solution = equilibrium(&scenario, &game, &|_| {})?;
    Ok((
        Desk {
            scenario,
            game,
            solution,
        },
        positions,
    ))
}

/// The probability of each move of position `p`, by its option's id.
pub(super) fn strategy(s: &Structure, p: usize, weights: &[f64]) -> IndexMap<String, f64> {
    let options = &s.turns[s.turn_of(p)].options;
    s.moves_of(p)
        .map(|m| (options[s.option[m] as usize].0.clone(), weights[m]))
        .collect()
}

/// Who does what at position `p`: an actor's or chance's options; at a vote what becomes of the
/// drafts, then how each member votes.
pub(super) fn strategies(
    scenario: &Scenario,
    s: &Structure,
    p: usize,
    layer: &Layer,
) -> IndexMap<String, IndexMap<String, f64>> {
    let turn = &s.turns[s.turn_of(p)];
    let actor = |i: usize| scenario.actors[i].name.id.clone();
    let all = strategy(s, p, &layer.weights);
    match &turn.mover {
        Mover::Actor(i) => IndexMap::from([(actor(*i), all)]),
        Mover::Chance => IndexMap::from([("chance".to_string(), all)]),
        Mover::Vote(template) => {
            let mut strategies = IndexMap::from([(turn.id.clone(), all)]);
            for (member, votes) in votes(s, p, template, layer) {
                strategies.insert(actor(member), votes);
            }
            strategies
        }
    }
}

/// How each member votes on each draft that may be called at `p`: the average over the calls it may
/// come to, as often as it does once the draft is called.
fn votes(
    s: &Structure,
    p: usize,
    template: &Template,
    layer: &Layer,
) -> Vec<(usize, IndexMap<String, f64>)> {
    let mut all: Vec<_> = template
        .members
        .iter()
        .map(|m| (*m, IndexMap::new()))
        .collect();
    for (range, pass) in s.roll_calls(p, template) {
        let draft = &template.drafts[(s.option[pass] as usize - 1) / 2].0;
        let cells = &layer.cells[range];
        let reach = template.reach(cells);
        for (c, call) in template.calls.iter().enumerate() {
            for (choice, word) in ["yes", "no", "abstain"].iter().enumerate() {
                if call.next[choice].is_some() {
                    let name = format!("{draft}.{word}");
                    let sum: &mut f64 = all[call.member].1.entry(name).or_insert(0.0);
                    *sum += reach[c] * cells[c * CHOICES + choice];
                }
            }
        }
    }
    all
}

/// The positions asked for.
fn places(args: &Args, scenario: &Scenario, game: &Game) -> Result<Vec<usize>> {
    let s = &game.structure;
    let turn = match &args.turn {
        None => None,
        Some(name) => match s.turns.iter().position(|t| t.id == *name) {
            Some(k) => Some(k),
            None => {
                let help = suggestion(name, s.turns.iter().map(|t| t.id.as_str()));
                return Err(Failure::general(format!("there is no turn `{name}`"), help).into());
            }
        },
    };
    let Some(text) = &args.condition else {
        let start = s.start as usize;
        let levels = s.states[start];
        let at = match turn {
            None => (start < s.positions).then_some(start),
            Some(k) => {
                (s.steps[k] as usize..s.steps[k + 1] as usize).find(|p| s.states[*p] == levels)
            }
        };
        return match at {
            Some(p) => Ok(vec![p]),
            None => Err(Failure::general(
                "nobody moves there in the start state",
                "say which state with --where, as --where \"talks == offer\"",
            )
            .into()),
        };
    };
    let mut failure = Failure::default();
    let file = failure.sources.add("--where", text.as_str());
    let place = |range: std::ops::Range<usize>| Span::new(file, range);
    let expr = match parse(text, &place).and_then(|tree| typed(&tree, &scope(scenario))) {
        Ok(expr) => expr,
        Err(fault) => {
            failure.diagnostics.push(fault);
            return Err(failure.into());
        }
    };
    let holds = at_nodes(scenario, game, &expr);
    let range = turn.map_or(0..s.positions, |k| {
        s.steps[k] as usize..s.steps[k + 1] as usize
    });
    let found: Vec<usize> = range.filter(|p| holds[*p] != 0.0).take(args.most).collect();
    if found.is_empty() {
        return Err(Failure::general(
            "no position that can be reached is like that",
            "widen --where, or leave --turn out",
        )
        .into());
    }
    Ok(found)
}

impl Desk {
    fn entry(&self, round: usize, p: usize) -> PositionEntry {
        let s = &self.game.structure;
        let layer = self.solution.layer(round, 0);
        let k = s.turn_of(p);
        let turn = &s.turns[k];
        let state = self.scenario.variables.iter().zip(s.levels(p));
        let n = self.game.numbers.actors;
        let actors = self.scenario.actors.iter().enumerate();
        PositionEntry {
            round,
            turn: turn.id.clone(),
            state: state
                .map(|(v, l)| (v.name.id.clone(), v.level(l as usize)))
                .collect(),
            strategies: strategies(&self.scenario, s, p, layer),
            values: actors
                .map(|(i, a)| (a.name.id.clone(), layer.values[p * n + i]))
                .collect(),
            options: vec![],
        }
    }

    /// Each option with the mover's payoff by term: what it pays at once and what would follow.
    fn options(&self, round: usize, p: usize, accounts: &[f64]) -> Vec<OptionEntry> {
        let s = &self.game.structure;
        let numbers = &self.game.numbers;
        let turn = &s.turns[s.turn_of(p)];
        let mover = match &turn.mover {
            Mover::Actor(i) => Some(*i),
            Mover::Chance => None,
            Mover::Vote(template) => template.proposer,
        };
        let Some(mover) = mover else { return vec![] };
        let width = numbers.accounts.len();
        let layer = self.solution.layer(round, 0);
        let option = |m: usize| {
            let (row, next) = (numbers.pay[m] as usize, s.next[m] as usize);
            let own = (0..width).filter(|a| numbers.accounts[*a].0 == mover);
            let terms: IndexMap<String, f64> = own
                .map(|a| {
                    (
                        numbers.accounts[a].1.clone(),
                        numbers.rows[row * width + a] + accounts[next * width + a],
                    )
                })
                .collect();
            let outcomes = &self.scenario.outcomes;
            let ends = ends_from(&self.game, &self.solution, round, next, outcomes.len());
            let names = outcomes.iter().map(|o| o.name.id.clone());
            OptionEntry {
                option: turn.options[s.option[m] as usize].0.clone(),
                probability: layer.weights[m],
                value: terms.values().sum(),
                terms,
                later: layer.values[next * numbers.actors + mover],
                ends: names.zip(ends).collect(),
            }
        };
        s.moves_of(p).map(option).collect()
    }
}

/// `demarche solve`.
pub(super) fn solve(args: &Args) -> Result<Shown> {
    let (desk, positions) = desk(args)?;
    let entries: Vec<PositionEntry> = positions
        .iter()
        .map(|p| desk.entry(args.round, *p))
        .collect();
    shown("solve", &desk, entries)
}

/// `demarche explain`.
pub(super) fn explain(args: &Args) -> Result<Shown> {
    let (desk, positions) = desk(args)?;
    let accounts = accounts(&desk.game, &desk.solution, args.round);
    let mut entries = vec![];
    for p in positions {
        let mut entry = desk.entry(args.round, p);
        entry.options = desk.options(args.round, p, &accounts);
        entries.push(entry);
    }
    shown("explain", &desk, entries)
}

fn shown(command: &'static str, desk: &Desk, entries: Vec<PositionEntry>) -> Result<Shown> {
    let screen = screen();
    let mut text = format!("\n{}\n", screen.bold(&desk.scenario.title));
    for entry in &entries {
        let state: Vec<String> = entry
            .state
            .iter()
            .map(|(v, l)| format!("{v} = {l}"))
            .collect();
        let _ = writeln!(
            text,
            "\n{}",
            screen.bold(&format!(
                "{}, turn {}",
                desk.scenario.time.label(entry.round),
                entry.turn
            ))
        );
        for line in wrap(&state.join(", "), screen.width - 2) {
            let _ = writeln!(text, "  {line}");
        }
        for (mover, options) in &entry.strategies {
            let _ = writeln!(text, "  {mover}");
            for (option, p) in options {
                let why = entry.options.iter().find(|o| o.option == *option);
                let _ = writeln!(
                    text,
                    "    {option:<28} {:>6.1} %{}",
                    100.0 * p,
                    why.map_or(String::new(), |w| format!("  worth {:>7}", signed(w.value)))
                );
                if let Some(why) = why {
                    let terms: Vec<String> = why
                        .terms
                        .iter()
                        .filter(|(_, x)| x.abs() >= 0.005)
                        .map(|(t, x)| format!("{t} {}", signed(*x)))
                        .collect();
                    let paid = why.value - why.later;
                    let mut ends: Vec<(&String, &f64)> =
                        why.ends.iter().filter(|(_, p)| **p >= 0.005).collect();
                    ends.sort_by(|a, b| b.1.total_cmp(a.1));
                    let ends: Vec<String> = ends
                        .iter()
                        .map(|(o, p)| format!("{o} {:.0} %", 100.0 * **p))
                        .collect();
                    let lines = [
                        format!(
                            "now {}, later {}: {}",
                            signed(paid),
                            signed(why.later),
                            terms.join(", ")
                        ),
                        format!("then {}", ends.join(", ")),
                    ];
                    for line in lines.iter().flat_map(|l| wrap(l, screen.width - 8)) {
                        let _ = writeln!(text, "        {line}");
                    }
                }
            }
        }
        let values: Vec<String> = entry
            .values
            .iter()
            .map(|(a, v)| format!("{a} {}", signed(*v)))
            .collect();
        for line in wrap(
            &format!("Expected: {}", values.join(", ")),
            screen.width - 2,
        ) {
            let _ = writeln!(text, "  {line}");
        }
    }
    let c = &desk.solution.certificate;
    let certificate = CertificateSummary {
        residual: c.residual,
        epsilon: c.epsilon,
        multiple: false,
    };
    let _ = writeln!(text, "\nResidual {:.0e}.", c.residual);
    let summary = SolveSummary {
        head: Head::new(command, Some(&desk.scenario)),
        certificate,
        positions: entries,
    };
    Ok(Shown {
        text,
        json: Some(serde_json::to_string_pretty(&summary)?),
    })
}
