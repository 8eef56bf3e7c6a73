//! What a pass backward carries: columns of values, and the arrays of payments they read.

use crate::game::{Account, AccountKind, Game, Rows};

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
    pub role: usize,
    /// How it is taken at that role's own choices.
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
    /// For each role the column whose values guide its choices; none if nobody chooses.
    pub guide: Vec<usize>,
    /// The actor of each column's role.
    pub actors: Vec<usize>,
    /// The type of its actor that each column's role is.
    pub types: Vec<usize>,
    pub(super) stride: usize,
    pub(super) rows: &'a [f64],
    pub(super) flow: &'a [f64],
    pub(super) later: &'a [f64],
}

impl<'a> Columns<'a> {
    /// One column for each role.
    pub fn totals(game: &'a Game) -> Self {
        Self::with(game, &[Rule::Follow])
    }

    /// One column for each rule and role, then one for each role that looks no further than the
    /// end of the round: what guides its choices is what they are worth to somebody without
    /// patience.
    pub fn with(game: &'a Game, rules: &[Rule]) -> Self {
        let n = game.beliefs.prior.len();
        let column = |rule: Rule| {
            (0..n).map(move |r| Column {
                source: r,
                role: r,
                rule,
                pays: true,
                patience: game.payments.patience[r],
            })
        };
        let mut columns: Vec<Column> = rules.iter().flat_map(|r| column(*r)).collect();
        let mut guide: Vec<usize> = (0..n).collect();
        for r in (0..n).filter(|r| game.payments.myopic[*r]) {
            guide[r] = columns.len();
            columns.push(Column {
                rule: Rule::Follow,
                patience: 0.0,
                ..columns[r]
            });
        }
        let payments = &game.payments;
        let rows = [
            payments.row_totals.as_slice(),
            &payments.flow_totals,
            &payments.later_totals,
        ];
        Self::new(game, columns, guide, n, rows)
    }

    fn new(
        game: &Game,
        columns: Vec<Column>,
        guide: Vec<usize>,
        stride: usize,
        [rows, flow, later]: [&'a [f64]; 3],
    ) -> Self {
        Columns {
            actors: columns.iter().map(|c| game.beliefs.actor(c.role)).collect(),
            types: columns
                .iter()
                .map(|c| game.beliefs.type_of(c.role))
                .collect(),
            columns,
            guide,
            stride,
            rows,
            flow,
            later,
        }
    }

    /// One column for each account.
    pub fn accounts(game: &'a Game) -> Self {
        let accounts = game.payments.accounts.iter().enumerate();
        let column = |(source, account): (usize, &Account)| Column {
            source,
            role: account.role,
            rule: Rule::Follow,
            pays: account.kind == AccountKind::Costs,
            patience: game.payments.patience[account.role],
        };
        let payments = &game.payments;
        let rows = [payments.rows.as_slice(), &payments.flow, &payments.later];
        let columns: Vec<Column> = accounts.map(column).collect();
        let stride = columns.len();
        Self::new(game, columns, vec![], stride, rows)
    }

    /// One column for each type of the first actor and each of `count` outcomes, in which what is paid later is
    /// worth as much.
    pub fn outcomes(game: &Game, count: usize, payments: [&'a [f64]; 3]) -> Self {
        let columns = game.beliefs.roles(0).flat_map(|role| {
            (0..count).map(move |source| Column {
                source,
                role,
                rule: Rule::Follow,
                pays: false,
                patience: 1.0,
            })
        });
        Self::new(game, columns.collect(), vec![], count, payments)
    }

    /// Of `values` (nodes × columns × points) those of the first `n` columns.
    pub fn narrow(&self, values: &[f64], n: usize, game: &Game) -> Vec<f64> {
        let rows = self.rows(game);
        let nodes = 0..values.len() / rows.block();
        let own = nodes.flat_map(|node| (0..n).flat_map(move |c| &values[rows.row(node, c)]));
        own.copied().collect()
    }

    /// The layout of values: nodes × columns × points.
    pub fn rows(&self, game: &Game) -> Rows {
        Rows {
            inner: self.width(),
            points: game.beliefs.count,
        }
    }

    /// The same, for strategies that are followed and not checked.
    pub fn unguided(&self) -> Self {
        Columns {
            columns: self.columns.clone(),
            guide: vec![],
            actors: self.actors.clone(),
            types: self.types.clone(),
            ..*self
        }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}
