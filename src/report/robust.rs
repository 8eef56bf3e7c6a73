//! What `robust` found, as the terminal, `--json`, the tables and the chart read it.

use super::charts::{Picture, framed};
use super::screen::{Screen, capital, label_width, paragraph, percent, row, signed};
use super::summary::Head;
use super::table::{Cell, Table};
use super::tables::with;
use super::types::quantiles;
use crate::chart::{self, Candidate, Ruling};
use crate::scenario::Scenario;
use crate::statistics::{Merit, RULES};
use crate::study::{Choice, GameModel, Objective, Robust, Rules, Target};
use anyhow::Result;
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;

/// A choice and what it comes to over all worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ChoiceSummary {
    pub id: String,
    pub label: String,
    /// At the file's own numbers.
    pub written: f64,
    /// Over the worlds, with the ends of its 95 % interval.
    pub mean: f64,
    pub mean_interval: (f64, f64),
    /// The mean over the tenth of worlds in which it is worst.
    pub worst_tenth: f64,
    pub worst_tenth_interval: (f64, f64),
    /// By how much it falls short of the best choice, in the world where that is most.
    pub regret: f64,
    /// The share of worlds in which it is enough.
    pub share: f64,
    pub share_interval: (f64, f64),
    /// The quantiles 5, 25, 50, 75 and 95 % over the worlds.
    pub quantiles: [f64; 5],
}

/// What `robust` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RobustSummary {
    #[serde(flatten)]
    pub head: Head,
    /// What choices are good for: an outcome, a measure, or an actor whose value it is.
    pub aim: String,
    pub aim_label: String,
    /// `more` or `less`.
    pub better: &'static str,
    /// What is enough.
    pub threshold: f64,
    pub worlds: usize,
    /// The parameters drawn.
    pub parameters: Vec<String>,
    /// Those with a range that are not, being what is chosen.
    pub set: Vec<String>,
    pub options: Vec<ChoiceSummary>,
    /// The choice that each rule makes.
    pub chosen: IndexMap<&'static str, String>,
    /// In what share of worlds drawn again each rule makes the same choice.
    pub steady: IndexMap<&'static str, f64>,
    /// Worlds × parameters, then choices.
    #[serde(skip)]
    points: Vec<Vec<f64>>,
    #[serde(skip)]
    best: [usize; 4],
    /// Whether it is a probability.
    #[serde(skip)]
    share: bool,
}

/// The summary of choices judged.
pub fn summarise_robust(
    found: &Robust,
    choices: &[Choice<GameModel>],
    rules: &Rules,
) -> RobustSummary {
    let scenario = &choices[0].engine.model.scenario;
    let (aim, aim_label, share) = aim(scenario, &rules.objective);
    // what was judged is turned round where less is better
    let turned = |x: f64| if rules.least { -x } else { x };
    let ends = |(low, high): (f64, f64)| match rules.least {
        true => (-high, -low),
        false => (low, high),
    };
    let choice = |(c, choice): (usize, &Choice<GameModel>)| {
        let Merit {
            mean,
            worst_tenth,
            regret,
            share,
        } = found.judged.merits[c];
        let [of_mean, of_worst, of_share] = found.judged.intervals[c];
        ChoiceSummary {
            id: choice.id.clone(),
            label: choice.label.clone(),
            written: found.written[c],
            mean: turned(mean),
            mean_interval: ends(of_mean),
            worst_tenth: turned(worst_tenth),
            worst_tenth_interval: ends(of_worst),
            regret,
            share,
            share_interval: of_share,
            quantiles: quantiles(found.worth[c].clone()),
        }
    };
    let name = |p: &usize| scenario.parameters[*p].name.id.clone();
    let best = found.judged.best;
    let world = |(w, draw): (usize, &Vec<f64>)| {
        let worth = found.worth.iter().map(|own| own[w]);
        draw.iter().copied().chain(worth).collect()
    };
    RobustSummary {
        head: Head::new("robust", Some(scenario)),
        aim,
        aim_label,
        better: if rules.least { "less" } else { "more" },
        threshold: found.threshold,
        worlds: found.draws.len(),
        parameters: found.parameters.iter().map(name).collect(),
        set: found.chosen.iter().map(name).collect(),
        options: choices.iter().enumerate().map(choice).collect(),
        chosen: RULES
            .iter()
            .zip(best)
            .map(|(rule, c)| (*rule, choices[c].id.clone()))
            .collect(),
        steady: RULES.into_iter().zip(found.judged.steady).collect(),
        points: found.draws.iter().enumerate().map(world).collect(),
        best,
        share,
    }
}

/// The id and label of an aim, and whether it is a probability.
fn aim(scenario: &Scenario, aim: &Objective) -> (String, String, bool) {
    match aim {
        Objective::Value(id) => {
            let actor = scenario.actors.iter().find(|a| a.name.id == *id);
            let name = actor.map_or(id, |a| &a.name.label);
            (id.clone(), format!("what it is worth to {name}"), false)
        }
        Objective::Reading(id) => {
            let target = Target::find(scenario, id);
            let mean = matches!(target, Some(Target::Measure(m)) if scenario.measures[m].mean);
            let label = target.map_or(id, |t| &t.name(scenario).label);
            (id.clone(), label.clone(), !mean)
        }
    }
}

impl RobustSummary {
    fn number(&self, x: f64) -> String {
        match self.share {
            true => percent(x),
            false => signed(x),
        }
    }

    /// The rules as columns are headed.
    fn heads(&self) -> [String; 4] {
        let side = if self.better == "more" {
            "from"
        } else {
            "up to"
        };
        [
            "mean".to_string(),
            "worst tenth".to_string(),
            "largest regret".to_string(),
            format!("{side} {}", self.number(self.threshold)),
        ]
    }

    /// What the rules make of a choice, as it is written.
    fn figures(&self, choice: &ChoiceSummary) -> [String; 4] {
        [
            self.number(choice.mean),
            self.number(choice.worst_tenth),
            self.number(choice.regret),
            percent(choice.share),
        ]
    }

    /// The rules whose choice is another in more than 5 % of the worlds drawn again, and how often
    /// it is the same.
    fn unsure(&self) -> Vec<String> {
        let all = self.steady.iter().filter(|(_, share)| **share < 0.95);
        let told = all.map(|(rule, share)| {
            let rule = rule.replace('_', " ");
            format!("{rule} (the same in {:.0} %)", 100.0 * share)
        });
        told.collect()
    }

    fn finding(&self) -> String {
        let label = |c: usize| self.options[c].label.as_str();
        let first = self.best[0];
        if self.best.iter().all(|c| *c == first) {
            return format!("Every rule chooses: {}", label(first));
        }
        let told: Vec<String> = ["mean", "worst tenth", "regret", "share"]
            .iter()
            .zip(self.best)
            .map(|(rule, c)| format!("{rule}: {}", label(c)))
            .collect();
        format!("The rules differ. By {}", told.join("; by "))
    }
}

/// The chart of choices.
pub fn robust_pictures(found: &RobustSummary) -> Result<Vec<Picture>> {
    let candidate = |(c, choice): (usize, &ChoiceSummary)| Candidate {
        label: choice.label.clone(),
        quantiles: choice.quantiles,
        marked: choice.written,
        rulings: found
            .figures(choice)
            .into_iter()
            .zip(found.best)
            .map(|(words, best)| Ruling {
                words,
                chosen: best == c,
            })
            .collect(),
    };
    let all: Vec<Candidate> = found.options.iter().enumerate().map(candidate).collect();
    let about = format!(
        "{} in {} worlds, every number that is not chosen drawn from its range; {} is better.",
        capital(&found.aim_label),
        found.worlds,
        found.better
    );
    let unsure = found.unsure();
    let unsure = match unsure.is_empty() {
        true => String::new(),
        false => format!(" Cannot tell by {}.", unsure.join(", ")),
    };
    let frame = framed(found.finding(), &(about + &unsure), &found.head);
    let marked = "as the file has it";
    let svg = chart::choices(&frame, &all, found.share, &found.heads(), marked)?;
    Ok(vec![("robust", svg)])
}

/// The numbers behind the chart: choices, and every world.
pub fn robust_tables(found: &RobustSummary) -> Vec<Table<'static>> {
    let header = [
        "option",
        "written",
        "mean",
        "mean_low",
        "mean_high",
        "worst_tenth",
        "regret",
        "share",
        "chosen_by",
    ];
    let rows = found.options.iter().enumerate().map(|(c, o)| {
        let numbers = [
            o.written,
            o.mean,
            o.mean_interval.0,
            o.mean_interval.1,
            o.worst_tenth,
            o.regret,
            o.share,
        ];
        let rules = RULES.iter().zip(found.best).filter(|(_, best)| *best == c);
        let rules: Vec<&str> = rules.map(|(rule, _)| *rule).collect();
        let rules = Cell::from(rules.join(" ").as_str());
        with(&[&o.id], numbers.map(Cell::from).into_iter().chain([rules]))
    });
    let names = found.parameters.iter();
    let names = names.chain(found.options.iter().map(|o| &o.id));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let worlds = found.points.iter();
    let worlds = worlds.map(|p| p.iter().map(|x| Cell::from(*x)).collect());
    vec![
        Table::new("robust", &header, rows),
        Table::new("points", &names, worlds),
    ]
}

/// What a person sees.
pub fn robust_text(found: &RobustSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let title = found.head.scenario.as_ref().map_or("", |a| &a.title);
    let _ = writeln!(s, "\n{}", screen.bold(title));
    let about = format!(
        "{} in {} worlds, {} parameters drawn from their ranges; {} is better",
        capital(&found.aim_label),
        found.worlds,
        found.parameters.len(),
        found.better
    );
    paragraph(s, &about, screen.width);
    let labels = found.options.iter().map(|o| o.label.as_str());
    let wide = label_width(labels, screen);
    let columns = |all: &[String]| -> String {
        let cells = all.iter().zip([9, 13, 16, 13]);
        cells.map(|(text, wide)| format!("{text:>wide$}")).collect()
    };
    let _ = writeln!(
        s,
        "\n{}",
        screen.bold("WHAT TO CHOOSE  * is a rule's choice")
    );
    row(
        s,
        "",
        wide,
        &columns(&found.heads().map(|h| format!("{h} "))),
    );
    for (c, choice) in found.options.iter().enumerate() {
        let mut figures = found.figures(choice);
        for (figure, best) in figures.iter_mut().zip(found.best) {
            figure.push(if best == c { '*' } else { ' ' });
        }
        row(s, &choice.label, wide, &columns(&figures));
    }
    let _ = writeln!(s);
    paragraph(s, &format!("{}.", found.finding()), screen.width);
    let unsure = found.unsure();
    if !unsure.is_empty() {
        let line = format!(
            "Cannot tell by {}: with worlds drawn again the choice is another in more than 5 %.",
            unsure.join(", ")
        );
        paragraph(s, &line, screen.width);
    }
    if !found.set.is_empty() {
        let line = format!("Chosen, not drawn: {}.", found.set.join(", "));
        paragraph(s, &line, screen.width);
    }
    out
}
