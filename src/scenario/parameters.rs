//! Reading parameters: their values, ranges, and how they are spread over these.

use super::distribution::{Distribution, NARROWEST, is_beta};
use super::model::Parameter;
use super::names::Reader;
use super::shape::DISTRIBUTION_KEYS;
use super::tree::{Node, Table};
use crate::diagnostics::{Diagnostic, visible_lines};

impl Reader {
    /// Parameters.
    pub fn parameters(&mut self, tree: &Table) -> Vec<Parameter> {
        let mut all = vec![];
        for entry in &tree.table("parameters").0 {
            let table = entry.node.as_table();
            let value = entry
                .node
                .as_number()
                .or(table.and_then(|t| t.get("value")?.as_number()));
            let range = table.and_then(|t| t.get("range")).and_then(|node| {
                let all: Vec<f64> = node
                    .as_array()?
                    .iter()
                    .filter_map(Node::as_number)
                    .collect();
                match all[..] {
                    [low, high] if low <= high && (high - low).is_finite() => Some((low, high)),
                    _ => self.fault(
                        Diagnostic::error(node.span, "a range is [lowest, highest]")
                            .help("write two numbers, the smaller first"),
                    ),
                }
            });
            if table.is_some_and(|t| t.get("value").is_none()) {
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the parameter `{}` has no value", entry.key),
                    )
                    .help("add `value = …`"),
                );
            }
            if let (Some(x), Some((low, high))) = (value, range)
                && !(low..=high).contains(&x)
            {
                self.faults.push(
                    Diagnostic::warning(
                        table
                            .and_then(|t| t.get("value"))
                            .unwrap_or(&entry.node)
                            .span,
                        format!(
                            "{} = {x} lies outside its range, {low} to {high}",
                            entry.key
                        ),
                    )
                    .help("widen the range if this value is thought possible"),
                );
            }
            let distribution = table.map_or(Distribution::Uniform, |t| {
                self.distribution(t, value.unwrap_or(0.0), range)
            });
            all.push(Parameter {
                name: self.name(entry),
                value: value.unwrap_or(0.0),
                range,
                distribution,
                about: table
                    .and_then(|t| t.get("about")?.as_text())
                    .map_or(String::new(), |t| visible_lines(t).into_owned()),
            });
        }
        all
    }

    /// How a parameter of this value is spread over its range.
    fn distribution(
        &mut self,
        table: &Table,
        value: f64,
        range: Option<(f64, f64)>,
    ) -> Distribution {
        let word = table.get("distribution").and_then(Node::as_text);
        let word = word.unwrap_or("uniform");
        let Some((_, own)) = DISTRIBUTION_KEYS.into_iter().find(|(w, _)| *w == word) else {
            return Distribution::Uniform;
        };
        let before = self.faults.len();
        for (_, keys) in DISTRIBUTION_KEYS {
            for key in keys.iter().filter(|k| !own.contains(k)) {
                let known = |f: &Diagnostic, span| f.span == Some(span);
                if let Some(entry) = table.entry(key)
                    && !self.faults.iter().any(|f| known(f, entry.key_span))
                {
                    let with = DISTRIBUTION_KEYS.iter().filter(|(_, k)| k.contains(key));
                    let with: Vec<&str> = with.map(|(w, _)| *w).collect();
                    self.faults.push(
                        Diagnostic::error(
                            entry.key_span,
                            format!("`{key}` has no meaning in a {word} distribution"),
                        )
                        .help(format!("it belongs to: {}", with.join(", "))),
                    );
                }
            }
        }
        let Some((low, high)) = range else {
            if let (Some(entry), None) = (table.entry("distribution"), table.get("range")) {
                self.faults.push(
                    Diagnostic::error(entry.key_span, "a distribution is one over a range")
                        .help("add `range = [lowest, highest]`"),
                );
            }
            return Distribution::Uniform;
        };
        let place = table.entry("distribution").map(|e| e.node.span);
        if word == "lognormal" && low < 0.0 {
            let span = table.get("range").map_or(Default::default(), |n| n.span);
            self.faults.push(
                Diagnostic::error(span, "a lognormal distribution has no values below 0")
                    .help("begin the range at 0 or above, or take a normal one"),
            );
        }
        let mut within = |key: &str| match table.get(key).map(|n| (n.as_number(), n.span)) {
            Some((Some(x), span)) if !(low..=high).contains(&x) => self.fault(
                Diagnostic::error(
                    span,
                    format!("`{key}` = {x} lies outside the range, {low} to {high}"),
                )
                .help("widen the range, or move it inside"),
            ),
            Some((x, _)) => x,
            None => None,
        };
        let (mode, mean) = (within("mode"), within("mean"));
        let spread = table.get("spread").and_then(|n| match n.as_number() {
            Some(x) if x <= 0.0 => self.fault(
                Diagnostic::error(n.span, "`spread` is a standard deviation, above 0")
                    .help("a parameter that is known needs no range"),
            ),
            x => x,
        });
        if let ("beta", Some(span)) = (word, place) {
            for key in own.iter().filter(|k| table.get(k).is_none()) {
                self.faults.push(
                    Diagnostic::error(span, format!("a beta distribution needs `{key}`"))
                        .help("add both: `mean = …, spread = …`, a mean and a standard deviation"),
                );
            }
        }
        if self.faults.len() > before {
            return Distribution::Uniform;
        }
        let value = value.clamp(low, high);
        let mean = mean.unwrap_or(value);
        let spread = spread.unwrap_or((high - low) / 4.0);
        if word == "lognormal" && mean <= 0.0 {
            let span = table.get("mean").map(|n| n.span).or(place);
            self.faults.push(
                Diagnostic::error(
                    span.unwrap_or_default(),
                    "the mean of a lognormal distribution is above 0",
                )
                .help("add `mean = …`"),
            );
        }
        if word == "beta" && high > low && !is_beta(mean, spread, low, high) {
            let span = table.get("spread").map(|n| n.span).or(place);
            let most = libm::sqrt((mean - low) * (high - mean));
            self.faults.push(
                Diagnostic::error(
                    span.unwrap_or_default(),
                    format!("no beta distribution from {low} to {high} has mean {mean} and spread {spread}"),
                )
                .help(format!(
                    "with this mean the spread is below {most:.3}, and not below {}",
                    NARROWEST * (high - low)
                )),
            );
        }
        match word {
            "triangular" => Distribution::Triangular {
                mode: mode.unwrap_or(value),
            },
            "normal" if high > low => Distribution::Normal { mean, spread },
            "lognormal" if high > low => Distribution::Lognormal { mean, spread },
            "beta" if high > low => Distribution::Beta { mean, spread },
            _ => Distribution::Uniform,
        }
    }
}
