//! `demarche check`: every error at once, the size of the game, warnings.

use super::args::Check as Args;
use super::{Shown, screen};
use crate::game::{Game, compile};
use crate::report::terminal::{signed, thousands};
use crate::report::{Head, Size};
use crate::scenario::{Moment, Scenario, load};
use crate::source::{Entry, entries, render};
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
struct CheckSummary {
    #[serde(flatten)]
    head: Head,
    errors: Vec<Entry>,
    warnings: Vec<Entry>,
    game: Size,
}

/// The command.
pub(super) fn check(args: &Args) -> Result<Shown> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let clock = std::time::Instant::now();
    let game = compile(&scenario, &args.common.limits())?;
    let seconds = clock.elapsed().as_secs_f64();
    let size = Size::of(&game);
    let screen = screen();
    let mut text = render(&scenario.warnings, &scenario.sources, screen.colour);
    let _ = writeln!(text, "{}", screen.bold(&scenario.title));
    let _ = writeln!(
        text,
        "{} positions with {} moves, {} decisions over {} {}s, about {} MB, compiled in {seconds:.2} s",
        thousands(size.positions),
        thousands(size.options),
        thousands(size.decisions),
        game.rounds + game.shadow,
        scenario.time.round,
        size.bytes.div_ceil(1 << 20)
    );
    endings(&mut text, &scenario, &game);
    readings(&mut text, &scenario);
    let _ = writeln!(text, "\nNo errors, {} warnings.", scenario.warnings.len());
    let summary = CheckSummary {
        head: Head::new("check", Some(&scenario)),
        errors: vec![],
        warnings: entries(&scenario.warnings, &scenario.sources),
        game: size,
    };
    Ok(Shown {
        text,
        json: Some(serde_json::to_string_pretty(&summary)?),
    })
}

/// What ending pays beside what going on in the start state would: is an ending an escape?
fn endings(text: &mut String, scenario: &Scenario, game: &Game) {
    let s = &game.structure;
    let n = game.numbers.actors;
    let rounds = game.rounds + game.shadow;
    let tail = |i: usize| (1..rounds).fold(0.0, |sum, _| game.numbers.patience[i] * (1.0 + sum));
    for (o, outcome) in scenario.outcomes.iter().enumerate().filter(|(_, o)| o.ends) {
        let found: Vec<usize> = (0..s.frozen_outcome.len())
            .filter(|f| s.frozen_outcome[*f] as usize == o)
            .collect();
        let Some(f) = found.first() else {
            let _ = writeln!(text, "\n`{}` is never reached.", outcome.name.id);
            continue;
        };
        let target = s.positions + s.ends + f;
        let paid = s
            .next
            .iter()
            .position(|next| *next as usize == target)
            .map_or(0, |m| game.numbers.pay[m] as usize);
        let _ = writeln!(
            text,
            "\nIf `{}` ended play in round 1 (in one of {} states):",
            outcome.name.id,
            found.len()
        );
        for (i, actor) in scenario.actors.iter().enumerate() {
            let once = game.numbers.row_totals[paid * n + i];
            let flow = game.numbers.later_totals[f * n + i] * tail(i);
            let label = &actor.name.label;
            let _ = writeln!(
                text,
                "  {label:<16} once {:>8}  later {:>8}  in all {:>8}",
                signed(once),
                signed(flow),
                signed(once + flow)
            );
        }
    }
}

/// Which round each date means.
fn readings(text: &mut String, scenario: &Scenario) {
    let _ = writeln!(text);
    let label = |moment: &Moment| match moment {
        Moment::At(t) => format!("at the end of {}", scenario.time.label(*t)),
        Moment::By(t) => format!("by the end of {}", scenario.time.label(*t)),
    };
    let measures = scenario.measures.iter().map(|m| (&m.name, &m.moment));
    for (name, moment) in measures.chain(scenario.milestones.iter().map(|m| (&m.name, &m.moment))) {
        let _ = writeln!(text, "  {:<24} read {}", name.id, label(moment));
    }
}
