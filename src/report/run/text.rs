//! What a person reads of a run: how it ends, what happens on the way, who does what.

use super::document::RunSummary;
use super::estimates::Estimate;
use super::rounds::MoveSummary;
use super::{ActorSummary, Incidence, TypeSummary};
use crate::palette;
use crate::report::screen::{
    Screen, bar, capital, count, fit, label_width, paragraph, percent, row, signed, spark,
    thousands, wrap,
};
use crate::study::verdict::Agreement;
use crate::study::{Version, highest};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Shares below this round to 0 or 1% and are not worth a word.
const RARE: f64 = 0.005;

/// By how much a measure has to differ for a type to be told.
const TELLING: f64 = 0.05;

impl RunSummary {
    /// The text, with the seconds that compiling, solving and simulating took, if they are given.
    /// They are no part of the document: they differ from run to run.
    pub fn text_with_times(&self, screen: Screen, seconds: Option<[f64; 3]>) -> String {
        let mut out = String::new();
        let s = &mut out;
        let word = &self.round;
        let _ = writeln!(s, "\n{}", screen.bold(self.head.title()));
        let other = match self.equilibrium {
            None | Some(1) => String::new(),
            Some(k) => format!(" · equilibrium {k}"),
        };
        let _ = writeln!(
            s,
            "{} · {} · {} each {word} · seed {}{other}\n",
            count(self.rounds.len(), word),
            count(self.actors.len(), "actor"),
            count(self.turns, "turn"),
            self.head.seed.unwrap_or(0)
        );
        known(s, self, screen);
        how_it_ends(s, self, screen);
        by_type(s, self, screen);
        on_the_way(s, self, screen);
        who_does_what(s, self, screen);
        if let (Some(several), Some(here)) = (&self.several, self.equilibrium) {
            let _ = writeln!(s);
            several.text(s, here, screen);
        }
        let _ = writeln!(s);
        how_it_was_solved(s, self, screen, seconds);
        if let Some(worlds) = &self.worlds {
            worlds.text(s, screen);
        }
        out
    }
}

/// What is taken as known, and how likely it was.
fn known(s: &mut String, run: &RunSummary, screen: Screen) {
    let Some(record) = &run.record else { return };
    let most = record
        .most_surprising()
        .map_or(String::new(), |(round, bits)| {
            format!("; most of it was unexpected in {round}: {bits:.1} bits")
        });
    let text = format!(
        "Given what is known by {}, which had probability {}{most}.",
        record.given.as_deref().unwrap_or_default(),
        record.odds(),
    );
    paragraph(s, &text, screen.width);
    let _ = writeln!(s);
}

/// In how many worlds the likeliest outcome is the likeliest.
fn likeliest(s: &mut String, run: &RunSummary, screen: Screen) {
    let Some(worlds) = &run.worlds else {
        return;
    };
    let best = &worlds.outcomes[highest(worlds.outcomes.iter().map(|o| o.exact))];
    let only = if best.likeliest < 0.5 { "only " } else { "" };
    let text = format!(
        "{} is the likeliest end, {}; over {} worlds it is so in {only}{:.0}%.",
        capital(&best.label),
        percent(best.exact),
        thousands(worlds.count),
        100.0 * best.likeliest
    );
    paragraph(s, &text, screen.width);
    let _ = writeln!(s);
}

/// The outcomes, and how far they can be trusted.
fn how_it_ends(s: &mut String, run: &RunSummary, screen: Screen) {
    likeliest(s, run, screen);
    let labels = label_width(run.outcomes.iter().map(|o| o.label.as_str()), screen);
    let heading = screen.bold(&fit("HOW IT ENDS", labels));
    let unsure = run.unsure().map(|unsure| unsure.short());
    let wide = unsure.as_ref().map_or(0, |words| words.width().max(13) + 2);
    let over = unsure
        .as_deref()
        .map_or(String::new(), |words| format!("  {words}"));
    let _ = writeln!(s, "{heading}    exact{over}");
    let room = if screen.width < 60 {
        0
    } else {
        screen.width.saturating_sub(labels + 15 + wide).min(60)
    };
    let shares = run.outcomes.iter().map(Estimate::best);
    let scale = shares.fold(0.01, f64::max);
    for (i, o) in run.outcomes.iter().enumerate() {
        let exact = percent(o.best());
        let range = run.range(i).filter(|(low, high)| high - low >= SAME);
        let range = range.map_or(String::new(), |(low, high)| {
            format!("  {:.1} – {:.1}", 100.0 * low, 100.0 * high)
        });
        let bar = screen.paint(&bar(o.best(), scale, room), palette::outcome(i));
        let rest = format!("{exact:>8}{}  {bar}", fit(&range, wide));
        row(s, &o.label, labels, &rest);
    }
    agreement(s, run, screen);
    if run.grid() >= SAME / 2.0 {
        let text = format!(
            "On a grid of beliefs half as fine outcomes move by up to {:.1} points.",
            100.0 * run.grid()
        );
        paragraph(s, &text, screen.width);
    }
    if run.lost.contains(&Version::Coarse) {
        let text = "On a grid of beliefs half as fine no equilibrium was found.";
        paragraph(s, text, screen.width);
    }
    longer_shadow(s, run);
    run.known_line(s, screen);
    run.precision_line(s, screen);
    reversed_calls(s, run, screen);
    let _ = writeln!(s);
}

/// Whether exact and simulated outcomes agree.
fn agreement(s: &mut String, run: &RunSummary, screen: Screen) {
    let n = thousands(run.histories());
    let text = match run.verdict() {
        Agreement::Agree => format!("{n} histories agree."),
        Agreement::Luck(again) => format!(
            "{n} histories differ by luck (p = {:.1e}); with another seed they agree (p = {again:.2}).",
            run.agreement
        ),
        Agreement::Grid => format!("{n} histories differ within the grid's error."),
        Agreement::Disagree => {
            let text = format!("{n} histories DISAGREE: p = {:.1e}.", run.agreement);
            let _ = writeln!(s, "{}", screen.red(&text));
            return;
        }
    };
    paragraph(s, &text, screen.width);
}

/// The outcome that a longer shadow changes most.
fn longer_shadow(s: &mut String, run: &RunSummary) {
    if let Some((outcome, change)) = run.longest_change() {
        let _ = writeln!(
            s,
            "A longer shadow would still change {outcome} by {:.1} points.",
            100.0 * change
        );
    }
}

/// A change that is smaller than this is not told.
const SAME: f64 = 0.001;

/// The outcome that the reversed order of votes changes most.
fn reversed_calls(s: &mut String, run: &RunSummary, screen: Screen) {
    if run.lost.contains(&Version::Reversed) {
        let text = "Votes called in reversed order: no equilibrium was found.";
        paragraph(s, text, screen.width);
    }
    if run.outcomes.iter().all(|o| o.reversed.is_none()) {
        return;
    }
    let change = |o: &Estimate| o.reversed.map_or(0.0, |r| (r - o.exact.unwrap_or(r)).abs());
    let all = run.outcomes.iter();
    if let Some(o) = all.max_by(|a, b| change(a).total_cmp(&change(b))) {
        let (here, there) = (o.exact.unwrap_or(0.0), o.reversed.unwrap_or(0.0));
        let text = if change(o) < SAME {
            "Votes called in reversed order: no outcome changes by a tenth of a point.".to_string()
        } else {
            format!(
                "Votes called in reversed order: {} {} instead of {} (largest change).",
                o.label,
                percent(there),
                percent(here)
            )
        };
        paragraph(s, &text, screen.width);
    }
}

/// How it ends for each true type: its likeliest outcomes.
fn by_type(s: &mut String, run: &RunSummary, screen: Screen) {
    if run.types.is_empty() {
        return;
    }
    let _ = writeln!(s, "{}", screen.bold("IF IN TRUTH IT IS"));
    for type_ in &run.types {
        let text = type_line(type_, run);
        let lines = wrap(&text, screen.width.saturating_sub(2));
        for (i, line) in lines.iter().enumerate() {
            let _ = writeln!(s, "{}{line}", if i == 0 { "" } else { "  " });
        }
    }
    let _ = writeln!(s);
}

fn type_line(type_: &TypeSummary, run: &RunSummary) -> String {
    let mut outcomes: Vec<_> = type_.outcomes.iter().collect();
    outcomes.sort_by(|a, b| b.exact.total_cmp(&a.exact));
    let parts: Vec<String> = outcomes
        .iter()
        .filter(|o| o.exact >= RARE)
        .take(4)
        .map(|o| format!("{} {:.1}%", run.label(&o.id), 100.0 * o.exact))
        .collect();
    let in_the_end = type_
        .in_the_end
        .map(|p| format!(", {:.0}% in the end", 100.0 * p));
    let posterior = type_
        .posterior
        .map(|p| format!(", {:.0}% given what is known", 100.0 * p));
    format!(
        "{}: {} ({:.0}% before play{}{}): {}{}",
        type_.actor_label,
        type_.label,
        100.0 * type_.prior,
        posterior.unwrap_or_default(),
        in_the_end.unwrap_or_default(),
        parts.join(", "),
        told(type_, run)
    )
}

/// The measures that a type changes most, as the end of its line.
fn told(type_: &TypeSummary, run: &RunSummary) -> String {
    let pairs = type_.measures.iter().zip(&run.measures);
    let changes = pairs.filter_map(|(own, all)| {
        let (own, all_types) = (own.exact?, all.exact?);
        Some((all, own, (own - all_types).abs()))
    });
    let mut changes: Vec<_> = changes.filter(|(.., by)| *by >= TELLING).collect();
    changes.sort_by(|a, b| b.2.total_cmp(&a.2));
    let value = |of: &Estimate, x: f64| match of.low {
        None => signed(x),
        Some(_) => percent(x),
    };
    let words: Vec<String> = changes
        .iter()
        .take(3)
        .map(|(of, own, _)| format!("{} {}", of.label, value(of, *own)))
        .collect();
    match words.is_empty() {
        true => String::new(),
        false => format!("; on the way {}", words.join(", ")),
    }
}

/// The measures, with the rounds in which they come.
fn on_the_way(s: &mut String, run: &RunSummary, screen: Screen) {
    if run.measures.is_empty() {
        return;
    }
    let labels = label_width(run.measures.iter().map(|o| o.label.as_str()), screen);
    let rounds = run.rounds.len();
    let trace = rounds
        .max(8)
        .min(screen.width.saturating_sub(labels + 30))
        .min(40);
    let _ = writeln!(
        s,
        "{} {}    at its time",
        screen.bold(&fit("ON THE WAY", labels)),
        fit("by round", trace)
    );
    for m in &run.measures {
        let incidence = run.timing.iter().find(|t| t.id == m.id);
        let sparkline = incidence
            .filter(|_| rounds <= trace)
            .map_or(String::new(), |t| spark(&t.exact));
        let round = incidence
            .filter(|_| m.exact.unwrap_or(0.0) >= RARE)
            .and_then(likeliest_round);
        let when = if run.round == "day" { "on" } else { "in" };
        let likeliest = round.map_or(String::new(), |t| {
            format!("likeliest {when} {}", run.rounds[t])
        });
        let value = match (m.low, m.exact) {
            (_, None) => "–".into(),
            (None, Some(x)) => signed(x),
            (Some(_), Some(x)) => percent(x),
        };
        let rest = format!("{} {value:>9}  {likeliest}", fit(&sparkline, trace));
        row(s, &m.label, labels, &rest);
    }
    let _ = writeln!(s);
}

/// The round, from 0, in which an event is likeliest to come.
fn likeliest_round(event: &Incidence) -> Option<usize> {
    let steps = event
        .exact
        .iter()
        .scan(0.0, |before, x| Some(x - std::mem::replace(before, *x)));
    let best = steps.enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(best.0)
}

/// What each actor does where it can, and what it gets.
fn who_does_what(s: &mut String, run: &RunSummary, screen: Screen) {
    let labels = label_width(run.actors.iter().map(|a| a.label.as_str()), screen);
    let middle = screen.width.saturating_sub(labels + 9).clamp(20, 90);
    let _ = writeln!(
        s,
        "{} {}   earns",
        screen.bold(&fit("WHO DOES WHAT", labels)),
        fit("used, of the times it was open", middle)
    );
    for actor in &run.actors {
        let _ = writeln!(
            s,
            "{} {} {:>7}",
            fit(&actor.label, labels),
            fit(&habits(actor, run, middle), middle),
            signed(actor.value)
        );
    }
}

/// What an actor does, in at most `width` cells.
fn habits(actor: &ActorSummary, run: &RunSummary, width: usize) -> String {
    let own = run.moves.iter();
    let own = own.filter(|m| m.actor.as_deref() == Some(&actor.id));
    let mut shares: Vec<(f64, &MoveSummary)> = own
        .filter_map(|m| Some((m.share()?, m)))
        .filter(|(p, _)| *p >= RARE)
        .collect();
    // options that are open most often say most
    let weight = |m: &MoveSummary| m.used.iter().sum::<f64>();
    shares.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)));
    let mut text = match actor.plays {
        "equilibrium" => String::new(),
        word => format!("{word}: "),
    };
    let prefix = text.len();
    for (p, m) in shares {
        let comma = if text.len() == prefix { "" } else { ", " };
        let next = format!("{comma}{} {:.0}%", m.label, 100.0 * p);
        if text.width() + next.width() <= width {
            text.push_str(&next);
        }
    }
    text
}

/// How much was solved and played, how exactly, and in how many seconds.
fn how_it_was_solved(s: &mut String, run: &RunSummary, screen: Screen, seconds: Option<[f64; 3]>) {
    let word = &run.round;
    let rounds = run
        .game
        .rounds
        .map_or(format!("the same in every {word} without end,"), |rounds| {
            format!("over {}", count(rounds, word))
        });
    let time = seconds.map_or(String::new(), |t| format!(" in {:.2} s", t[1]));
    let _ = writeln!(
        s,
        "{} {rounds} solved{time}, residual {:.0e};",
        count(run.game.decisions, "decision"),
        run.certificate.residual
    );
    let _ = writeln!(s, "no actor could gain more than its own noise explains.");
    if let Some(line) = run.certificate.without_end() {
        paragraph(s, &line, screen.width);
    }
    if let Some(warning) = run.certificate.warning() {
        paragraph(s, &warning, screen.width);
    }
    let n = thousands(run.histories());
    if let Some(stopped) = run.stopped {
        let points = |x: f64| format!("{:.2} points", 100.0 * x);
        let line = if stopped.reached {
            format!(
                "Stopped after {n} histories: no outcome's 95% interval is wider than ±{}.",
                points(stopped.half_width)
            )
        } else {
            format!(
                "Stopped after {n} histories, the most that were to be played: an interval is still ±{} wide, not {}.",
                points(stopped.half_width),
                points(stopped.until)
            )
        };
        paragraph(s, &line, screen.width);
    }
    if let Some([compiled, _, simulated]) = seconds {
        let _ = writeln!(
            s,
            "Compiled in {compiled:.2} s; {n} histories played in {simulated:.2} s."
        );
    }
}
