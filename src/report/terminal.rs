//! What a person sees: the summary as text for a terminal of some width.

use super::comparison::CompareSummary;
use super::screen::{
    Screen, bar, count, fit, label_width, paragraph, percent, row, signed, spark, thousands, wrap,
};
use super::summary::{Estimate, MoveSummary, RunSummary};
use crate::chart::palette;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// The screen of `run`. `seconds` are of compiling, solving and simulating, on a terminal only.
pub fn run(run: &RunSummary, screen: Screen, seconds: Option<[f64; 3]>) -> String {
    let mut out = String::new();
    let s = &mut out;
    let head = run.head.scenario.as_ref();
    let word = &run.round;
    let _ = writeln!(s, "\n{}", screen.bold(head.map_or("", |h| &h.title)));
    let _ = writeln!(
        s,
        "{} · {} · {} each {word} · seed {}\n",
        count(run.rounds.len(), word),
        count(run.actors.len(), "actor"),
        count(run.turns, "turn"),
        run.head.seed.unwrap_or(0)
    );
    outcomes(s, run, screen);
    by_type(s, run, screen);
    on_the_way(s, run, screen);
    who(s, run, screen);
    let _ = writeln!(s);
    let rounds = run
        .game
        .rounds
        .map_or(format!("the same in every {word} without end,"), |rounds| {
            format!("over {}", count(rounds, word))
        });
    let time = seconds.map_or(String::new(), |t| format!(" in {:.2} s", t[1]));
    let _ = writeln!(
        s,
        "{} decisions {rounds} solved{time}, residual {:.0e};",
        thousands(run.game.decisions),
        run.certificate.residual
    );
    let _ = writeln!(s, "no actor could gain more than its own noise explains.");
    if let Some(warning) = run.certificate.warning() {
        paragraph(s, &warning, screen.width);
    }
    if let Some(stopped) = run.stopped {
        let n = thousands(run.head.histories.unwrap_or(0));
        let points = |x: f64| format!("{:.2} points", 100.0 * x);
        let line = match stopped.reached {
            true => format!(
                "Stopped after {n} histories: no outcome's 95 % interval is wider than ±{}.",
                points(stopped.half_width)
            ),
            false => format!(
                "Stopped after {n} histories, the most that were to be played: an interval is still ±{} wide, not {}.",
                points(stopped.half_width),
                points(stopped.until)
            ),
        };
        paragraph(s, &line, screen.width);
    }
    if let Some([compiled, _, simulated]) = seconds {
        let n = thousands(run.head.histories.unwrap_or(0));
        let _ = writeln!(
            s,
            "Compiled in {compiled:.2} s; {n} histories played in {simulated:.2} s."
        );
    }
    out
}

fn outcomes(s: &mut String, run: &RunSummary, screen: Screen) {
    let n = thousands(run.head.histories.unwrap_or(0));
    let labels = label_width(run.outcomes.iter().map(|o| o.label.as_str()), screen);
    let heading = fit("HOW IT ENDS", labels);
    let _ = writeln!(s, "{}    exact  {n} histories, 95 %", screen.bold(&heading));
    let used = labels + 36;
    let room = if screen.width < 60 {
        0
    } else {
        screen.width.saturating_sub(used + 1).min(60)
    };
    let scale = run
        .outcomes
        .iter()
        .map(|o| o.exact.unwrap_or(o.simulated))
        .fold(0.01, f64::max);
    for (i, o) in run.outcomes.iter().enumerate() {
        let exact = o.exact.map_or("–".into(), percent);
        let interval = format!(
            "{:.1} – {:.1}",
            100.0 * o.low.unwrap_or(0.0),
            100.0 * o.high.unwrap_or(1.0)
        );
        let bar = screen.paint(
            &bar(o.exact.unwrap_or(o.simulated), scale, room),
            palette::outcome(i),
        );
        let rest = format!(
            "{exact:>8} {:>8}  {interval:<14} {bar}",
            percent(o.simulated)
        );
        row(s, &o.label, labels, &rest);
    }
    let grid = run
        .outcomes
        .iter()
        .filter_map(|o| o.grid)
        .fold(0.0, f64::max);
    let gaps = run
        .outcomes
        .iter()
        .filter_map(|o| Some((o.exact? - o.simulated).abs()));
    if run.agreement >= crate::study::AGREE {
        let _ = writeln!(s, "{}exact and simulated agree", " ".repeat(labels + 3));
    } else if let Some(again) = run.agreement_again.filter(|p| *p >= crate::study::AGREE) {
        let text = format!(
            "exact and simulated differ by luck (p = {:.1e}); with other luck they agree (p = {again:.2})",
            run.agreement
        );
        paragraph(s, &text, screen.width);
    } else if gaps.fold(0.0, f64::max) <= grid {
        let text = "exact and simulated differ within the grid's error";
        let _ = writeln!(s, "{}{text}", " ".repeat(labels + 3));
    } else {
        let text = format!("exact and simulated DISAGREE: p = {:.1e}", run.agreement);
        let _ = writeln!(s, "{}{}", " ".repeat(labels + 3), screen.red(&text));
    }
    if grid > 0.0 {
        let text = format!(
            "On a grid of beliefs half as fine outcomes move by up to {:.1} points.",
            100.0 * grid
        );
        for line in wrap(&text, screen.width) {
            let _ = writeln!(s, "{line}");
        }
    }
    let change = |o: &Estimate| {
        o.longer
            .iter()
            .flatten()
            .fold(0.0, |m: f64, x| m.max(x.abs()))
    };
    if let Some(most) = run
        .outcomes
        .iter()
        .max_by(|a, b| change(a).total_cmp(&change(b)))
        && change(most) > 0.01
    {
        let _ = writeln!(
            s,
            "A longer shadow would still change {} by {:.1} points.",
            most.label,
            100.0 * change(most)
        );
    }
    let order = |o: &Estimate| o.reversed.map_or(0.0, |r| (r - o.exact.unwrap_or(r)).abs());
    if run.outcomes.iter().any(|o| o.reversed.is_some()) {
        let most = run
            .outcomes
            .iter()
            .max_by(|a, b| order(a).total_cmp(&order(b)));
        if let Some(o) = most {
            let (here, there) = (o.exact.unwrap_or(0.0), o.reversed.unwrap_or(0.0));
            let text = format!(
                "Votes called in reversed order: {} {} instead of {} (largest change).",
                o.label,
                percent(there),
                percent(here)
            );
            for line in wrap(&text, screen.width) {
                let _ = writeln!(s, "{line}");
            }
        }
    }
    let _ = writeln!(s);
}

/// How it ends for each true type: its likeliest outcomes.
fn by_type(s: &mut String, run: &RunSummary, screen: Screen) {
    if run.types.is_empty() {
        return;
    }
    let _ = writeln!(s, "{}", screen.bold("IF IN TRUTH IT IS"));
    for kind in &run.types {
        let name = format!("{}: {}", kind.actor_label, kind.label);
        let mut outcomes: Vec<_> = kind.outcomes.iter().collect();
        outcomes.sort_by(|a, b| b.exact.total_cmp(&a.exact));
        let label = |id: &str| run.labels.get(id).cloned().unwrap_or(id.to_string());
        let parts: Vec<String> = outcomes
            .iter()
            .filter(|o| o.exact >= 0.005)
            .take(4)
            .map(|o| format!("{} {:.1} %", label(&o.id), 100.0 * o.exact))
            .collect();
        let text = format!(
            "{name} ({:.0} % before play): {}",
            100.0 * kind.prior,
            parts.join(", ")
        );
        for (i, line) in wrap(&text, screen.width.saturating_sub(2))
            .iter()
            .enumerate()
        {
            let _ = writeln!(s, "{}{line}", if i == 0 { "" } else { "  " });
        }
    }
    let _ = writeln!(s);
}

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
        let likeliest = incidence
            .filter(|_| m.exact.unwrap_or(0.0) >= 0.005)
            .and_then(|t| {
                let steps = t
                    .exact
                    .iter()
                    .scan(0.0, |before, x| Some(x - std::mem::replace(before, *x)));
                let best = steps.enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
                Some(format!("likeliest in {}", run.rounds[best.0]))
            });
        let value = match (m.low, m.exact) {
            (None, Some(x)) => signed(x),
            (_, Some(x)) => percent(x),
            _ => "–".into(),
        };
        let likeliest = likeliest.unwrap_or_default();
        let rest = format!("{} {value:>9}  {likeliest}", fit(&sparkline, trace));
        row(s, &m.label, labels, &rest);
    }
    let _ = writeln!(s);
}

fn who(s: &mut String, run: &RunSummary, screen: Screen) {
    let labels = label_width(run.actors.iter().map(|a| a.label.as_str()), screen);
    let middle = screen.width.saturating_sub(labels + 9).clamp(20, 90);
    let _ = writeln!(
        s,
        "{} {}   earns",
        screen.bold(&fit("WHO DOES WHAT", labels)),
        fit("used, of the times it was open", middle)
    );
    for actor in &run.actors {
        let own = run
            .moves
            .iter()
            .filter(|m| m.actor.as_deref() == Some(&actor.id));
        let mut shares: Vec<(f64, &MoveSummary)> = own
            .filter_map(|m| Some((m.share()?, m)))
            .filter(|(p, _)| *p >= 0.005)
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
            let next = format!(
                "{}{} {:.0} %",
                if text.len() == prefix { "" } else { ", " },
                m.label,
                100.0 * p
            );
            if text.width() + next.width() <= middle {
                text.push_str(&next);
            }
        }
        let _ = writeln!(
            s,
            "{} {} {:>7}",
            fit(&actor.label, labels),
            fit(&text, middle),
            signed(actor.value)
        );
    }
}

/// The screen of `compare`.
pub fn compare(c: &CompareSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    for variant in &c.variants {
        let _ = writeln!(
            s,
            "\n{}",
            screen.bold(&format!("{variant} instead of {}", c.baseline))
        );
        let differs = || c.differs.iter().filter(|d| d.variant == *variant);
        if differs().next().is_none() {
            let line = "Both say the same: --set changes every scenario that is compared. Write a \
                        variant that changes one, with `extends`.";
            paragraph(s, line, screen.width);
        }
        for d in differs().take(8) {
            let none = "nothing".to_string();
            let text = format!(
                "{}: {} → {}",
                d.key,
                d.from.as_ref().unwrap_or(&none),
                d.to.as_ref().unwrap_or(&none)
            );
            let _ = writeln!(
                s,
                "  {}",
                fit(&text, screen.width.saturating_sub(3)).trim_end()
            );
        }
        let own = || c.differences.iter().filter(|d| d.variant == *variant);
        let labels = label_width(own().map(|d| d.label.as_str()), screen);
        let _ = writeln!(
            s,
            "\n{}     from       to  points  {}",
            fit("", labels),
            if own().any(|d| !d.longer.is_empty()) {
                "longer shadows"
            } else {
                ""
            }
        );
        for d in own() {
            let points = |x: f64| {
                let text = format!("{:.1}", (100.0 * x).abs());
                let sign = if x < 0.0 && text != "0.0" {
                    "−"
                } else if text == "0.0" {
                    ""
                } else {
                    "+"
                };
                format!("{sign}{text}")
            };
            let range = match d.longer.is_empty() {
                true => String::new(),
                false => {
                    let all = || d.longer.iter().copied();
                    let low = all().fold(d.exact, f64::min);
                    let high = all().fold(d.exact, f64::max);
                    format!("{} to {}", points(low), points(high))
                }
            };
            let rest = format!(
                "{:>8} {:>8} {:>7}  {range:<16} {}",
                percent(d.from),
                percent(d.to),
                points(d.exact),
                d.verdict
            );
            row(s, &d.label, labels, &rest);
        }
        let mut telling: Vec<_> = own().filter(|d| d.verdict != "same").collect();
        telling.sort_by(|a, b| b.exact.abs().total_cmp(&a.exact.abs()));
        let told = telling
            .iter()
            .take(3)
            .map(|d| format!("{}: {}", d.label, d.words));
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            paragraph(s, &format!("{}.", told.join("; ")), screen.width);
        }
    }
    let _ = writeln!(s);
    let held = c
        .differences
        .iter()
        .filter(|d| d.low <= d.exact && d.exact <= d.high);
    let mut legend = format!(
        "Exact differences. {} histories of each, paired: {} of {} intervals of 95 % hold the exact difference.",
        thousands(c.head.histories.unwrap_or(0)),
        held.count(),
        c.differences.len()
    );
    if c.differences.iter().any(|d| d.verdict == "unsettled") {
        legend.push_str(
            " Unsettled: with a shadow one or four rounds longer the difference vanishes or changes sign.",
        );
    }
    paragraph(s, &legend, screen.width);
    if let Some(warning) = c.certificate.warning() {
        paragraph(s, &warning, screen.width);
    }
    out
}
