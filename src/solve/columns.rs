//! What a pass backward carries: columns of values, and the arrays of payments they read.

use crate::game::Game;

/// How a column's value is taken where its own actor moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// As the strategy has it.
    Follow,
    /// The best option.
    Best,
    /// The worst option.
    Worst,
}

/// A column of values.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its index in the arrays of payments.
    pub source: usize,
    /// Whose it is.
    pub actor: usize,
    /// How it is taken at that actor's own choices.
    pub rule: Rule,
    /// Whether the costs of voting are booked here.
    pub pays: bool,
    /// What a payoff one round later is worth here.
    pub patience: f64,
}

/// Columns and the arrays of payments they read.
pub struct Columns<'a> {
    /// The columns.
    pub columns: Vec<Column>,
    /// For each actor the column whose values guide its choices.
    pub guide: Vec<usize>,
    pub(super) stride: usize,
    pub(super) rows: &'a [f64],
    pub(super) flow: &'a [f64],
    pub(super) later: &'a [f64],
}

impl<'a> Columns<'a> {
    /// One column for each actor.
    pub fn totals(game: &'a Game) -> Self {
        Self::with(game, &[Rule::Follow])
    }

    /// One column for each rule and actor, then one for each actor that looks no further than the
    /// end of the round: what guides its choices is what they are worth to somebody without
    /// patience.
    pub fn with(game: &'a Game, rules: &[Rule]) -> Self {
        let n = game.numbers.actors;
        let column = |rule: Rule| {
            (0..n).map(move |i| Column {
                source: i,
                actor: i,
                rule,
                pays: true,
                patience: game.numbers.patience[i],
            })
        };
        let mut columns: Vec<Column> = rules.iter().flat_map(|r| column(*r)).collect();
        let mut guide: Vec<usize> = (0..n).collect();
        for i in (0..n).filter(|i| game.numbers.myopic[*i]) {
            guide[i] = columns.len();
            columns.push(Column {
                rule: Rule::Follow,
                patience: 0.0,
                ..columns[i]
            });
        }
        Columns {
            columns,
            guide,
            stride: n,
            rows: &game.numbers.row_totals,
            flow: &game.numbers.flow_totals,
            later: &game.numbers.later_totals,
        }
    }

    /// One column for each account.
    pub fn accounts(game: &'a Game) -> Self {
        let accounts = game.numbers.accounts.iter().enumerate();
        let column = |(source, (actor, id, _)): (usize, &(usize, String, String))| Column {
            source,
            actor: *actor,
            rule: Rule::Follow,
            pays: id == "costs",
            patience: game.numbers.patience[*actor],
        };
        Columns {
            columns: accounts.map(column).collect(),
            guide: vec![],
            stride: game.numbers.accounts.len(),
            rows: &game.numbers.rows,
            flow: &game.numbers.flow,
            later: &game.numbers.later,
        }
    }

    /// Of `values` of all columns those of the first `n` columns.
    pub fn narrow(&self, values: &[f64], n: usize) -> Vec<f64> {
        let rows = values.chunks_exact(self.width());
        rows.flat_map(|row| &row[..n]).copied().collect()
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}
