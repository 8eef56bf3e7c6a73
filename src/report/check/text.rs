//! What `check` says on a terminal: at once what the text and the compiled game show, and what takes
//! solving after it.

use super::listing::{private, readings, turns};
use crate::diagnostics::render;
use crate::game::Game;
use crate::report::Size;
use crate::report::screen::{Screen, count, paragraph, signed, thousands};
use crate::scenario::Scenario;
use crate::study::audit::Sharpness;
use crate::study::check::{Checked, Ending, SharpnessCheck};
use std::fmt::Write;

/// Warnings, the size of the game, its turns, endings and dates; with how long it took to compile
/// if `timed`.
pub fn opening(checked: &Checked, screen: Screen, timed: bool) -> String {
    let Checked { scenario, game, .. } = checked;
    let size = Size::of(game);
    let mut text = render(&checked.warnings, &scenario.sources, screen.colour);
    let _ = writeln!(text, "{}", screen.bold(&scenario.title));
    let word = &scenario.time.round;
    let rounds = size
        .rounds
        .map_or(format!("the same in every {word} without end"), |rounds| {
            format!("over {}", count(rounds, word))
        });
    let took = if timed {
        format!(", compiled in {:.2} s", checked.seconds)
    } else {
        String::new()
    };
    let sentence = format!(
        "{} with {}, {} {rounds}, about {} MB{took}",
        count(size.positions, "position"),
        count(size.options, "move"),
        count(size.decisions, "decision"),
        size.bytes.div_ceil(1 << 20),
    );
    paragraph(&mut text, &sentence, screen.width);
    if let Some(cost) = cost(scenario, game, &size) {
        paragraph(&mut text, &cost, screen.width);
    }
    private(&mut text, scenario, screen);
    turns(&mut text, scenario, screen);
    for ending in checked.endings() {
        tell_ending(&mut text, scenario, &ending, screen);
    }
    readings(&mut text, scenario, screen);
    text
}

/// How sharp choices are, the warnings that follow, and how many there are in all; with how long it
/// took to solve if `timed`. `found` is none where the game is too large for a check.
pub fn sharpness(
    checked: &Checked,
    found: Option<&SharpnessCheck>,
    screen: Screen,
    timed: bool,
) -> String {
    let scenario = &checked.scenario;
    let mut text = String::new();
    if let Some(found) = found {
        if !found.warnings.is_empty() {
            text.push('\n');
            let warnings = render(&found.warnings, &scenario.sources, screen.colour);
            text.push_str(warnings.trim_end());
            text.push('\n');
        }
        table(&mut text, scenario, &found.sharpness, screen);
        if timed || found.coarse.is_some() {
            text.push_str("Solved");
            if timed {
                let _ = write!(text, " in {:.2} s", found.seconds);
            }
            if let Some(points) = found.coarse {
                let _ = write!(text, " (at {points} points of belief along each share)");
            }
            text.push_str(".\n");
        }
    } else {
        let line = "How sharp choices are was not looked at: this takes solving the game, which is \
                    large. `demarche run` solves it.";
        text.push('\n');
        paragraph(&mut text, line, screen.width);
    }
    let warnings = checked.warnings.len() + found.map_or(0, |f| f.warnings.len());
    let _ = writeln!(text, "\nNo errors, {}.", count(warnings, "warning"));
    text
}

/// What a finer grid of beliefs would cost; nothing without types.
fn cost(scenario: &Scenario, game: &Game, size: &Size) -> Option<String> {
    if !game.beliefs.typed() {
        return None;
    }
    let finer = 2 * scenario.belief_points - 1;
    let axes = game.beliefs.axes.iter();
    let axes = axes.filter(|a| a.points.len() > 1).count() as i32;
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

/// How sharp choices are: below .5 a coin toss, above 20 a best reply.
fn table(text: &mut String, scenario: &Scenario, all: &[Sharpness], screen: Screen) {
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
fn tell_ending(text: &mut String, scenario: &Scenario, ending: &Ending, screen: Screen) {
    let outcome = &scenario.outcomes[ending.outcome].name.id;
    let title = screen.bold(&format!("IF `{outcome}` ENDED PLAY IN ROUND 1"));
    let _ = writeln!(text, "\n{title}  in one of {} states", ending.states);
    for (actor, pays) in scenario.actors.iter().zip(&ending.pays) {
        let label = &actor.name.label;
        let _ = writeln!(
            text,
            "{label:<26} once {:>8}  later {:>8}  in all {:>8}",
            signed(pays.once),
            signed(pays.later),
            signed(pays.once + pays.later)
        );
    }
}
