//! `demarche check`: every error at once, the size of the game, warnings.

use super::args::Check as Args;
use super::{Progress, Shown, screen};
use crate::forecast::forecast;
use crate::game::{Game, Limits, compile, compile_at};
use crate::language::Expr;
use crate::report::screen::{Screen, count as counted, paragraph, signed, thousands, wrap};
use crate::report::{Head, Size};
use crate::scenario::{Moment, Scenario, TurnKind, Vote, load};
use crate::solve::later;
use crate::source::{Diagnostic, Entry, entries, render};
use crate::study::audit::{self, Sharpness};
use crate::study::equilibrium;
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;
use std::io::IsTerminal;

#[derive(Serialize)]
struct CheckSummary {
    #[serde(flatten)]
    head: Head,
    errors: Vec<Entry>,
    warnings: Vec<Entry>,
    game: Size,
}

/// The command. What the text says is shown at once; what takes solving comes after.
pub(super) fn check(args: &Args) -> Result<Shown> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let clock = std::time::Instant::now();
    let game = compile(&scenario, &args.common.limits())?;
    let seconds = clock.elapsed().as_secs_f64();
    let size = Size::of(&game);
    let mut warnings = scenario.warnings.clone();
    warnings.extend(audit::warnings(&scenario, &game));
    let screen = screen();
    let mut text = render(&warnings, &scenario.sources, screen.colour);
    let _ = writeln!(text, "{}", screen.bold(&scenario.title));
    let word = &scenario.time.round;
    let rounds = size
        .rounds
        .map_or(format!("the same in every {word} without end"), |rounds| {
            format!("over {rounds} {word}s")
        });
    let sentence = format!(
        "{} positions with {} moves, {} decisions {rounds}, about {} MB{}",
        thousands(size.positions),
        thousands(size.options),
        thousands(size.decisions),
        size.bytes.div_ceil(1 << 20),
        timed(", compiled", seconds)
    );
    paragraph(&mut text, &sentence, screen.width);
    if let Some(cost) = cost(&scenario, &game, &size) {
        paragraph(&mut text, &cost, screen.width);
    }
    turns(&mut text, &scenario, screen);
    endings(&mut text, &scenario, &game, screen);
    readings(&mut text, &scenario, screen);
    if !args.common.json {
        let limits = args.common.limits();
        return Ok(Shown {
            text,
            save: Some(Box::new(move || {
                let (more, mut text) = solved(&scenario, &game, &limits, screen)?;
                let count = warnings.len() + more.len();
                let _ = writeln!(text, "\nNo errors, {}.", counted(count, "warning"));
                Ok(text)
            })),
            ..Shown::default()
        });
    }
    warnings.extend(solved(&scenario, &game, &args.common.limits(), screen)?.0);
    let summary = CheckSummary {
        head: Head::new("check", Some(&scenario)),
        errors: vec![],
        warnings: entries(&warnings, &scenario.sources),
        game: size,
    };
    Ok(Shown {
        json: Some(serde_json::to_string_pretty(&summary)?),
        ..Shown::default()
    })
}

/// The most decisions, times points of belief, that `check` solves where nobody's type is hidden,
/// where one share is believed, and where there are more: some seconds each.
const MOST: [usize; 3] = [10_000_000, 1_000_000, 50_000];

/// How sharp choices are, and the warnings that follow; on the coarsest grid of beliefs where the
/// scenario's own is too fine for a check, and not at all where that is too large too.
fn solved(
    scenario: &Scenario,
    game: &Game,
    limits: &Limits,
    screen: Screen,
) -> Result<(Vec<Diagnostic>, String)> {
    let fits = |game: &Game| {
        let size = Size::of(game);
        size.decisions.saturating_mul(size.beliefs) <= MOST[game.beliefs.axes.len().min(2)]
    };
    let mut text = String::new();
    let coarse;
    let (game, note) = if fits(game) {
        (game, String::new())
    } else {
        coarse = compile_at(scenario, COARSE, limits)?;
        (
            &coarse,
            format!(" (at {COARSE} points of belief along each share)"),
        )
    };
    if !fits(game) {
        let line = "How sharp choices are was not looked at: this takes solving the game, which is \
                    large. `demarche run` solves it.";
        text.push('\n');
        paragraph(&mut text, line, screen.width);
        return Ok((vec![], text));
    }
    let clock = std::time::Instant::now();
    let progress = Progress::new();
    let solution = equilibrium(scenario, game, &progress)?;
    drop(progress);
    let seconds = clock.elapsed().as_secs_f64();
    let sharpness = audit::sharpness(game, &solution, &forecast(game, &solution, 0));
    let warnings = audit::blunt_or_sharp(scenario, &sharpness);
    if !warnings.is_empty() {
        text.push('\n');
        text.push_str(render(&warnings, &scenario.sources, screen.colour).trim_end());
        text.push('\n');
    }
    choices(&mut text, scenario, &sharpness, screen);
    let done = timed("Solved", seconds);
    if !done.is_empty() || !note.is_empty() {
        let done = if done.is_empty() { "Solved" } else { &done };
        let _ = writeln!(text, "{done}{note}.");
    }
    Ok((warnings, text))
}

/// The fewest points of belief along a share that a grid has.
const COARSE: usize = 3;

/// What was done, and how long it took: on a terminal only, for elsewhere the same input gives the
/// same bytes.
fn timed(done: &str, seconds: f64) -> String {
    match std::io::stdout().is_terminal() {
        true => format!("{done} in {seconds:.2} s"),
        false => String::new(),
    }
}

/// What a finer grid of beliefs would cost; nothing without types.
fn cost(scenario: &Scenario, game: &Game, size: &Size) -> Option<String> {
    if !game.beliefs.typed() {
        return None;
    }
    let finer = 2 * scenario.belief_points - 1;
    let axes = game.beliefs.axes.len() as i32;
    let more = (finer as f64 / scenario.belief_points as f64).powi(axes);
    Some(format!(
        "Each at {} points of belief, {} along each share: {}. With {finer} \
         it would take about {more:.1} times as long and {} MB",
        size.beliefs,
        scenario.belief_points,
        thousands(size.decisions.saturating_mul(size.beliefs)),
        ((size.bytes as f64 * more) as usize).div_ceil(1 << 20)
    ))
}

/// The text of an expression as the file has it.
fn written<'a>(scenario: &'a Scenario, expr: &Expr) -> &'a str {
    let span = expr.span;
    let text = &scenario.sources.0[span.file as usize].text;
    text.get(span.start as usize..span.end as usize)
        .unwrap_or("")
}

/// Every option with its condition: a `when` that landed in the wrong place shows.
fn turns(text: &mut String, scenario: &Scenario, screen: Screen) {
    let _ = writeln!(text, "\n{}", screen.bold("TURNS, in order"));
    let when = |expr: &Option<Expr>| {
        let expr = expr.as_ref();
        expr.map_or(String::new(), |e| format!("when {}", written(scenario, e)))
    };
    let mut line = |label: &str, words: &str| {
        let lines = wrap(words, screen.width.saturating_sub(27).max(30));
        for (i, words) in lines.iter().enumerate() {
            let label = if i == 0 { label } else { "" };
            let _ = writeln!(text, "{}", format!("{label:<26} {words}").trim_end());
        }
    };
    let actor = |i: usize| scenario.actors[i].name.label.as_str();
    for turn in &scenario.turns {
        let who = match &turn.kind {
            TurnKind::Actor(i, _) => actor(*i).to_string(),
            TurnKind::Joint(all) => {
                let names: Vec<&str> = all.iter().map(|(i, _)| actor(*i)).collect();
                format!("{} at once", names.join(", "))
            }
            TurnKind::Chance(_) => "chance".to_string(),
            TurnKind::Vote(vote) => vote_line(vote, &actor),
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

fn vote_line<'a>(vote: &Vote, actor: &impl Fn(usize) -> &'a str) -> String {
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
        vote.needs
    );
    if !veto.is_empty() {
        line.push_str(&format!("; veto: {veto}"));
    }
    if let Some(i) = vote.proposer {
        line.push_str(&format!("; {} picks the draft", actor(i)));
    }
    line
}

/// How sharp choices are: below .5 a coin toss, above 20 a best reply.
fn choices(text: &mut String, scenario: &Scenario, all: &[Sharpness], screen: Screen) {
    let title = screen.bold("HOW SHARP CHOICES ARE");
    let _ = writeln!(
        text,
        "\n{title}  precision × what the second best option costs"
    );
    for s in all {
        let label = &scenario.actors[s.actor].name.label;
        let _ = writeln!(
            text,
            "{label:<26} median {:>6.2}   one in twenty above {:>6.2}",
            s.median, s.most
        );
    }
}

/// What ending pays beside what going on in the start state would: is an ending an escape?
fn endings(text: &mut String, scenario: &Scenario, game: &Game, screen: Screen) {
    let s = &game.structure;
    let n = game.beliefs.prior.len();
    let tail = |r: usize| later(game.numbers.patience[r], game.horizon());
    for (o, outcome) in scenario.outcomes.iter().enumerate().filter(|(_, o)| o.ends) {
        let found: Vec<usize> = (0..s.frozen_outcome.len())
            .filter(|f| s.frozen_outcome[*f] as usize == o)
            .collect();
        let Some(f) = found.first() else {
            continue;
        };
        let target = s.positions + s.ends + f;
        let paid = s
            .next
            .iter()
            .position(|next| *next as usize == target)
            .map_or(0, |m| game.numbers.pay[m] as usize);
        let title = screen.bold(&format!("IF `{}` ENDED PLAY IN ROUND 1", outcome.name.id));
        let _ = writeln!(text, "\n{title}  in one of {} states", found.len());
        for (i, actor) in scenario.actors.iter().enumerate() {
            // of an actor with types the first
            let r = game.beliefs.first[i];
            let once = game.numbers.row_totals[paid * n + r];
            let flow = game.numbers.later_totals[f * n + r] * tail(r);
            let label = &actor.name.label;
            let _ = writeln!(
                text,
                "{label:<26} once {:>8}  later {:>8}  in all {:>8}",
                signed(once),
                signed(flow),
                signed(once + flow)
            );
        }
    }
}

/// Which round each date means.
fn readings(text: &mut String, scenario: &Scenario, screen: Screen) {
    let _ = writeln!(
        text,
        "\n{}",
        screen.bold("WHEN MEASURES AND MILESTONES ARE READ")
    );
    let label = |moment: &Moment| match moment {
        Moment::At(t) => format!("at the end of {}", scenario.time.label(*t)),
        Moment::By(t) => format!("by the end of {}", scenario.time.label(*t)),
    };
    let measures = scenario.measures.iter().map(|m| (&m.name, &m.moment));
    for (name, moment) in measures.chain(scenario.milestones.iter().map(|m| (&m.name, &m.moment))) {
        let _ = writeln!(text, "{:<26} {}", name.id, label(moment));
    }
}
