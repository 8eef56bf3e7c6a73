//! Reading how a parameter is distributed over its range.

use super::Reader;
use crate::scenario::Distribution;
use crate::scenario::distribution::{NARROWEST, is_beta};
use crate::scenario::document::keys::DISTRIBUTION_KEYS;
use crate::scenario::document::tree::{Node, Table};

impl Reader {
    /// The distribution of a parameter with this value over its range; uniform if something is wrong.
    pub(super) fn distribution(
        &mut self,
        table: &Table,
        value: f64,
        range: Option<(f64, f64)>,
    ) -> Distribution {
        let word = table.get("distribution").and_then(Node::as_text);
        let word = word.unwrap_or("uniform");
        let before = self.diagnostics.len();
        let Some(own) = self.foreign_keys(table, word) else {
            return Distribution::Uniform;
        };
        let Some((low, high)) = range else {
            if let (Some(entry), None) = (table.entry("distribution"), table.get("range")) {
                self.error(
                    entry.key_span,
                    "a distribution needs a range",
                    "add `range = [lowest, highest]`",
                );
            }
            return Distribution::Uniform;
        };
        if word == "lognormal" && low < 0.0 {
            let span = table.get("range").map_or(Default::default(), |n| n.span);
            self.error(
                span,
                "a lognormal distribution has no values below 0",
                "start the range at 0 or above, or use a normal distribution",
            );
        }
        let mode = self.inside(table, "mode", low, high);
        let mean = self.inside(table, "mean", low, high);
        let spread = self.spread(table);
        self.complete_beta(table, word, own);
        if self.diagnostics.len() > before {
            return Distribution::Uniform;
        }
        let value = value.clamp(low, high);
        let mean = mean.unwrap_or(value);
        let spread = spread.unwrap_or((high - low) / 4.0);
        self.possible(table, word, (mean, spread), (low, high));
        match word {
            "triangular" => Distribution::Triangular {
                mode: mode.unwrap_or(value),
            },
            "normal" if high > low => Distribution::Normal { mean, spread },
            "lognormal" if high > low => Distribution::Lognormal { mean, spread },
            "beta" if high > low => Distribution::Beta { mean, spread },
            // a range of one value
            _ => Distribution::Uniform,
        }
    }

    /// Checks that a beta distribution has all its keys: it has no defaults.
    fn complete_beta(&mut self, table: &Table, word: &str, own: &[&str]) {
        let place = table.entry("distribution").map(|e| e.node.span);
        if let ("beta", Some(span)) = (word, place) {
            for key in own.iter().filter(|k| table.get(k).is_none()) {
                self.error(
                    span,
                    format!("a beta distribution needs `{key}`"),
                    "add both: `mean = …, spread = …`, a mean and a standard deviation",
                );
            }
        }
    }

    /// The keys of the distribution called `word`, after errors about keys of others in the table; none
    /// if there is no such distribution.
    fn foreign_keys(&mut self, table: &Table, word: &str) -> Option<&'static [&'static str]> {
        let (_, own) = DISTRIBUTION_KEYS.into_iter().find(|(w, _)| *w == word)?;
        let mut seen: Vec<&str> = vec![];
        for key in DISTRIBUTION_KEYS.iter().flat_map(|(_, keys)| *keys) {
            if own.contains(key) || seen.contains(key) {
                continue;
            }
            seen.push(key);
            if let Some(entry) = table.entry(key) {
                let with = DISTRIBUTION_KEYS.iter().filter(|(_, k)| k.contains(key));
                let with: Vec<&str> = with.map(|(w, _)| *w).collect();
                self.error(
                    entry.key_span,
                    format!("a {word} distribution has no `{key}`"),
                    format!("distributions that have it: {}", with.join(", ")),
                );
            }
        }
        Some(own)
    }

    /// The number at `key`, which must be within the range.
    fn inside(&mut self, table: &Table, key: &str, low: f64, high: f64) -> Option<f64> {
        let node = table.get(key)?;
        let x = node.as_number()?;
        if (low..=high).contains(&x) {
            return Some(x);
        }
        self.refuse(
            node.span,
            format!("`{key}` = {x} is outside the range, {low} to {high}"),
            format!("widen the range, or change `{key}`"),
        )
    }

    fn spread(&mut self, table: &Table) -> Option<f64> {
        let node = table.get("spread")?;
        let x = node.as_number()?;
        if x > 0.0 {
            return Some(x);
        }
        self.refuse(
            node.span,
            "`spread` is a standard deviation and must be above 0",
            "leave out the range if the value is certain",
        )
    }

    /// Checks that there is a distribution with this mean and spread.
    fn possible(
        &mut self,
        table: &Table,
        word: &str,
        (mean, spread): (f64, f64),
        (low, high): (f64, f64),
    ) {
        let place = |key: &str| {
            let entry = table.entry("distribution").map(|e| e.node.span);
            let span = table.get(key).map(|n| n.span).or(entry);
            span.unwrap_or_default()
        };
        if word == "lognormal" && mean <= 0.0 {
            self.error(
                place("mean"),
                "the mean of a lognormal distribution must be above 0",
                "add `mean = …`",
            );
        }
        if word == "beta" && high > low && !is_beta(mean, spread, low, high) {
            let most = libm::sqrt((mean - low) * (high - mean));
            let least = NARROWEST * (high - low);
            self.error(
                place("spread"),
                format!(
                    "no beta distribution from {low} to {high} has mean {mean} and spread {spread}"
                ),
                format!("with this mean, the spread must be below {most:.3} and at least {least}"),
            );
        }
    }
}
