//! A table of cases: what was seen of each, with which numbers, in rows of CSV.

use crate::diagnostics::{Failure, suggestion};
use crate::scenario::{Data, Scenario};
use crate::study::table::{Table, number};

/// What was seen of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// This outcome, by number.
    Outcome(usize),
    /// Of each milestone of the data, in order, whether it came about.
    Milestones(Vec<bool>),
}

/// A case.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The line of the table on which it stands, from 1.
    pub line: u64,
    /// The parameters' values that columns give, in the order of the data.
    pub values: Vec<f64>,
    /// What was seen.
    pub seen: Seen,
    /// Its weight.
    pub weight: f64,
    /// The number of its group, if there are groups.
    pub cluster: Option<usize>,
}

/// Many cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    /// Those of which everything is known.
    pub all: Vec<Case>,
    /// How many more there are with an empty cell.
    pub left_out: usize,
    /// How many groups there are; none if they have none.
    pub clusters: Option<usize>,
}

/// What a cell stands for where nothing is known.
const MISSING: [&str; 4] = ["", "NA", "NaN", "."];

/// The places of the columns that are read.
struct Places {
    outcome: Option<usize>,
    milestones: Vec<usize>,
    columns: Vec<usize>,
    weight: Option<usize>,
    cluster: Option<usize>,
}

impl Cases {
    /// Those of a table in CSV, called `name`, with a row of headings, as the scenario's `data` reads it.
    ///
    /// # Errors
    /// All that is wrong with the table: it has no column of a name, a cell is no number, or names no outcome.
    pub fn read(scenario: &Scenario, data: &Data, name: &str, text: &str) -> Result<Self, Failure> {
        let mut table = Table::open(name, text, true)?;
        let place = |column: &String| {
            table.column(column).ok_or_else(|| {
                let message = format!("there is no column `{column}`");
                table.refuse(&message, suggestion(column, table.headings.iter()))
            })
        };
        let optional = |column: &Option<String>| column.as_ref().map(place).transpose();
        let places = Places {
            outcome: optional(&data.outcome)?,
            milestones: data
                .milestones
                .iter()
                .map(|(_, c)| place(c))
                .collect::<Result<_, _>>()?,
            columns: data
                .columns
                .iter()
                .map(|(_, c)| place(c))
                .collect::<Result<_, _>>()?,
            weight: optional(&data.weight)?,
            cluster: optional(&data.cluster)?,
        };
        let mut groups: Vec<String> = vec![];
        let rows = table.rows(|record, line| places.case(scenario, record, line, &mut groups))?;
        let count = rows.len();
        let all: Vec<Case> = rows.into_iter().flatten().collect();
        if all.is_empty() {
            let message = match count {
                0 => "it has no rows".to_string(),
                n => format!("each of its {n} rows has an empty cell"),
            };
            return Err(table.refuse(&message, "a row for each case, below the headings"));
        }
        Ok(Cases {
            left_out: count - all.len(),
            all,
            clusters: places.cluster.map(|_| groups.len()),
        })
    }
}

impl Places {
    /// The case of a row; none if a cell is empty.
    fn case(
        &self,
        scenario: &Scenario,
        record: &csv::StringRecord,
        line: u64,
        groups: &mut Vec<String>,
    ) -> Result<Option<Case>, (String, String)> {
        let cell = |place: usize| {
            let text = record.get(place).unwrap_or("");
            (!MISSING.contains(&text)).then_some(text)
        };
        let number = |text: &str| {
            let help = "a number is written as 0.25".to_string();
            number(text).ok_or_else(|| (format!("`{text}` is no number"), help))
        };
        let mut values = vec![];
        for place in &self.columns {
            let Some(text) = cell(*place) else {
                return Ok(None);
            };
            values.push(number(text)?);
        }
        let weight = match self.weight.map(cell) {
            None => 1.0,
            Some(None) => return Ok(None),
            Some(Some(text)) => number(text)?,
        };
        if weight < 0.0 {
            return Err((
                format!("the weight {weight} is below 0"),
                "a weight is how often a case counts".into(),
            ));
        }
        let seen = match self.outcome.map(cell) {
            Some(None) => return Ok(None),
            Some(Some(text)) => {
                let ids = || scenario.outcomes.iter().map(|o| o.name.id.as_str());
                let found = ids().position(|id| id == text);
                let unknown = || {
                    (
                        format!("there is no outcome `{text}`"),
                        suggestion(text, ids()),
                    )
                };
                Seen::Outcome(found.ok_or_else(unknown)?)
            }
            None => {
                let mut all = vec![];
                for place in &self.milestones {
                    match cell(*place) {
                        None => return Ok(None),
                        Some("1" | "true" | "yes" | "TRUE" | "True") => all.push(true),
                        Some("0" | "false" | "no" | "FALSE" | "False") => all.push(false),
                        Some(text) => {
                            let help = "write 1 or 0, true or false, yes or no".to_string();
                            return Err((
                                format!("`{text}` does not say whether it came about"),
                                help,
                            ));
                        }
                    }
                }
                Seen::Milestones(all)
            }
        };
        let cluster = match self.cluster.map(cell) {
            None => None,
            Some(None) => return Ok(None),
            Some(Some(text)) => {
                let known = groups.iter().position(|g| g == text);
                Some(known.unwrap_or_else(|| {
                    groups.push(text.to_string());
                    groups.len() - 1
                }))
            }
        };
        Ok(Some(Case {
            line,
            values,
            seen,
            weight,
            cluster,
        }))
    }
}
