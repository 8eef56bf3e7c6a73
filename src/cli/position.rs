//! `demarche solve` and `demarche explain`: what is played at a position, what it is worth, why.

use super::args::{Solve as Args, SolveAll};
use super::doing::{believed, strategies};
use super::{Shown, screen};
use crate::game::{Game, Spot, compile, compile_at};
use crate::report::screen::{signed, wrap};
use crate::report::{CertificateSummary, Head};
use crate::scenario::{Scenario, load};
use crate::solve::{Solution, values};
use crate::study::equilibrium;
use crate::study::request::{Places, held, places, role_id};
use crate::task::Silent;
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
    /// What all believe of each actor with types.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    beliefs: IndexMap<String, IndexMap<String, f64>>,
    strategies: IndexMap<String, IndexMap<String, f64>>,
    values: IndexMap<String, f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionEntry>,
}

#[derive(Serialize)]
pub(super) struct OptionEntry {
    /// Whose it is, where several move or who moves has types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mover: Option<String>,
    pub option: String,
    pub probability: f64,
    pub value: f64,
    /// The mover's expected payoff to the horizon, by term.
    pub terms: IndexMap<String, f64>,
    /// The part of it that would follow, after what the move itself pays.
    pub later: f64,
    /// How much of that is what the option tells the others of the mover's type: the difference
    /// to being taken for what it was before. Null if it has none.
    pub reveals: Option<f64>,
    /// How the report would end: outcomes and their probabilities.
    pub ends: IndexMap<String, f64>,
}

pub(super) struct Desk {
    pub scenario: Scenario,
    pub game: Game,
    pub solution: Solution,
    /// What is believed, on every axis.
    pub held: Vec<f64>,
}

/// The game, with the precision and the grid that `solve` was given.
pub(super) fn compiled(scenario: &Scenario, args: &SolveAll) -> Result<Game> {
    let points = args.points.map_or(scenario.belief_points, usize::from);
    let mut game = compile_at(scenario, points, &args.at.common.limits())?;
    if let Some(precision) = args.precision {
        game.numbers.precision.fill(precision);
    }
    Ok(game)
}

fn desk(args: &Args, compiled: impl Fn(&Scenario) -> Result<Game>) -> Result<(Desk, Vec<usize>)> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let game = compiled(&scenario)?;
    let asked = Places {
        condition: args.condition.as_deref(),
        turn: args.turn.as_deref(),
        round: args.round,
        most: args.most,
    };
    let positions = places(&asked, &scenario, &game)?;
    let held = held(&args.belief, &scenario, &game.beliefs)?;
    let solution = equilibrium(&scenario, &game, &Silent)?;
    Ok((
        Desk {
            scenario,
            game,
            solution,
            held,
        },
        positions,
    ))
}

impl Desk {
    /// The value of `values` (nodes × width × points) at a node where beliefs are at `spot`.
    pub fn read(
        &self,
        values: &[f64],
        width: usize,
        node: usize,
        column: usize,
        spot: &Spot,
    ) -> f64 {
        let points = self.game.beliefs.count;
        let row = &values[(node * width + column) * points..][..points];
        self.game.beliefs.read(row, spot)
    }

    fn entry(&self, round: usize, p: usize, values: &[f64]) -> PositionEntry {
        let s = &self.game.structure;
        let beliefs = &self.game.beliefs;
        let view = self.solution.view(&self.game, round, &self.held);
        let turn = &s.turns[s.turn_of(p)];
        let state = self.scenario.variables.iter().zip(s.levels(p));
        let roles = beliefs.prior.len();
        let spot = beliefs.spot(&self.held);
        let value = |r: usize| {
            let id = role_id(&self.scenario, beliefs, r);
            (id, self.read(values, roles, p, r, &spot))
        };
        PositionEntry {
            round,
            turn: turn.id.clone(),
            state: state
                .map(|(v, l)| (v.name.id.clone(), v.level(l as usize)))
                .collect(),
            beliefs: believed(&self.scenario, beliefs, &self.held),
            strategies: strategies(&self.scenario, &self.game, p, &view),
            values: (0..roles).map(value).collect(),
            options: vec![],
        }
    }
}

/// `demarche solve`.
pub(super) fn solve(all: &SolveAll) -> Result<Shown> {
    let args = &all.at;
    let (desk, positions) = desk(args, |scenario| compiled(scenario, all))?;
    let [values, _] = values(&desk.game, &desk.solution, args.round);
    let entries: Vec<PositionEntry> = positions
        .iter()
        .map(|p| desk.entry(args.round, *p, &values))
        .collect();
    shown("solve", &desk, entries)
}

/// `demarche explain`.
pub(super) fn explain(args: &Args) -> Result<Shown> {
    let limits = args.common.limits();
    let (desk, positions) = desk(args, |scenario| Ok(compile(scenario, &limits)?))?;
    let [values, accounts] = values(&desk.game, &desk.solution, args.round);
    let mut entries = vec![];
    for p in positions {
        let mut entry = desk.entry(args.round, p, &values);
        entry.options = desk.options(args.round, p, &values, &accounts);
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
        for (actor, types) in &entry.beliefs {
            let types: Vec<String> = types
                .iter()
                .map(|(kind, p)| format!("{kind} {:.0} %", 100.0 * p))
                .collect();
            let _ = writeln!(text, "  {actor} is held to be {}", types.join(", "));
        }
        for (mover, options) in &entry.strategies {
            let _ = writeln!(text, "  {mover}");
            for (option, p) in options {
                let own = |o: &&OptionEntry| {
                    o.option == *option && o.mover.as_ref().is_none_or(|m| m == mover)
                };
                let why = entry.options.iter().find(own);
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
                    let reveals = why.reveals.map_or(String::new(), |r| {
                        format!(", of which {} for what it reveals", signed(r))
                    });
                    let lines = [
                        format!(
                            "now {}, later {}{reveals}: {}",
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
    let certificate = CertificateSummary::of(&desk.solution);
    let _ = writeln!(text, "\nResidual {:.0e}.", certificate.residual);
    if let Some(warning) = certificate.warning() {
        crate::report::screen::paragraph(&mut text, &warning, screen.width);
    }
    let summary = SolveSummary {
        head: Head::new(command, Some(&desk.scenario)),
        certificate,
        positions: entries,
    };
    Ok(Shown {
        text,
        json: Some(serde_json::to_string_pretty(&summary)?),
        ..Shown::default()
    })
}
